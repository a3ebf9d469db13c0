import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Problems } from '../../src/options/problems.js';
import { filterCondition } from '../../src/where/filter-condition.js';
import { compileCondition } from '../../src/where/compile-where.js';
import { planCondition } from '../../src/pushdown/plan-where.js';
import { compileReadSetFilter } from '../../src/pushdown/service-filter.js';
import { chooseWalks, valuesOf } from '../../src/pushdown/choose-walks.js';
import { explainPlan } from '../../src/pushdown/explain.js';
import { compileQuestion } from '../../src/pushdown/read-set-question.js';
import { walkFilter } from '../../src/pushdown/walk-filter.js';
import { naively } from './naive-evaluator.js';
import { readSets, wheres } from './random-wheres.js';
import { served, SERVERS } from './servers.js';

const T = Date.parse('2024-06-01T12:00:00.000Z');
const filters: fc.Arbitrary<ReadSetFilter> = fc.record(
  {
    name: fc.constantFrom('a', 'ab'),
    status: fc.constantFrom('ACTIVE', 'ARCHIVED'),
    referenceArn: fc.constantFrom('', 'arn:aws:omics:us-east-1:123456789012:referenceStore/1/reference/2'),
    createdAfter: fc.constantFrom(-1000, 0, 1).map((ms) => new Date(T + ms)),
    createdBefore: fc.constantFrom(-1, 0, 1000).map((ms) => new Date(T + ms)),
    sampleId: fc.constantFrom('a', 'B'),
    subjectId: fc.constantFrom('a', 'B'),
    generatedFrom: fc.constantFrom('a', 'B'),
    creationType: fc.constantFrom('IMPORT', 'UPLOAD'),
  },
  { requiredKeys: [] },
);

it('a filter as a condition accepts the same, and asks the service the same', () => {
  fc.assert(
    fc.property(filters, fc.array(readSets), (filter, items: ReadSetListItem[]) => {
      const { sent, accepts } = compileReadSetFilter(filter, new Problems());
      const condition = filterCondition(filter);
      expect(items.filter(compileCondition(condition))).toEqual(items.filter(accepts));
      const plan = planCondition(condition);
      if (plan.satisfiable)
        expect({ ...plan.sent, createdBefore: undefined }).toEqual({ ...sent, createdBefore: undefined });
    }),
    { seed: 6, numRuns: 500 },
  );
});

it.each(['auto', 'always', 'never'] as const)(
  'a filter and a condition together give what satisfies both, once, with pushdown %j',
  (pushdown) => {
    fc.assert(
      fc.property(filters, wheres, fc.array(readSets), (filter, where, items) => {
        const { accepts } = compileReadSetFilter(filter, new Problems());
        const question = compileQuestion({ filter, where }, pushdown, new Problems());
        const choice = chooseWalks(question.plan, pushdown);
        const walks = valuesOf(choice).map((value) => walkFilter(question, value));
        const wanted = items.filter((item) => accepts(item) && naively(where, item));
        for (const rules of SERVERS) {
          const got = walks.flatMap((walk) => served(walk.sent, rules, items).filter(walk.accepts));
          expect(got).toHaveLength(wanted.length);
          expect(new Set(got)).toEqual(new Set(wanted));
        }
      }),
      { seed: 6, numRuns: 500 },
    );
  },
);

const explained = (asked: Parameters<typeof compileQuestion>[0], pushdown: 'auto' | 'never'): string[] => {
  const { plan } = compileQuestion(asked, pushdown, new Problems());
  return explainPlan(plan, pushdown)
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '));
};

it('what is sent is what the plan of the question says, of a filter alone too', () => {
  fc.assert(
    fc.property(
      filters,
      fc.option(wheres, { nil: undefined }),
      fc.constantFrom('auto', 'never'),
      (filter, where, pushdown) => {
        const { plan, sent } = compileQuestion({ filter, where }, pushdown, new Problems());
        expect(sent ?? {}).toEqual(plan.sent);
      },
    ),
    { seed: 6, numRuns: 200 },
  );
});

it('a value of a filter that is not known today is explained as sent', () => {
  const filter = { status: 'archived' } as unknown as ReadSetFilter;
  expect(explained({ filter }, 'auto')).toEqual(['at the service status "archived" sent as the filter says']);
});

it("with pushdown 'never' the filter alone is explained as sent", () => {
  const asked = { filter: { status: 'ACTIVE' }, where: { sampleId: 'a' } } as const;
  expect(explained(asked, 'never')).toEqual([
    'at the service status "ACTIVE" sent as the filter says',
    `here sampleId "a" pushdown is 'never'`,
    `walks one for everything, checked here pushdown is 'never'`,
  ]);
  expect(compileQuestion(asked, 'never', new Problems()).sent).toEqual({ status: 'ACTIVE' });
});

it('an end of a filter is explained as it is sent', () => {
  const filter = { createdBefore: new Date('2024-01-01T00:00:00Z') };
  const { sent } = compileQuestion({ filter }, 'auto', new Problems());
  const end = sent?.createdBefore?.toISOString() ?? '';
  expect(explained({ filter }, 'auto')).toEqual([
    `at the service creationTime < 2024-01-01T00:00:00.000Z sent as createdBefore ${end}`,
  ]);
});

import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import fc from 'fast-check';
import { compileWhere, explainPlan, planWhere, type Pushdown } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { Problems } from '../../src/options/problems.js';
import { compileCondition } from '../../src/query/condition.js';
import { planCondition } from '../../src/query/plan-where.js';
import { compileQuery, narrowToValue, type ReadSetQuery } from '../../src/query/read-set-query.js';
import { compileReadSetFilter } from '../../src/query/filter.js';
import { StrategyChooser } from '../../src/query/strategy.js';
import { readSets, wheres } from './random-wheres.js';
import { satisfies, served, SERVERS } from './reference.js';

const SEEDED = { seed: 6, numRuns: 2000 };
const items = fc.array(readSets, { minLength: 12, maxLength: 12 });

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

type ReadSetSelection = Parameters<typeof compileQuery>[0];

const queryOf = (selection: ReadSetSelection, pushdown: Pushdown): ReadSetQuery =>
  compileQuery(selection, pushdown, new Problems());

/** Expects the lists of a query to yield exactly the wanted items, each once, from every server. */
function expectListed(
  query: ReadSetQuery,
  { values }: StrategyChooser,
  all: readonly ReadSetListItem[],
  wanted: readonly ReadSetListItem[],
): void {
  const lists = values.map((value) => narrowToValue(query, value));
  for (const rules of SERVERS) {
    const listed = lists.flatMap(({ sent, accepts }) => served(sent, rules, all).filter(accepts));
    expect(listed).toHaveLength(wanted.length);
    expect(new Set(listed)).toEqual(new Set(wanted));
  }
}

describe('over random conditions and read sets with absent, null, odd and future values', () => {
  it('a compiled condition agrees with a plain evaluation', () => {
    let [held, failed] = [0, 0];
    fc.assert(
      fc.property(wheres, items, (where, all) => {
        const holds = compileWhere(where);
        for (const item of all) {
          const expected = satisfies(where, item);
          if (expected) held += 1;
          else failed += 1;
          expect(holds(item)).toBe(expected);
        }
      }),
      SEEDED,
    );
    expect(Math.min(held, failed)).toBeGreaterThan(2000);
  });

  it('a condition keeps its meaning through JSON', () => {
    fc.assert(
      fc.property(wheres, items, (where, all) => {
        const copy = compileWhere(JSON.parse(JSON.stringify(where)) as typeof where);
        expect(all.filter(copy)).toEqual(all.filter(compileWhere(where)));
      }),
      SEEDED,
    );
  });

  it('the service filter excludes no read set that satisfies the condition, on any server', () => {
    let filtered = 0;
    let unsatisfiable = 0;
    fc.assert(
      fc.property(wheres, items, (where, all) => {
        const plan = planWhere(where);
        const wanted = all.filter((item) => satisfies(where, item));
        if (!plan.satisfiable) {
          unsatisfiable += 1;
          expect(wanted).toEqual([]);
        }
        if (Object.keys(plan.serviceFilter).length > 0) filtered += 1;
        for (const rules of SERVERS) {
          expect(served(plan.serviceFilter, rules, all)).toEqual(expect.arrayContaining(wanted));
        }
      }),
      SEEDED,
    );
    expect(filtered).toBeGreaterThan(250);
    expect(unsatisfiable).toBeGreaterThan(50);
  });

  it.each(['auto', 'always', 'never'] as const)(
    'the lists of a condition yield each wanted read set once, with pushdown %j',
    (pushdown) => {
      let several = 0;
      fc.assert(
        fc.property(wheres, items, fc.boolean(), (where, all, sampled) => {
          const query = queryOf({ where }, pushdown);
          const chooser = new StrategyChooser(query);
          if (sampled) chooser.addPage(all.slice(0, 4));
          chooser.chooseAgain();
          if (chooser.values.length > 1) several += 1;
          const wanted = all.filter((item) => satisfies(where, item));
          expectListed(query, chooser, all, wanted);
        }),
        { ...SEEDED, numRuns: 500 },
      );
      if (pushdown !== 'never') expect(several).toBeGreaterThan(10);
    },
  );

  it.each(['auto', 'always', 'never'] as const)(
    'the lists of a filter and a condition yield what satisfies both, once, with pushdown %j',
    (pushdown) => {
      fc.assert(
        fc.property(filters, wheres, fc.array(readSets), (filter, where, all) => {
          const { accepts } = compileReadSetFilter(filter, new Problems());
          const query = queryOf({ filter, where }, pushdown);
          const wanted = all.filter((item) => accepts(item) && satisfies(where, item));
          expectListed(query, new StrategyChooser(query), all, wanted);
        }),
        { seed: 6, numRuns: 500 },
      );
    },
  );
});

describe('a filter of the service', () => {
  it('accepts and sends the same as its condition', () => {
    fc.assert(
      fc.property(filters, fc.array(readSets), (filter, all) => {
        const { sent, accepts, condition } = compileReadSetFilter(filter, new Problems());
        expect(all.filter(compileCondition(condition))).toEqual(all.filter(accepts));
        const plan = planCondition(condition);
        const [planned, expected] = [plan.serviceFilter, sent].map((each) => ({
          ...each,
          createdBefore: undefined,
        }));
        if (plan.satisfiable) expect(planned).toEqual(expected);
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  it('is part of the plan, so a query sends the service filter of its plan', () => {
    fc.assert(
      fc.property(
        filters,
        fc.option(wheres, { nil: undefined }),
        fc.constantFrom('auto', 'never'),
        (filter, where, pushdown) => {
          const { plan, sent } = queryOf({ filter, where }, pushdown);
          expect(sent ?? {}).toEqual(plan.serviceFilter);
        },
      ),
      { seed: 6, numRuns: 200 },
    );
  });

  const explained = (selection: ReadSetSelection, pushdown: Pushdown): string[] =>
    explainPlan(queryOf(selection, pushdown).plan, pushdown)
      .split('\n')
      .map((line) => line.replace(/ +/g, ' '));

  it('is sent even with a value that is not known today', () => {
    const filter = { status: 'archived' } as unknown as ReadSetFilter;
    expect(explained({ filter }, 'auto')).toEqual(['service-side status "archived" sent as part of filter']);
  });

  it("is the only part that is sent with pushdown 'never'", () => {
    const selection = { filter: { status: 'ACTIVE' }, where: { sampleId: 'a' } } as const;
    expect(explained(selection, 'never')).toEqual([
      'service-side status "ACTIVE" sent as part of filter',
      `client-side sampleId "a" pushdown is 'never'`,
      `strategy one list, checked client-side pushdown is 'never'`,
    ]);
    expect(queryOf(selection, 'never').sent).toEqual({ status: 'ACTIVE' });
  });

  it('is explained with the time bound that is sent', () => {
    const filter = { createdBefore: new Date('2024-01-01T00:00:00Z') };
    const end = queryOf({ filter }, 'auto').sent?.createdBefore?.toISOString() ?? '';
    expect(explained({ filter }, 'auto')).toEqual([
      `service-side creationTime < 2024-01-01T00:00:00.000Z sent as createdBefore ${end}`,
    ]);
  });
});

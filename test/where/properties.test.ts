import fc from 'fast-check';
import { compileWhere, planWhere } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { Problems } from '../../src/options/problems.js';
import { addToSample, chooseWalks, valuesOf } from '../../src/pushdown/choose-walks.js';
import { compileQuestion } from '../../src/pushdown/read-set-question.js';
import { walkFilter } from '../../src/pushdown/walk-filter.js';
import { naively } from './naive-evaluator.js';
import { readSets, wheres } from './random-wheres.js';
import { served, SERVERS } from './servers.js';

const SEEDED = { seed: 6, numRuns: 2000 };
const listed = fc.array(readSets, { minLength: 12, maxLength: 12 });

describe('over 2,000 random conditions and read sets with absent, null, odd and future values', () => {
  it('a compiled condition is what a plain evaluation of it is', () => {
    let [held, not] = [0, 0];
    fc.assert(
      fc.property(wheres, listed, (where, items) => {
        const holds = compileWhere(where);
        for (const item of items) {
          const expected = naively(where, item);
          if (expected) held += 1;
          else not += 1;
          expect(holds(item)).toBe(expected);
        }
      }),
      SEEDED,
    );
    expect(Math.min(held, not)).toBeGreaterThan(2000);
  });

  it('a condition means the same once it was JSON', () => {
    fc.assert(
      fc.property(wheres, listed, (where, items) => {
        const again = compileWhere(JSON.parse(JSON.stringify(where)) as typeof where);
        expect(items.filter(again)).toEqual(items.filter(compileWhere(where)));
      }),
      SEEDED,
    );
  });

  it('what is sent excludes nothing that satisfies the condition, whatever the server makes of it', () => {
    let sent = 0;
    let unsatisfiable = 0;
    fc.assert(
      fc.property(wheres, listed, (where, items) => {
        const plan = planWhere(where);
        const wanted = items.filter((item) => naively(where, item));
        if (!plan.satisfiable) {
          unsatisfiable += 1;
          expect(wanted).toEqual([]);
        }
        if (Object.keys(plan.sent).length > 0) sent += 1;
        for (const rules of SERVERS) {
          expect(served(plan.sent, rules, items)).toEqual(expect.arrayContaining(wanted));
        }
      }),
      SEEDED,
    );
    expect(sent).toBeGreaterThan(250);
    expect(unsatisfiable).toBeGreaterThan(50);
  });

  it.each(['auto', 'always', 'never'] as const)('walks with pushdown %j give each once', (pushdown) => {
    let several = 0;
    fc.assert(
      fc.property(wheres, listed, fc.boolean(), (where, items, sampled) => {
        const question = compileQuestion({ where }, pushdown, new Problems());
        const { plan } = question;
        const sample = sampled ? addToSample(plan, undefined, items.slice(0, 4)) : undefined;
        const choice = chooseWalks(plan, pushdown, sample);
        if (choice.filters.length > 1) several += 1;
        const walks = valuesOf(choice).map((value) => walkFilter(question, value));
        const wanted = items.filter((item) => naively(where, item));
        for (const rules of SERVERS) {
          const got = walks.flatMap(({ sent, accepts }) => served(sent, rules, items).filter(accepts));
          expect(got).toHaveLength(wanted.length);
          expect(new Set(got)).toEqual(new Set(wanted));
        }
      }),
      { ...SEEDED, numRuns: 500 },
    );
    if (pushdown !== 'never') expect(several).toBeGreaterThan(10);
  });
});

import fc from 'fast-check';
import { fanOut, SourcesFailedError } from 'healthomics-streams';
import { expect, it } from 'vitest';
import { settle } from '../support/tracked-source.js';

/** A source: its items, each at once, after a microtask or after a timer, and whether it fails at the end. */
interface Plan {
  readonly delays: readonly ('none' | 'microtask' | 'timer')[];
  readonly fails: boolean;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  delays: fc.array(fc.constantFrom('none', 'none', 'microtask', 'timer'), { maxLength: 7 }),
  fails: fc.boolean(),
});

const run = fc.record({
  plans: fc.array(plan, { maxLength: 7 }),
  failing: fc.boolean(),
  concurrency: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(Infinity)),
  order: fc.constantFrom('arrival', 'input'),
  onSourceError: fc.constantFrom('stop', 'continue'),
  /** The consumer breaks out of its loop after this many items. */
  breaksAfter: fc.oneof(fc.constant(Infinity), fc.nat({ max: 20 })),
  /** The consumer waits for a timer each time it has received this many items. */
  pausesEvery: fc.integer({ min: 1, max: 10 }),
  asyncOuter: fc.boolean(),
});

const wait = (delay: Plan['delays'][number]): Promise<void> | undefined =>
  delay === 'none' ? undefined : delay === 'microtask' ? Promise.resolve() : settle();

it('fanOut yields every item once and in order, closes all sources, and never has more than `concurrency` open', async () => {
  await fc.assert(
    fc.asyncProperty(
      run,
      async ({ failing, concurrency, order, onSourceError, breaksAfter, pausesEvery, ...rest }) => {
        const plans = rest.plans.map((one) => ({ ...one, fails: one.fails && failing }));
        let open = 0;
        let most = 0;
        let opened = 0;
        let closed = 0;
        async function* source(index: number): AsyncGenerator<string, void, undefined> {
          const { delays, fails } = plans[index] as Plan;
          opened += 1;
          most = Math.max(most, (open += 1));
          try {
            for (const [i, delay] of delays.entries()) {
              await wait(delay);
              yield `${index}.${i}`;
            }
            if (fails) throw index;
          } finally {
            await Promise.resolve();
            open -= 1;
            closed += 1;
          }
        }
        let outerClosed = !rest.asyncOuter;
        async function* asyncIndices(): AsyncGenerator<number, void, undefined> {
          try {
            yield* plans.keys();
          } finally {
            outerClosed = true;
          }
        }

        const outer = rest.asyncOuter ? asyncIndices() : plans.map((_, i) => i);
        const items: string[] = [];
        let error: unknown = 'none';
        let broke = false;
        try {
          for await (const item of fanOut<number, string>(outer, source, {
            concurrency,
            order,
            onSourceError,
          })) {
            items.push(item);
            if (items.length > breaksAfter) {
              broke = true;
              break;
            }
            if (items.length % pausesEvery === 0) await settle();
          }
        } catch (thrown) {
          error = thrown;
        }

        const expected = plans.map(({ delays }, n) => delays.map((_, i) => `${n}.${i}`));
        const failed = [...plans.keys()].filter((n) => plans[n]?.fails);
        // Every source that was opened is closed, and so is the outer source.
        expect([open, closed, outerClosed]).toEqual([0, opened, true]);
        expect(most).toBeLessThanOrEqual(concurrency);
        // No item is yielded twice, and the items of a source are in order from its first.
        expect(new Set(items).size).toBe(items.length);
        for (const [n, own] of expected.entries()) {
          const got = items.filter((item) => item.startsWith(`${n}.`));
          expect(got).toEqual(own.slice(0, got.length));
        }
        if (order === 'input') expect(items).toEqual(expected.flat().slice(0, items.length));
        if (broke) {
          expect(error).toBe('none');
        } else if (failed.length === 0) {
          expect(error).toBe('none');
          expect(items).toHaveLength(expected.flat().length);
        } else if (onSourceError === 'stop') {
          expect(failed).toContain(error);
        } else {
          expect(error).toBeInstanceOf(SourcesFailedError);
          const { failures } = error as SourcesFailedError;
          expect(failures.map(({ index }) => index).sort()).toEqual(failed);
          expect(
            failures.every(({ index, source: from, error: why }) => index === from && index === why),
          ).toBe(true);
          expect(items).toHaveLength(expected.flat().length);
        }
      },
    ),
    { numRuns: 400 },
  );
});

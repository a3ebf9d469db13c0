import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint, CheckpointStore } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { createHandler, type HandlerOptions, type PartEvent } from '../../examples/lambda/handler.js';
import { query, temporaryDirectory } from '../sinks/support.js';
import { errorOf, storesOf } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';

/** A context whose time runs out after this many rows. */
function timeFor(rows: number) {
  let remaining = rows;
  return { getRemainingTimeInMillis: () => ((remaining -= 1) > 0 ? 900_000 : 0) };
}

const first: PartEvent = { run: 'monday', part: 1, done: false };

/** Runs a test with a bucket, handlers that write to it, and a query of the table of a run. */
async function withBucket(
  body: (bucket: {
    handlerWith: (more?: Partial<HandlerOptions>) => ReturnType<typeof createHandler>;
    checkpoints: (run: string, part: number) => CheckpointStore;
    rowsOf: (run: string) => Promise<unknown>;
    /** The number of requests sent. */
    requests: () => number;
  }) => Promise<void>,
): Promise<void> {
  const directory = await temporaryDirectory();
  const saved = new Map<string, Checkpoint>();
  const checkpoints = (run: string, part: number): CheckpointStore => ({
    load: async () => saved.get(`${run}-${part}`),
    save: async (checkpoint) => void saved.set(`${run}-${part}`, checkpoint),
  });
  await withEmulator({ stores: storesOf(120, 80) }, async ({ config, emulator }) => {
    const options: HandlerOptions = {
      client: config.client,
      checkpoints,
      replaceFolder: async (prefix, from) => {
        await rm(join(directory, prefix), { recursive: true, force: true });
        await cp(from, join(directory, prefix), { recursive: true });
      },
      reserveMs: 60_000,
    };
    await body({
      handlerWith: (more) => createHandler({ ...options, ...more }),
      checkpoints,
      requests: () => emulator.history.length,
      rowsOf: async (run) => {
        const table = `read_parquet('${directory}/run=${run}/*/*/*/*.parquet', hive_partitioning = true)`;
        const [row] = await query(`SELECT count(*)::INT n, count(DISTINCT id)::INT ids FROM ${table}`);
        return row;
      },
    });
  });
}

/** Writes this part and all following parts. */
async function writeRest(handler: ReturnType<typeof createHandler>, from: PartEvent): Promise<PartEvent> {
  let event = from;
  while (!event.done) event = await handler(event, timeFor(70));
  return event;
}

const all = { n: 200, ids: 200 };

describe('The Lambda example', () => {
  it.each([30, 70, 110])(
    'ignores a repeated invocation with time for %i rows once the next checkpoint exists',
    async (rows) => {
      await withBucket(async ({ handlerWith, rowsOf, requests }) => {
        const handler = handlerWith();
        const second = await handler(first, timeFor(70));
        const third = await handler(second, timeFor(70));
        const before = requests();
        expect(await handler(first, timeFor(rows))).toEqual(second);
        expect(requests()).toBe(before);
        await writeRest(handler, third);
        expect(await rowsOf('monday')).toEqual(all);
        expect(await handler(first, timeFor(rows))).toEqual(second);
        expect(await rowsOf('monday')).toEqual(all);
      });
    },
  );

  it('discards a part if another invocation completed it meanwhile', async () => {
    await withBucket(async ({ handlerWith, checkpoints, rowsOf }) => {
      let second: PartEvent | undefined;
      let third: PartEvent | undefined;
      const slow = handlerWith({
        checkpoints: (run, part) => ({
          ...checkpoints(run, part),
          load: async () => {
            const found = await checkpoints(run, part).load();
            if (third === undefined) {
              second = await handlerWith()(first, timeFor(70));
              third = await handlerWith()(second, timeFor(70));
            }
            return found;
          },
        }),
      });
      expect(await slow(first, timeFor(110))).toEqual(second);
      await writeRest(handlerWith(), third!);
      expect(await rowsOf('monday')).toEqual(all);
    });
  });

  it('replaces a part that was stored without a checkpoint', async () => {
    await withBucket(async ({ handlerWith, checkpoints, rowsOf }) => {
      const died = new Error('died');
      const dying = handlerWith({
        checkpoints: (run, part) => ({ ...checkpoints(run, part), save: () => Promise.reject(died) }),
      });
      expect(await errorOf(dying(first, timeFor(110)))).toBe(died);
      await writeRest(handlerWith(), first);
      expect(await rowsOf('monday')).toEqual(all);
    });
  });

  it('starts each run anew and rejects a part without a checkpoint', async () => {
    await withBucket(async ({ handlerWith, rowsOf }) => {
      const handler = handlerWith();
      await writeRest(handler, first);
      expect(await errorOf(handler({ ...first, run: 'tuesday', part: 2 }, timeFor(70)))).toMatchObject({
        message: 'Part 2 of tuesday has no checkpoint to start from. Write part 1 first.',
      });
      await writeRest(handler, { ...first, run: 'tuesday' });
      expect([await rowsOf('monday'), await rowsOf('tuesday')]).toEqual([all, all]);
    });
  });
});

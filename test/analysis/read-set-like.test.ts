import {
  analyze,
  estimateCost,
  findDuplicates,
  findIssues,
  InvalidOptionError,
  listReadSets,
  summarize,
  summary,
  type ReadSetLike,
} from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { errorOf, readSets, STORE } from '../support/read-sets.js';
import { trackedItems } from '../support/tracked-source.js';
import { withEmulator } from '../support/with-emulator.js';

const rates = { perGigabaseMonth: { ACTIVE: 1 } };

describe('an item that is not a read set', () => {
  it.each<[string, (stream: Iterable<ReadSetLike>) => Promise<unknown>]>([
    ['summarize', summarize],
    ['findDuplicates', findDuplicates],
    ['findIssues', findIssues],
    ['estimateCost', (stream) => estimateCost(stream, rates)],
    ['analyze', (stream) => analyze(stream, { summary: summary() })],
  ])('rejects %s with its index in the stream', async (_, run) => {
    const error = await errorOf(run([{ id: '1' }, null as never]));
    expect(error).toBeInstanceOf(InvalidOptionError);
    expect((error as Error).message).toBe('Expected `stream[1]` to be a read set, got null.');
  });

  it.each<[unknown, string]>([
    [undefined, 'got undefined.'],
    ['4000000001', 'got "4000000001" (string of 10 characters).'],
    [7, 'got `7` (number).'],
    [[{ id: '1' }], 'got an array of 1: pass a stream of read sets, not of arrays.'],
    [
      { readSets: [], nextToken: 't' },
      'got a response of the service: pass the read sets in its `readSets`.',
    ],
  ])('is described in the message if it is %j', async (item, message) => {
    expect(await errorOf(summarize([item as never]))).toMatchObject({
      message: `Expected \`stream[0]\` to be a read set, ${message}`,
    });
  });

  it('ends the pass and closes the stream, even if it is a page of a list', async () => {
    await withEmulator({ stores: [{ id: STORE, readSets: readSets(150) }] }, async ({ config, emulator }) => {
      const pages = listReadSets(config, { sequenceStoreId: STORE }).pages();
      expect(await errorOf(summarize(pages as never))).toMatchObject({
        message:
          'Expected `stream[0]` to be a read set, got a page: pass the list itself, not its `.pages()`.',
      });
      expect(emulator.count('ListReadSets')).toBe(1);
    });
    const source = trackedItems(null as never);
    await errorOf(summarize(source));
    expect(source.closed).toBe(1);
  });

  it('is passed on to custom reducers', async () => {
    const length = { start: () => ({ step: () => undefined, finish: () => 1 }) };
    expect(await analyze([null, 'a', []], { length })).toEqual({ length: 1 });
  });
});

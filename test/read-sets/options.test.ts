import { OmicsClient } from '@aws-sdk/client-omics';
import {
  fanOut,
  inventory,
  InvalidOptionError,
  listReadSets,
  listSequenceStores,
  mapConcurrent,
  planInventory,
  skip,
} from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { STORE } from '../support/read-sets.js';

const client = new OmicsClient({ region: 'us-east-1' });
const INPUT = { sequenceStoreId: STORE };

/** Returns the error that a call throws before it returns. */
function thrownBy(call: () => unknown): InvalidOptionError {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidOptionError);
    return error as InvalidOptionError;
  }
  throw new Error('Expected an InvalidOptionError');
}

/** Invalid options of a list, each with a part of its error message. */
const LIST_OPTIONS: [object, string][] = [
  [{ pageSize: 0 }, 'Expected `pageSize` to be an integer from 1 to 100, got `0` (number).'],
  [{ pageSize: 101 }, 'Expected `pageSize` to be an integer from 1 to 100, got `101` (number).'],
  [{ pageSize: 1.5 }, 'Expected `pageSize` to be an integer from 1 to 100, got `1.5` (number).'],
  [{ pageSize: '100' }, '`pageSize`'],
  [{ pageSize: null }, 'got null'],
  [{ signal: {} }, '`signal` to be an AbortSignal'],
  [{ requestTimeoutMs: 0 }, '`requestTimeoutMs` to be a number from 1 and up, got `0`'],
  [{ requestTimeoutMs: NaN }, '`requestTimeoutMs`'],
  [{ retry: { maxAttempts: 0 } }, '`retry.maxAttempts` to be an integer from 1 and up, got `0`'],
  [{ retry: { baseDelayMs: -1 } }, '`retry.baseDelayMs`'],
  [{ retry: { maxDelayMs: 'long' } }, '`retry.maxDelayMs`'],
  [{ retry: { maxElapsedMs: NaN } }, '`retry.maxElapsedMs`'],
  [{ retry: { retries: 3 } }, 'got `retries`'],
  [{ onRejectedToken: 'ignore' }, "`onRejectedToken` to be one of 'error', 'restart', got \"ignore\""],
  [{ rateLimiter: {} }, '`rateLimiter` to be made by createRateLimiter'],
  [{ onEvent: 'log' }, '`onEvent` to be a function'],
  [{ client: undefined }, '`client`'],
  [{ client: {} }, '`client` to be an OmicsClient'],
];
/** Invalid options of lists that an inventory does not have. */
const TOKEN_OPTIONS: [object, string][] = [
  [{ startingToken: '' }, '`startingToken` to be a string of 1 to 6144 characters'],
  [{ startingToken: 'x'.repeat(6145) }, '(string of 6145 characters)'],
];

describe('listReadSets throws at the call', () => {
  it.each([...LIST_OPTIONS, ...TOKEN_OPTIONS])('%o', (config, message) => {
    expect(thrownBy(() => listReadSets({ client, ...config }, INPUT)).message).toContain(message);
  });

  it.each<[object, string]>([
    [
      { sequenceStoreId: '123456789' },
      '`sequenceStoreId` to be the id of a sequence store, 10 to 36 digits, got "123456789"',
    ],
    [{ sequenceStoreId: '1'.repeat(37) }, '`sequenceStoreId`'],
    [{ sequenceStoreId: 'abcdefghij' }, '`sequenceStoreId`'],
    [{ sequenceStoreId: '1234567890\n' }, '`sequenceStoreId`'],
    [{ sequenceStoreId: '１２３４５６７８９０' }, '`sequenceStoreId`'],
    [{ sequenceStoreId: 1_234_567_890 }, '`sequenceStoreId`'],
    [{ sequenceStoreId: undefined }, 'got undefined'],
    [{ maxResults: 0 }, '`maxResults`'],
    [{ maxResults: 101 }, '`maxResults`'],
    [{ nextToken: '' }, '`nextToken`'],
    [{ filter: { name: '' } }, '`filter.name`'],
    [{ filter: { createdBefore: 5 } }, '`filter.createdBefore`'],
    [{ filter: { fileType: 'BAM' } }, '`fileType`'],
    [{ filter: null }, '`filter`'],
  ])('%o', (input, message) => {
    expect(thrownBy(() => listReadSets({ client }, { ...INPUT, ...input })).message).toContain(message);
  });

  it('one error with every invalid option and input member', () => {
    const error = thrownBy(() =>
      listReadSets(
        { client, pageSize: 0 },
        { sequenceStoreId: 'x', filter: { name: 'n'.repeat(128), createdAfter: new Date('soon') } },
      ),
    );
    expect(error.problems).toHaveLength(4);
    expect(error.message).toMatch(
      /`pageSize`.*`sequenceStoreId`.*`filter.name`.*128 characters.*`filter.createdAfter`.*invalid Date/s,
    );
  });

  it('nothing for values at their bounds', () => {
    for (const pageSize of [1, 100, undefined]) listReadSets({ client, pageSize }, INPUT);
    for (const length of [10, 36]) listReadSets({ client }, { sequenceStoreId: '1'.repeat(length) });
    listReadSets(
      { client, startingToken: 'x'.repeat(6144) },
      { ...INPUT, filter: { name: 'n'.repeat(127) } },
    );
    listReadSets({ client, requestTimeoutMs: Infinity, retry: { maxAttempts: Infinity } }, INPUT);
  });
});

describe('listSequenceStores throws at the call', () => {
  it.each([...LIST_OPTIONS, ...TOKEN_OPTIONS])('%o', (config, message) => {
    expect(thrownBy(() => listSequenceStores({ client, ...config })).message).toContain(message);
  });

  it.each<[object, string]>([
    [{ filter: { name: 'n'.repeat(128) } }, '`filter.name`'],
    [{ filter: { updatedAfter: new Date('soon') } }, '`filter.updatedAfter`'],
    [{ filter: { sampleId: 's' } }, '`sampleId`'],
    [{ maxResults: 101 }, '`maxResults`'],
  ])('%o', (input, message) => {
    expect(thrownBy(() => listSequenceStores({ client }, input)).message).toContain(message);
  });
});

describe('inventory throws at the call', () => {
  it.each([
    ...LIST_OPTIONS.filter(([config]) => !('client' in config)),
    [{ client: {} }, '`client` to be an OmicsClient'],
    [{ client: undefined }, '`client` to be set, or `clients` instead'],
    [{ clients: [client] }, '`client` to be set, or `clients` instead, got both.'],
    [{ client: undefined, clients: [] }, '`clients` to be an array of at least one OmicsClient'],
    [{ client: undefined, clients: client }, '`clients`'],
    [{ client: undefined, clients: [client, {}] }, '`clients[1]` to be an OmicsClient'],
    [{ concurrency: 0 }, '`concurrency` to be an integer from 1 and up, got `0`'],
    [{ concurrency: 2.5 }, '`concurrency`'],
    [{ order: 'random' }, "`order` to be one of 'arrival', 'input'"],
    [
      { splitStores: 4, order: 'input' },
      "`splitStores` to be 'auto' or 'never' if `order` is 'input', got `4`",
    ],
    [{ onStoreError: 'ignore' }, "`onStoreError` to be one of 'stop', 'continue'"],
  ] as [object, string][])('%o', (config, message) => {
    expect(thrownBy(() => inventory({ client, ...config })).message).toContain(message);
  });

  it.each<[object, string]>([
    [{ limit: 0 }, '`limit` to be an integer from 1 and up, got `0`'],
    [{ sequenceStoreIds: [STORE, 'x'] }, '`sequenceStoreIds[1]` to be the id of a sequence store'],
    [{ sequenceStoreIds: [STORE], storeFilter: { name: 'a' } }, '`storeFilter` to be absent'],
    [{ storeFilter: { name: '' } }, '`storeFilter.name`'],
    [{ filter: { name: 'n'.repeat(128) } }, '`filter.name`'],
  ])('%o', (input, message) => {
    expect(thrownBy(() => inventory({ client }, input)).message).toContain(message);
  });

  it('nothing for options that may be combined', () => {
    for (const splitStores of ['auto', 'never'] as const) inventory({ client, order: 'input', splitStores });
    inventory({ client, order: 'arrival', splitStores: 4 });
  });

  it('an error for store ids with several clients', () => {
    const call = () => inventory({ clients: [client, client] }, { sequenceStoreIds: [STORE] });
    expect(thrownBy(call).message).toContain('`sequenceStoreIds` to be absent with several clients');
  });
});

describe('planInventory throws at the call', () => {
  it.each<[string, object, object]>([
    ['limit', {}, { limit: 5 }],
    ['concurrency', { concurrency: 4 }, {}],
    ['order', { order: 'input' }, {}],
    ['splitStores', { splitStores: 'never' }, {}],
    ['pushdown', { pushdown: 'never' }, {}],
    ['onStoreError', { onStoreError: 'continue' }, {}],
    ['onRejectedToken', { onRejectedToken: 'error' }, {}],
    ['onEvent', { onEvent: () => undefined }, {}],
    ['resume', { resume: undefined }, {}],
    ['checkpoint', { checkpoint: undefined }, {}],
  ])('an error for %s, which is not an option of planInventory', (name, config, input) => {
    expect(thrownBy(() => planInventory({ client, ...config }, input)).message).toMatch(
      new RegExp(
        `^Expected \`(config|input)\` to be an object with only the members .*, got \`${name}\`\\.$`,
      ),
    );
  });
});

describe('fanOut and mapConcurrent throw at the call', () => {
  const open = (): AsyncIterable<never> => fanOut([], open);

  it.each<[object, string]>([
    [{ concurrency: 0 }, 'Expected `concurrency` to be an integer from 1 and up, got `0` (number).'],
    [{ concurrency: 1.5 }, '`concurrency`'],
    [{ concurrency: '4' }, '`concurrency`'],
    [{ concurrency: null }, 'got null'],
    [{ order: 'random' }, "`order` to be one of 'arrival', 'input', got \"random\""],
    [{ onSourceError: 'ignore' }, '`onSourceError`'],
    [{ signal: 5 }, '`signal`'],
  ])('fanOut: %o', (options, message) => {
    expect(thrownBy(() => fanOut([], open, options)).message).toContain(message);
  });

  it.each([[undefined], [null], [5], [{}]])('fanOut: %o as sources', (sources) => {
    expect(thrownBy(() => fanOut(sources as never, open)).message).toContain('`sources`');
  });

  it('fanOut: a value that is not a function', () => {
    for (const bad of ['open', undefined]) {
      const error = thrownBy(() => fanOut([], bad as never));
      expect(error.message).toContain('`open` to be a function');
    }
    expect(thrownBy(() => fanOut(5 as never, 'open' as never, { concurrency: 0 })).problems).toHaveLength(3);
  });

  it.each<[object, string]>([
    [{ concurrency: 0 }, '`concurrency` to be an integer from 1 and up, got `0`'],
    [{}, '`concurrency`'],
    [{ concurrency: 2, order: 'random' }, '`order`'],
  ])('mapConcurrent: %o', (options, message) => {
    expect(thrownBy(() => mapConcurrent((n) => n, options as never)).message).toContain(message);
  });

  it('mapConcurrent: a value that is not a function', () => {
    for (const fn of [5, undefined]) {
      const error = thrownBy(() => mapConcurrent(fn as never, { concurrency: 1 }));
      expect(error.message).toContain('`fn` to be a function');
    }
  });

  it('nothing for a concurrency of Infinity', () => {
    fanOut([], open, { concurrency: Infinity });
    mapConcurrent((n) => n, { concurrency: Infinity });
    inventory({ client, concurrency: Infinity });
  });
});

describe('a call rejects a mistake that would have no visible effect', () => {
  it.each<[string, () => unknown, string]>([
    ['a misspelt option', () => listReadSets({ client, pagesize: 5 } as never, INPUT), '`pagesize`'],
    ['a misspelt input', () => listReadSets({ client }, { ...INPUT, status: 'ACTIVE' } as never), '`status`'],
    ['an input of another call', () => inventory({ client }, { maxResults: 5 } as never), '`maxResults`'],
    ['a token for all stores', () => inventory({ client, startingToken: 't' } as never), '`startingToken`'],
    ['no configuration', () => listReadSets(null as never, INPUT), '`config`'],
    ['no input', () => listReadSets({ client }, undefined as never), '`input`'],
    ['retry: null', () => listReadSets({ client, retry: null as never }, INPUT), '`retry`'],
    ['retry: 3', () => listReadSets({ client, retry: 3 as never }, INPUT), '`retry`'],
    [
      'a string as ids',
      () => inventory({ client }, { sequenceStoreIds: STORE as never }),
      '`sequenceStoreIds`',
    ],
    ['a fan-out of a string', () => fanOut('ab', () => [] as never), '`sources`'],
    ['a fan-out with null', () => fanOut([], () => [] as never, null as never), '`options`'],
    ['mapConcurrent without options', () => mapConcurrent(() => 1, undefined as never), '`options`'],
    ['skip(-1)', () => skip(-1), '`count`'],
  ])('%s', (_, call, named) => {
    expect(thrownBy(call).message).toContain(named);
  });
});

import { InvalidOptionError } from 'healthomics-streams';
import {
  generateReadSets,
  startEmulator,
  type EmulatorOptions,
  type GenerateOptions,
} from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { STORE } from '../support/read-sets.js';
import { emulatorFor } from './support.js';

/** Options of untyped JavaScript. */
const loose = (options: unknown): EmulatorOptions => options as EmulatorOptions;

describe('startEmulator', () => {
  it.each<[unknown, string]>([
    [{ latency: 3 }, 'got `latency`'],
    [
      { region: '' },
      'Expected `region` to be a Region such as \'us-east-1\', got "" (string of 0 characters)',
    ],
    [
      { accountId: '12' },
      'Expected `accountId` to be a string of 12 digits, got "12" (string of 2 characters)',
    ],
    [{ port: -1 }, 'Expected `port` to be an integer from 0 to 65535, got `-1` (number)'],
    [{ seed: 1.5 }, '`seed`'],
    [
      { order: 'up' },
      "Expected `order` to be one of 'given', 'ascending', 'descending', 'random', got \"up\" (string of 2 characters)",
    ],
    [{ filtering: true }, '`filtering`'],
    [{ tokens: 'place' }, '`tokens`'],
    [{ onRequest: {} }, '`onRequest`'],
    [{ dateBounds: 'open' }, '`dateBounds`'],
    [{ tokenLifetimeMs: 0 }, 'Expected `tokenLifetimeMs` to be more than 0, got `0` (number)'],
    [{ historyLimit: 0 }, '`historyLimit`'],
    [{ latencyMs: -1 }, '`latencyMs`'],
    [{ latencyMs: { min: 5, max: 4 } }, '`latencyMs.max` to be a number from 5 and up'],
    [{ emptyPages: 1 }, 'less than 1'],
    [{ emptyPages: [0] }, '`emptyPages[0]`'],
    [{ quota: { requestsPerSecond: 0 } }, '`quota.requestsPerSecond` to be more than 0'],
    [{ quota: { requestsPerSecond: 5, burst: 0 } }, '`quota.burst`'],
    [{ quota: { requestsPerSecond: 2.5, window: 'sliding' } }, '`quota.requestsPerSecond`'],
    [{ quota: { requestsPerSecond: 2, window: 'sliding', burst: 2 } }, '`quota.burst`'],
    [{ quota: { ListReads: { requestsPerSecond: 5 } } }, 'got `ListReads`'],
    [{ quota: { ListReadSets: { requestsPerSecond: NaN } } }, '`quota.ListReadSets.requestsPerSecond`'],
    [{ stores: {} }, '`stores`'],
    [
      { stores: [{ id: '123' }] },
      '`stores[0].id` to be a string of 10 to 36 digits, got "123" (string of 3 characters)',
    ],
    [{ stores: [{ id: STORE }, { id: STORE }] }, '`stores[1].id`'],
    [{ stores: [{ id: STORE, creationTime: 'now' }] }, '`stores[0].creationTime`'],
    [{ stores: [{ id: STORE, readSets: {} }] }, '`stores[0].readSets`'],
    [{ faults: [{ kind: 'boom' }] }, '`faults[0].kind`'],
    [{ faults: [{ kind: 'reset', pages: 1 }] }, 'got `pages`'],
    [{ faults: [{ kind: 'reset', page: 0 }] }, '`faults[0].page`'],
    [{ faults: [{ kind: 'status' }] }, '`faults[0].status`'],
    [{ faults: [{ kind: 'reset', status: 500 }] }, '`faults[0].status`'],
    [{ faults: [{ kind: 'reject-token', page: 1 }] }, '`faults[0].page`'],
    [{ faults: [{ kind: 'reset', request: 1, times: 2 }] }, '`faults[0].times`'],
    [{ faults: [{ kind: 'reset', page: 1, fromPage: 1 }] }, '`faults[0].fromPage`'],
    [{ faults: [{ kind: 'reset', bytes: 5 }] }, "`faults[0].bytes` to be absent unless kind is 'oversized'"],
    [{ faults: [{ kind: 'invalid-item', item: 'odd' }] }, '`faults[0].item`'],
    [{ faults: [{ kind: 'throttle', echoSecrets: 1 }] }, '`faults[0].echoSecrets`'],
    [{ quota: { requestsPerSecond: 2, retryAfterSeconds: -1 } }, '`quota.retryAfterSeconds`'],
    [{ faults: { probability: { reset: 0.6, hang: 0.5 } } }, 'at most 1 in sum'],
    [{ faults: { probability: { resets: 0.6 } } }, 'got `resets`'],
  ])('%j throws at the call: %s', (options, message) => {
    expect(() => startEmulator(loose(options))).toThrow(InvalidOptionError);
    expect(() => startEmulator(loose(options))).toThrow(message);
  });

  it('names every invalid option in one error', () => {
    expect(() => startEmulator(loose({ port: -1, quota: 5, stores: {}, faults: [1] }))).toThrow(
      /^Expected `port` .* Expected `quota` .* Expected `faults\[0\]` .* Expected `stores` .*$/,
    );
  });

  it('listens only on 127.0.0.1, and rejects if the port is in use', async () => {
    const first = await emulatorFor();
    expect(first.endpoint).toBe(`http://127.0.0.1:${first.port}`);
    await expect(fetch(`http://127.0.0.2:${first.port}`)).rejects.toThrow(); // a server on every interface would respond
    await expect(startEmulator({ port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('can be closed twice, also by disposal', async () => {
    const emulator = await startEmulator();
    await emulator.close();
    await emulator[Symbol.asyncDispose]();
    await expect(fetch(emulator.endpoint)).rejects.toThrow();
  });
});

describe('generateReadSets', () => {
  it.each<[GenerateOptions, string]>([
    [{} as GenerateOptions, '`count`'],
    [{ count: -1 }, '`count`'],
    [{ count: 1, seed: -1 }, '`seed`'],
    [{ count: 1, from: 'yesterday' }, '`from`'],
    [{ count: 1, from: '2026-01-01T00:00:00Z' }, 'no later than `to`'],
    [{ count: 1, oddShare: 2 }, '`oddShare`'],
    [{ count: 1, sequenceStoreId: 'x' }, '`sequenceStoreId`'],
  ])('%j throws at the call: %s', (options, message) => {
    expect(() => generateReadSets(options)).toThrow(message);
  });
});

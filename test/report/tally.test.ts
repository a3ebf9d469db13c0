import { describe, expect, it } from 'vitest';
import { RequestFailedError } from '../../src/errors.js';
import { Tally } from '../../src/report/tally.js';
import { STORE } from '../support/read-sets.js';

const WHERE = { region: 'us-east-1', sequenceStoreId: STORE };
const EVENT = { ...WHERE, operation: 'ListReadSets', page: 1 };
const RETRY = { ...EVENT, attempt: 1, delayMs: 5, error: new Error('passing') };

/** A tally whose clock is set by hand. */
function tallyAt(startMs = 0) {
  let nowMs = startMs;
  return { tally: new Tally({ limit: 3 }, () => nowMs), at: (ms: number) => void (nowMs = ms) };
}

describe('Tally', () => {
  it('counts what the events tell, for each store and in all', () => {
    const { tally, at } = tallyAt();
    expect(tally.report()).toEqual({
      outcome: 'pending',
      seconds: 0,
      asked: { limit: 3 },
      stores: [],
      totals: { stores: 0, readSets: 0, pages: 0, requests: 0, retries: 0, throttled: 0 },
    });
    tally.begin();
    tally.note(tally.discovery, { ...EVENT, type: 'page', items: 1, attempts: 1, elapsedMs: 2 });
    const store = tally.expect(WHERE.region, STORE, 'a name');
    at(1000);
    tally.storeStarted(store);
    tally.note(store, { ...RETRY, type: 'throttle', reason: 'throttling' });
    tally.note(store, { ...RETRY, type: 'retry', reason: 'server' });
    tally.note(store, { ...EVENT, type: 'page', items: 2, attempts: 3, elapsedMs: 9 });
    store.readSets += 2;
    store.requests += 3; // as they are sent
    at(3500);
    tally.storeEnded(store);
    at(4000);
    tally.end('complete');
    tally.end('cancelled');
    at(9000);
    const numbers = { readSets: 2, pages: 1, requests: 3, retries: 2, throttled: 1 };
    expect(tally.report()).toEqual({
      outcome: 'complete',
      startedAt: '1970-01-01T00:00:00.000Z',
      finishedAt: '1970-01-01T00:00:04.000Z',
      seconds: 4,
      asked: { limit: 3 },
      stores: [{ ...WHERE, name: 'a name', outcome: 'complete', seconds: 2.5, ...numbers }],
      totals: { stores: 1, ...numbers, pages: 2 },
    });
  });

  it('a store that failed has its error, with the token to go on from', () => {
    const { tally } = tallyAt();
    tally.begin();
    const store = tally.expect(WHERE.region, STORE);
    tally.storeStarted(store);
    const cause = Object.assign(new Error('denied'), { name: 'AccessDeniedException' });
    const failed = {
      operation: 'ListReadSets',
      page: 3,
      attempts: 1,
      elapsedMs: 5,
      nextToken: 't2',
      ...WHERE,
    };
    tally.storeEnded(store, {
      error: new RequestFailedError(
        { ...WHERE, operation: 'ListReadSets', page: 3, yielded: 200 },
        failed,
        cause,
        'Ask.',
      ),
    });
    tally.end('complete');
    expect(tally.report()).toMatchObject({
      outcome: 'partial',
      stores: [
        {
          outcome: 'failed',
          error: {
            name: 'RequestFailedError',
            code: 'REQUEST_FAILED',
            cause: 'AccessDeniedException',
            nextToken: 't2',
          },
        },
      ],
    });
  });

  it('what is not complete at the end is cancelled; no store is pending (rule 2)', () => {
    for (const outcome of ['cancelled', 'failed'] as const) {
      const { tally } = tallyAt();
      tally.begin();
      tally.storeEnded(tally.expect(WHERE.region, STORE));
      tally.expect(WHERE.region, '9999999999');
      expect(tally.report().stores.map((store) => store.outcome)).toEqual(['complete', 'pending']);
      tally.end(outcome, outcome === 'failed' ? 'a string' : undefined);
      const report = tally.report();
      expect(report.outcome).toBe(outcome);
      expect(report.stores.map((store) => store.outcome)).toEqual(['complete', 'cancelled']);
      expect(report.error).toEqual(
        outcome === 'failed' ? { name: 'string', message: 'a string' } : undefined,
      );
    }
  });

  it('is plain JSON', () => {
    const { tally } = tallyAt();
    tally.begin();
    tally.expect(WHERE.region, STORE);
    tally.end('failed', new TypeError('a bug'));
    const report = tally.report();
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

import { OmicsClient } from '@aws-sdk/client-omics';
import { describe, expect, it } from 'vitest';
import { EndlessListError, RejectedTokenError, RepeatedTokenError } from '../../src/errors.js';
import type { PagingEvent } from '../../src/paging/events.js';
import { IdSet } from '../../src/paging/id-set.js';
import type { ListOperation, Page } from '../../src/paging/page.js';
import { MAX_RESTARTS, paginate, type PaginateSettings } from '../../src/paging/paginate.js';
import { UNPACED } from '../support/with-emulator.js';

const client = new OmicsClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'TEST', secretAccessKey: 'TEST' },
});

type Responses = Record<string, { items: readonly string[]; next?: string } | Error>;

/** A list with the response to each token; that to the first request is `start`. Items with a `-` are not accepted. */
function listOf(
  responses: Responses | ((token: string) => Responses[string]),
): ListOperation<string> & { requested: string[] } {
  const requested: string[] = [];
  return {
    operation: 'ListReadSets',
    sequenceStoreId: '1234567890',
    requested,
    async request(_client, token = 'start') {
      requested.push(token);
      const response = typeof responses === 'function' ? responses(token) : responses[token];
      if (response === undefined || response instanceof Error) throw response;
      return { items: response.items, nextToken: response.next, requestId: `id of ${token}` };
    },
    accepts: (item) => !item.startsWith('-'),
    idOf: (item) => (item === 'without id' ? undefined : item),
  };
}

/** Reads a list to its end. Returns its pages, items, events and error. */
async function read(list: ListOperation<string>, settings: Partial<PaginateSettings<string>> = {}) {
  const pages: Page<string>[] = [];
  const events: PagingEvent[] = [];
  const all: PaginateSettings<string> = {
    retry: { maxAttempts: 1, baseDelayMs: 0, maxDelayMs: 0, maxElapsedMs: Infinity },
    requestTimeoutMs: Infinity,
    rateLimiter: UNPACED,
    startingToken: undefined,
    onRejectedToken: 'error',
    maxEmptyPages: Infinity,
    ids: new IdSet(),
    emit: (event) => events.push(event),
    ...settings,
  };
  let error: unknown;
  try {
    for await (const page of paginate(client, list, all, new AbortController().signal)) pages.push(page);
  } catch (thrown) {
    error = thrown;
  }
  return { pages, items: pages.flatMap((page) => page.items), events, error };
}

const rejected = (message = 'The token is not valid'): Error =>
  Object.assign(new Error(message), { name: 'ValidationException' });

/** The number of restarts that the events report. */
const restartsIn = (events: readonly PagingEvent[]): number =>
  events.filter(({ type }) => type === 'restart').length;

describe('paginate', () => {
  it('yields pages with their tokens and their cost', async () => {
    const { pages, error } = await read(
      listOf({ start: { items: ['a', '-b'], next: 't1' }, t1: { items: ['c'] } }),
    );
    expect(error).toBe(undefined);
    expect(pages).toEqual([
      {
        operation: 'ListReadSets',
        sequenceStoreId: '1234567890',
        number: 1,
        items: ['a'],
        received: 2,
        duplicates: 0,
        token: undefined,
        nextToken: 't1',
        attempts: 1,
        elapsedMs: expect.any(Number) as number,
        requestId: 'id of start',
      },
      expect.objectContaining({ number: 2, items: ['c'], received: 1, token: 't1', nextToken: undefined }),
    ]);
  });

  it('ends a list at an empty token', async () => {
    const { pages, error } = await read(listOf({ start: { items: ['a'], next: '' } }));
    expect(error).toBe(undefined);
    expect(pages.map(({ nextToken }) => nextToken)).toEqual([undefined]);
  });

  it('reports each request and each page once, and passes the page with its event', async () => {
    const received: unknown[] = [];
    const types: string[] = [];
    const { pages } = await read(listOf({ start: { items: ['a'], next: 't1' }, t1: { items: ['a', 'b'] } }), {
      emit: (event, page) => {
        types.push(event.type);
        if (page !== undefined) received.push(page);
        if (event.type === 'page') {
          expect(event).toMatchObject({ items: page?.items.length, duplicates: page?.duplicates });
        }
      },
    });
    expect(types).toEqual(['request', 'page', 'request', 'page']);
    expect(received).toEqual(pages);
  });

  it('passes the limiter of the list before the first request', async () => {
    const order: string[] = [];
    const list = listOf({ start: { items: [] } });
    await read(list, {
      onLimiter: (limiter) => order.push(`limiter at ${limiter.rate}`),
      emit: ({ type }) => order.push(type),
    });
    expect(order).toEqual(['limiter at Infinity', 'request', 'page']);
  });

  it('reports the token of the failed page in its error', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    const { error, events } = await read(listOf({ start: { items: ['a'], next: 't1' }, t1: denied }));
    expect(error).toMatchObject({
      code: 'REQUEST_FAILED',
      page: 2,
      yielded: 1,
      attempts: 1,
      nextToken: 't1',
      cause: denied,
    });
    expect(events.at(-1)).toMatchObject({ type: 'failure', error });
  });

  it('fails on a falsy rejection', async () => {
    const list = { ...listOf({}), request: () => Promise.reject(undefined) };
    const { error } = await read(list);
    expect(error).toMatchObject({ code: 'REQUEST_FAILED' });
    expect(error).toHaveProperty('cause', undefined);
  });
});

describe('duplicates', () => {
  const twice = {
    start: { items: ['a', 'b', 'b', '-c'], next: 't1' },
    t1: { items: ['b', 'c', '-c'], next: 't2' },
    t2: { items: ['without id', 'a', 'without id'] },
  };

  it('are dropped by id, counted on their page, and counted only if they satisfy the condition', async () => {
    const { pages, items } = await read(listOf(twice));
    expect(items).toEqual(['a', 'b', 'c', 'without id', 'without id']);
    expect(pages.map(({ received, duplicates }) => [received, duplicates])).toEqual([
      [4, 1],
      [3, 1],
      [3, 1],
    ]);
  });

  it('include ids that are in the set from the beginning', async () => {
    const ids = new IdSet();
    ids.add('b');
    const { items, pages } = await read(listOf(twice), { ids });
    expect(items).toEqual(['a', 'c', 'without id', 'without id']);
    expect(pages.map(({ duplicates }) => duplicates)).toEqual([2, 1, 1]);
  });

  it('are yielded if no ids are kept', async () => {
    const { pages, items } = await read(listOf(twice), { ids: undefined });
    expect(items).toEqual(['a', 'b', 'b', 'b', 'c', 'without id', 'a', 'without id']);
    expect(pages.map(({ duplicates }) => duplicates)).toEqual([0, 0, 0]);
  });
});

describe('a repeated token', () => {
  it.each<[string, Responses]>([
    ['on the next page', { start: { items: ['a'], next: 't1' }, t1: { items: ['b'], next: 't1' } }],
    [
      'in a longer cycle',
      {
        start: { items: ['a'], next: 't1' },
        t1: { items: [], next: 't2' },
        t2: { items: ['b'], next: 't1' },
      },
    ],
  ])('is an error after its page: %s', async (_, responses) => {
    const { items, error } = await read(listOf(responses));
    expect(items).toEqual(['a', 'b']);
    expect(error).toBeInstanceOf(RepeatedTokenError);
    expect(error).toMatchObject({ code: 'REPEATED_TOKEN', sequenceStoreId: '1234567890', yielded: 2 });
    expect((error as Error).message).toMatch(/store 1234567890 .* page \d .* 2 items/);
  });

  it('is compared by all of its characters', async () => {
    const long = 'x'.repeat(6144);
    const { items, error } = await read(
      listOf({
        start: { items: ['a'], next: `${long}1` },
        [`${long}1`]: { items: ['b'], next: `${long}2` },
        [`${long}2`]: { items: ['c'], next: `${long}1` },
      }),
    );
    expect(items).toEqual(['a', 'b', 'c']);
    expect(error).toBeInstanceOf(RepeatedTokenError);
  });

  it('is an error if it is the startingToken, before any page is requested twice', async () => {
    const list = listOf({ t0: { items: ['a'], next: 't1' }, t1: { items: ['b'], next: 't0' } });
    const { items, error } = await read(list, { startingToken: 't0' });
    expect(error).toBeInstanceOf(RepeatedTokenError);
    expect(items).toEqual(['a', 'b']);
    expect(list.requested).toEqual(['t0', 't1']);
  });
});

/** A list with a new token on every page. */
const endless = (itemsOf: (page: number) => readonly string[]): ReturnType<typeof listOf> => {
  let page = 0;
  return listOf(() => ({ items: itemsOf((page += 1)), next: `t${page}` }));
};

describe('a list whose tokens are always new', () => {
  it('fails when more than maxEmptyPages pages in a row are empty', async () => {
    const { error, events } = await read(
      endless((page) => (page === 3 ? ['a'] : [])),
      { maxEmptyPages: 5 },
    );
    expect(error).toBeInstanceOf(EndlessListError);
    expect(error).toMatchObject({ code: 'ENDLESS_LIST', page: 9, yielded: 1 });
    expect((error as Error).message).toContain('the last 6 pages are empty');
    expect(events.at(-1)).toMatchObject({ type: 'failure', error });
  });

  it('fails when a hundred pages in a row have the items of earlier pages, in any order and with empty pages between', async () => {
    const pages = [['a', 'b'], ['c'], [], ['b', 'a']];
    for (const ids of [new IdSet(), undefined]) {
      const { error } = await read(
        endless((page) => pages[page % 4]!),
        { ids },
      );
      expect(error).toBeInstanceOf(EndlessListError);
      expect(error).toMatchObject({ code: 'ENDLESS_LIST', sequenceStoreId: '1234567890' });
      expect((error as Error).message).toContain('the last 100 pages with items repeat earlier pages');
    }
  });

  it('continues if the pages have items that the condition drops', async () => {
    const list = endless((page) => [`-${page}`]);
    let pages = 0;
    const finite = {
      ...list,
      request: async (...args: Parameters<typeof list.request>) =>
        (pages += 1) === 50 ? { items: [], nextToken: undefined, requestId: '' } : list.request(...args),
    };
    const { error } = await read(finite, { maxEmptyPages: 1 });
    expect(error).toBe(undefined);
  });

  it('continues if every restart returns the pages of the previous restart and one more', async () => {
    let page = 0;
    let last = 1;
    const list = listOf((token) => {
      page = token === 'start' ? 1 : page + 1;
      if (page > last && last < 20) {
        last += 1;
        return rejected();
      }
      return page > 20 ? { items: [] } : { items: [`item ${page}`], next: `t${page}` };
    });
    const { items, error } = await read(list, { onRejectedToken: 'restart' });
    expect(error).toBe(undefined);
    expect(items).toHaveLength(20);
  });
});

describe('a rejected token', () => {
  const rejectsSecond = (): ReturnType<typeof listOf> =>
    listOf({ start: { items: ['a'], next: 't1' }, t1: rejected() });

  it("is an error with 'error', which names the option that restarts", async () => {
    const { items, error } = await read(rejectsSecond());
    expect(items).toEqual(['a']);
    expect(error).toBeInstanceOf(RejectedTokenError);
    expect(error).toMatchObject({
      code: 'REJECTED_TOKEN',
      page: 2,
      yielded: 1,
      cause: { name: 'ValidationException' },
    });
    expect((error as Error).message).toContain("onRejectedToken: 'restart'");
  });

  it("restarts the list with 'restart', and yields no item twice", async () => {
    let reads = 0;
    const list = listOf((token) => {
      if (token === 'start') reads += 1;
      if (token === 'start') return { items: ['a', 'b'], next: `${reads}-1` };
      if (token === '1-1') return rejected();
      if (token === '2-1') return { items: ['b', 'c'], next: '2-2' };
      return { items: ['d'] };
    });
    const { items, pages, events, error } = await read(list, { onRejectedToken: 'restart' });
    expect(error).toBe(undefined);
    expect(items).toEqual(['a', 'b', 'c', 'd']);
    expect(pages.map(({ received, duplicates }) => [received, duplicates])).toEqual([
      [2, 0],
      [2, 2],
      [2, 1],
      [1, 0],
    ]);
    expect(list.requested).toEqual(['start', '1-1', 'start', '2-1', '2-2']);
    expect(restartsIn(events)).toBe(1);
  });

  it('lets a restarted list have the same tokens again', async () => {
    let rejections = 1;
    const list = listOf((token) => {
      if (token === 'start') return { items: ['a'], next: 't1' };
      if (token === 't1') return { items: ['b'], next: 't2' };
      return rejections-- > 0 ? rejected() : { items: ['c'] };
    });
    const { items, error } = await read(list, { onRejectedToken: 'restart' });
    expect(error).toBe(undefined);
    expect(items).toEqual(['a', 'b', 'c']);
  });

  it('restarts from the startingToken if there is one', async () => {
    let rejections = 1;
    const list = listOf((token) => {
      if (token === 't0') return { items: ['a'], next: 't1' };
      return rejections-- > 0 ? rejected() : { items: ['b'] };
    });
    const { items } = await read(list, { onRejectedToken: 'restart', startingToken: 't0' });
    expect(items).toEqual(['a', 'b']);
    expect(list.requested).toEqual(['t0', 't1', 't0', 't1']);
  });

  it('is an error once restarts bring no new item, and the error counts those restarts', async () => {
    const list = rejectsSecond();
    const { items, events, error } = await read(list, { onRejectedToken: 'restart' });
    expect(items).toEqual(['a']);
    expect(error).toBeInstanceOf(RejectedTokenError);
    expect(restartsIn(events)).toBe(MAX_RESTARTS);
    expect((error as Error).message).toContain(`${MAX_RESTARTS} restarts returned no new items.`);
    expect(list.requested).toHaveLength(2 * (MAX_RESTARTS + 1));
  });

  it('restarts without limit while each restart brings a new item', async () => {
    let reads = 0;
    const list = listOf((token) => {
      if (token === 'start') return { items: [`item ${(reads += 1)}`], next: 't1' };
      return reads < 20 ? rejected() : { items: ['end'] };
    });
    const { items, error } = await read(list, { onRejectedToken: 'restart' });
    expect(error).toBe(undefined);
    expect(items).toHaveLength(21);
  });

  it('is not restarted if the delivered ids are unknown, and the error claims no restart', async () => {
    const list = rejectsSecond();
    const { events, error } = await read(list, { onRejectedToken: 'restart', ids: undefined });
    expect(error).toBeInstanceOf(RejectedTokenError);
    expect((error as Error).message).toMatch(/delivered ids are unknown\. List it again from the start\.$/);
    expect((error as Error).message).not.toMatch(/\d restarts/);
    expect(restartsIn(events)).toBe(0);
    expect(list.requested).toEqual(['start', 't1']);
  });

  it('ends the list if other splits take over the rest', async () => {
    const list = rejectsSecond();
    const { items, events, error } = await read(list, { onRejectedToken: 'restart', handOver: () => true });
    expect([items, error]).toEqual([['a'], undefined]);
    expect(restartsIn(events)).toBe(1);
    expect(list.requested).toEqual(['start', 't1']);
  });

  it('hands over a startingToken of an earlier run too', async () => {
    const list = listOf({ t0: rejected() });
    const settings = { onRejectedToken: 'restart', startingToken: 't0', handOver: () => true } as const;
    const { error, events } = await read(list, settings);
    expect(error).toBe(undefined);
    expect(restartsIn(events)).toBe(1);
  });

  it('is an error if no split takes over, and this list does not restart', async () => {
    const list = rejectsSecond();
    const { events, error } = await read(list, { onRejectedToken: 'restart', handOver: () => false });
    expect(error).toBeInstanceOf(RejectedTokenError);
    expect(restartsIn(events)).toBe(0);
    expect(list.requested).toEqual(['start', 't1']);
  });

  it('does not ask splits to take over if the delivered ids are unknown, or with error', async () => {
    const handOver = (): boolean => {
      throw new Error('must not be called');
    };
    for (const settings of [{ onRejectedToken: 'restart', ids: undefined } as const, {}]) {
      const { error } = await read(rejectsSecond(), { ...settings, handOver });
      expect(error).toBeInstanceOf(RejectedTokenError);
    }
  });

  it('is never restarted if it is the startingToken', async () => {
    const list = listOf({ t0: rejected() });
    const { error } = await read(list, { startingToken: 't0', onRejectedToken: 'restart' });
    expect(error).toBeInstanceOf(RejectedTokenError);
    expect((error as Error).message).toContain('Check that the startingToken belongs to this list');
    expect(list.requested).toEqual(['t0']);
  });

  it('is a failed request if the message for a startingToken does not name the token', async () => {
    const { error } = await read(listOf({ t0: rejected('The filter is not valid') }), {
      startingToken: 't0',
    });
    expect(error).toMatchObject({ code: 'REQUEST_FAILED', nextToken: 't0' });
  });

  it('is a failed request on the first page, whose input alone can be wrong', async () => {
    const { error } = await read(listOf({ start: rejected() }), { onRejectedToken: 'restart' });
    expect(error).toMatchObject({ code: 'REQUEST_FAILED', page: 1, nextToken: undefined });
  });
});

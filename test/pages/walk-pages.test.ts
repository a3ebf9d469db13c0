import { describe, expect, it } from 'vitest';
import { RejectedTokenError, RepeatedTokenError } from '../../src/errors.js';
import type { Listing, Page } from '../../src/pages/page.js';
import { walkPages, type WalkSettings } from '../../src/pages/walk-pages.js';
import { errorOf } from '../support/read-sets.js';
import { UNPACED } from '../support/with-emulator.js';

const SETTINGS: WalkSettings = {
  retry: { maxAttempts: 1, baseDelayMs: 0, maxDelayMs: 0, maxElapsedMs: Infinity },
  requestTimeoutMs: Infinity,
  lane: UNPACED.lane('any'),
  startingToken: undefined,
  onRejectedToken: 'error',
  onRetry: () => undefined,
  onRestart: () => undefined,
};

type Answers = Record<string, { items: readonly string[]; next?: string } | Error>;

/** A list whose answer to each token is given; the first page is `start`. */
function listing(
  answers: Answers | ((token: string) => Answers[string]),
): Listing<string> & { asked: string[] } {
  const asked: string[] = [];
  return {
    operation: 'ListReadSets',
    sequenceStoreId: '1234567890',
    asked,
    async request(token = 'start') {
      asked.push(token);
      const answer = typeof answers === 'function' ? answers(token) : answers[token];
      if (answer === undefined || answer instanceof Error) throw answer;
      return { items: answer.items, nextToken: answer.next, requestId: `id of ${token}` };
    },
    accepts: (item) => !item.startsWith('-'),
    idOf: (item) => item,
  };
}

/** The pages of a walk, and the error it ended with. */
async function walk(
  list: Listing<string>,
  settings: Partial<WalkSettings> = {},
): Promise<{ pages: Page<string>[]; items: string[]; error: unknown }> {
  const pages: Page<string>[] = [];
  let error: unknown;
  try {
    for await (const page of walkPages(list, { ...SETTINGS, ...settings }, new AbortController().signal)) {
      pages.push(page);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { pages, items: pages.flatMap((page) => page.items), error };
}

const rejected = (): Error =>
  Object.assign(new Error('The token is not valid'), { name: 'ValidationException' });

describe('walkPages', () => {
  it('gives pages with what explains and resumes them', async () => {
    const { pages, error } = await walk(
      listing({ start: { items: ['a', '-b'], next: 't1' }, t1: { items: ['c'] } }),
    );
    expect(error).toBe(undefined);
    expect(pages).toEqual([
      {
        operation: 'ListReadSets',
        sequenceStoreId: '1234567890',
        number: 1,
        items: ['a'],
        received: 2,
        token: undefined,
        nextToken: 't1',
        attempts: 1,
        elapsedMs: expect.any(Number) as number,
        requestId: 'id of start',
      },
      expect.objectContaining({ number: 2, items: ['c'], received: 1, token: 't1', nextToken: undefined }),
    ]);
  });

  it('an empty-string token is the end', async () => {
    const { pages, error } = await walk(listing({ start: { items: ['a'], next: '' } }));
    expect(error).toBe(undefined);
    expect(pages.map(({ nextToken }) => nextToken)).toEqual([undefined]);
  });

  it.each<[string, Answers]>([
    ['at once', { start: { items: ['a'], next: 't1' }, t1: { items: ['b'], next: 't1' } }],
    [
      'in a longer circle',
      {
        start: { items: ['a'], next: 't1' },
        t1: { items: [], next: 't2' },
        t2: { items: ['b'], next: 't1' },
      },
    ],
  ])('a token repeated %s is an error after its page, never a loop', async (_, answers) => {
    const { items, error } = await walk(listing(answers));
    expect(items).toEqual(['a', 'b']);
    expect(error).toBeInstanceOf(RepeatedTokenError);
    expect(error).toMatchObject({ code: 'REPEATED_TOKEN', sequenceStoreId: '1234567890', yielded: 2 });
    expect((error as Error).message).toMatch(/store 1234567890 .* page \d .* 2 items/);
  });

  it('a startingToken that comes again is an error too, and no page is walked twice', async () => {
    const list = listing({ t0: { items: ['a'], next: 't1' }, t1: { items: ['b'], next: 't0' } });
    const { items, error } = await walk(list, { startingToken: 't0' });
    expect(error).toBeInstanceOf(RepeatedTokenError);
    expect(items).toEqual(['a', 'b']);
    expect(list.asked).toEqual(['t0', 't1']);
  });

  it('a rejected token is an error that says so', async () => {
    const { items, error } = await walk(listing({ start: { items: ['a'], next: 't1' }, t1: rejected() }));
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

  it("with 'restart' the walk starts again and yields nothing twice", async () => {
    let walks = 0;
    const list = listing((token) => {
      if (token === 'start') walks += 1;
      if (token === 'start') return { items: ['a', 'b'], next: `${walks}-1` };
      if (token === '1-1') return rejected();
      if (token === '2-1') return { items: ['b', 'c'], next: '2-2' };
      return { items: ['d'] };
    });
    const { items, pages, error } = await walk(list, { onRejectedToken: 'restart' });
    expect(error).toBe(undefined);
    expect(items).toEqual(['a', 'b', 'c', 'd']);
    expect(pages.map(({ received }) => received)).toEqual([2, 2, 2, 1]);
    expect(list.asked).toEqual(['start', '1-1', 'start', '2-1', '2-2']);
  });

  it("with 'restart' a restarted walk may give the tokens it gave before", async () => {
    let rejections = 1;
    const list = listing((token) => {
      if (token === 'start') return { items: ['a'], next: 't1' };
      if (token === 't1') return { items: ['b'], next: 't2' };
      return rejections-- > 0 ? rejected() : { items: ['c'] };
    });
    const { items, error } = await walk(list, { onRejectedToken: 'restart' });
    expect(error).toBe(undefined);
    expect(items).toEqual(['a', 'b', 'c']);
  });

  it("with 'restart' from a startingToken, the walk starts there again", async () => {
    let rejections = 1;
    const list = listing((token) => {
      if (token === 't0') return { items: ['a'], next: 't1' };
      return rejections-- > 0 ? rejected() : { items: ['b'] };
    });
    const { items } = await walk(list, { onRejectedToken: 'restart', startingToken: 't0' });
    expect(items).toEqual(['a', 'b']);
    expect(list.asked).toEqual(['t0', 't1', 't0', 't1']);
  });

  it("with 'restart' a token that is never taken ends in an error, not in a loop", async () => {
    const list = listing({ start: { items: ['a'], next: 't1' }, t1: rejected() });
    const { items, error } = await walk(list, { onRejectedToken: 'restart' });
    expect(items).toEqual(['a']);
    expect(error).toBeInstanceOf(RejectedTokenError);
    expect(list.asked.length).toBeLessThan(12);
  });

  it('a startingToken that is rejected is a RejectedTokenError, and restarting would not help', async () => {
    const list = listing({ t0: rejected() });
    const { error } = await walk(list, { startingToken: 't0', onRejectedToken: 'restart' });
    expect(error).toBeInstanceOf(RejectedTokenError);
    expect(list.asked).toEqual(['t0']);
  });

  it('a ValidationException on the first page is about the input', async () => {
    const { error } = await walk(listing({ start: rejected() }), { onRejectedToken: 'restart' });
    expect(error).toMatchObject({ code: 'REQUEST_FAILED', page: 1, nextToken: undefined });
  });

  it('an error tells from which token to go on', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    const { error } = await walk(listing({ start: { items: ['a'], next: 't1' }, t1: denied }));
    expect(error).toMatchObject({
      code: 'REQUEST_FAILED',
      page: 2,
      attempts: 1,
      nextToken: 't1',
      cause: denied,
    });
  });

  it('a falsy rejection is a failure', async () => {
    const list = { ...listing({}), request: () => Promise.reject(undefined) };
    const { error } = await walk(list);
    expect(error).toMatchObject({ code: 'REQUEST_FAILED' });
    expect(await errorOf(Promise.reject(error))).toHaveProperty('cause', undefined);
  });
});

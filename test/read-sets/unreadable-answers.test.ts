import { listReadSets, listSequenceStores, toArray } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { answer, READ_SET, withRawServer } from '../support/raw-server.js';
import { errorOf, STORE } from '../support/read-sets.js';
import { FAST, QUICK } from '../support/with-emulator.js';

const INPUT = { sequenceStoreId: STORE };
const GOOD = JSON.stringify({ readSets: [READ_SET] });
const HTML = '<!doctype html><html><body>Sign in to the proxy</body></html>';

/** Bodies of a 200 response that are not valid for the operation. */
const GARBAGE: [string, string, RegExp | undefined][] = [
  ['HTML', HTML, /<!doctype html>/],
  ['truncated JSON', GOOD.slice(0, 60), /readSets/],
  ['an empty body', '', /it is empty/],
  ['spaces', ' \n ', undefined],
  ['[]', '[]', /\[\]/],
  ['null', 'null', /null/],
  ['a number', '5', /5/],
  ['a string', '"readSets"', /readSets/],
  ['{"readSets":"x"}', '{"readSets":"x"}', undefined],
  ['{"readSets":{}}', '{"readSets":{}}', undefined],
  ['{"readSets":5}', '{"readSets":5}', undefined],
  ['{"readSets":[null]}', '{"readSets":[null]}', undefined],
  ['{"readSets":[5]}', '{"readSets":[5]}', undefined],
  ['a token that is a number', JSON.stringify({ readSets: [READ_SET], nextToken: 5 }), undefined],
  ['a token that is true', JSON.stringify({ readSets: [READ_SET], nextToken: true }), undefined],
  [
    'a date that is an epoch number',
    JSON.stringify({ readSets: [{ ...READ_SET, creationTime: 1_704_067_200 }] }),
    undefined,
  ],
  ['an invalid date', JSON.stringify({ readSets: [{ ...READ_SET, creationTime: 'soon' }] }), undefined],
];

describe('an unreadable response with status 200', () => {
  it.each(GARBAGE)('is retried, and no read set is lost: %s', async (_, body) => {
    await withRawServer(
      (response, number) => answer(response, number === 1 ? body : GOOD),
      async (server) => {
        const listed = await toArray(listReadSets({ client: server.client, ...FAST }, INPUT));
        expect(listed).toEqual([{ ...READ_SET, creationTime: new Date(READ_SET.creationTime) }]);
        expect(server.requests).toBe(2);
      },
    );
  });

  it.each(GARBAGE)('ends in an error with its status and its start: %s', async (_, body, shown) => {
    await withRawServer(
      (response) => answer(response, body),
      async (server) => {
        const retry = { ...QUICK, maxAttempts: 3 };
        const error = await errorOf(toArray(listReadSets({ client: server.client, ...FAST, retry }, INPUT)));
        expect(error).toMatchObject({
          code: 'REQUEST_FAILED',
          attempts: 3,
          cause: { code: 'UNREADABLE_RESPONSE', status: 200 },
        });
        expect((error as Error).message).toContain('HTTP 200');
        if (shown !== undefined) expect((error as Error).message).toMatch(shown);
        expect(server.requests).toBe(3);
      },
    );
  });

  it('is retried when stores are listed', async () => {
    await withRawServer(
      (response, number) =>
        answer(response, number === 1 ? '{"sequenceStores":"x"}' : '{"sequenceStores":[]}'),
      async (server) => {
        expect(await toArray(listSequenceStores({ client: server.client, ...FAST }))).toEqual([]);
        expect(server.requests).toBe(2);
      },
    );
  });

  it('is shown in the error without its escape sequences', async () => {
    await withRawServer(
      (response) => answer(response, '\u001b[2J\u001b[31mhello'),
      async (server) => {
        const retry = { maxAttempts: 1 };
        const { message } = (await errorOf(
          toArray(listReadSets({ client: server.client, ...FAST, retry }, INPUT)),
        )) as Error;
        expect(message).toContain('hello');
        expect(message).not.toContain('\u001b');
      },
    );
  });
});

it.each([
  ['a response without a list', '{}'],
  ['a list that is null', '{"readSets":null}'],
  ['a token that is null', '{"readSets":[],"nextToken":null}'],
  ['unknown members', '{"readSets":[],"summary":{"n":1}}'],
])('%s is an empty last page', async (_, body) => {
  await withRawServer(
    (response) => answer(response, body),
    async (server) => {
      const pages = await toArray(listReadSets({ client: server.client, ...FAST }, INPUT).pages());
      expect(pages).toMatchObject([{ items: [], nextToken: undefined }]);
      expect(server.requests).toBe(1);
    },
  );
});

it('white space and a byte order mark before a response lose no read set', async () => {
  await withRawServer(
    (response) => answer(response, ` \r\n${GOOD}`),
    async (server) => {
      expect(await toArray(listReadSets({ client: server.client, ...FAST }, INPUT))).toHaveLength(1);
    },
  );
});

it('an error response without a type or JSON is classified by its status, and the error shows the status', async () => {
  await withRawServer(
    (response) => answer(response, HTML, { status: 503, type: 'text/html' }),
    async (server) => {
      const retry = { ...QUICK, maxAttempts: 2 };
      const error = await errorOf(toArray(listReadSets({ client: server.client, ...FAST, retry }, INPUT)));
      expect(error).toMatchObject({ code: 'REQUEST_FAILED', attempts: 2 });
      expect(server.requests).toBe(2);
    },
  );
});

it('a Retry-After that is a date in the past does not stop the retry', async () => {
  await withRawServer(
    (response, number) =>
      number === 1
        ? answer(response, '{}', { status: 429, headers: { 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' } })
        : answer(response, GOOD),
    async (server) => {
      expect(await toArray(listReadSets({ client: server.client, ...FAST }, INPUT))).toHaveLength(1);
    },
  );
});

it('a body that stalls is retried after requestTimeoutMs, and its connection is closed', async () => {
  await withRawServer(
    (response, number) => {
      if (number > 1) {
        answer(response, GOOD);
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': GOOD.length });
      response.write(GOOD.slice(0, 20));
    },
    async (server) => {
      const list = listReadSets({ client: server.client, ...FAST, requestTimeoutMs: 50 }, INPUT);
      expect(await toArray(list)).toHaveLength(1);
      expect(server.requests).toBe(2);
      await expect.poll(() => server.connections(), { interval: 5 }).toBe(1);
    },
  );
});

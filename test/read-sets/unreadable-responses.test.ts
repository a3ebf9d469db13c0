import { gzipSync } from 'node:zlib';
import { OmicsClient } from '@aws-sdk/client-omics';
import { inventory, listReadSets, listSequenceStores, toArray } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { answer, READ_SET, withRawServer } from '../support/raw-server.js';
import { errorOf, STORE } from '../support/read-sets.js';
import { FAST, QUICK } from '../support/with-emulator.js';

const INPUT = { sequenceStoreId: STORE };
const GOOD = JSON.stringify({ readSets: [READ_SET] });
const HTML = '<!doctype html><html><body>Sign in to the proxy</body></html>';

/** A page of one read set with this member. */
function withMember(member: string, value: unknown): string {
  return JSON.stringify({ readSets: [{ ...READ_SET, [member]: value }] });
}

/** Bodies of a 200 response that are not valid for the operation. */
const GARBAGE: [string, string, RegExp | undefined][] = [
  ['HTML', HTML, /<!doctype html>/],
  ['truncated JSON', GOOD.slice(0, 60), /readSets/],
  ['an empty body', '', /it is empty/],
  ['spaces', ' \n ', undefined],
  ['[]', '[]', /\[\]/],
  ['null', 'null', /null/],
  ['the error of a gateway', '{"message":"Rate exceeded"}', /Rate exceeded/],
  ['a list under another name', '{"READSETS":[]}', /READSETS/],
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
  ['a read set without an id', withMember('id', undefined), /readSets\[0\]\.id is missing/],
  ['an id that is a number', withMember('id', 3_000_000_000), /readSets\[0\]\.id is `3000000000` \(number\)/],
  ['an id that is a path', withMember('id', '../../../victim'), /id is \\?"\.\.\/\.\.\/\.\.\/victim/],
  ['an id with other digits', withMember('id', '\u0663'.repeat(10)), /id of 10 to 36 digits/],
  ['a read set of another store', withMember('sequenceStoreId', '9999999999'), /not "1234567890"/],
  ['a read set without a store', withMember('sequenceStoreId', undefined), /sequenceStoreId is missing/],
  ['a read set without an ARN', withMember('arn', null), /arn is missing \(id 3000000000\)/],
  ['a read set without a status', withMember('status', undefined), /status is missing/],
  ['a file type that is an object', withMember('fileType', {}), /fileType is an object, not a string/],
  ['no creation time', withMember('creationTime', undefined), /creationTime is missing/],
  ['a read set that is an array', JSON.stringify({ readSets: [READ_SET, []] }), /readSets\[1\]/],
  [
    'a name that is an array',
    withMember('name', [['a']]),
    /name is an array of 1, not a string \(id 3000000000\)/,
  ],
  [
    'a name of 100,000 nested arrays',
    withMember('name', 0).replace('"name":0', `"name":${'['.repeat(100_000)}${']'.repeat(100_000)}`),
    /readSets\[0\]\.name is an array of 1, not a string/,
  ],
  [
    'a count that is an object',
    withMember('sequenceInformation', { totalReadCount: {} }),
    /totalReadCount is/,
  ],
  ['an etag that is a string', withMember('etag', 'abc'), /etag is "abc", not an object/],
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

  it.each<[string, object, string]>([
    ['a path as its id', { id: '../../victim' }, 'sequenceStores[0].id'],
    ['no ARN', { arn: undefined }, 'sequenceStores[0].arn is missing (id 1234567890)'],
    ['a name that is a number', { name: 5 }, 'sequenceStores[0].name is `5` (number), not a string'],
  ])('is an error of the list of stores if a store has %s', async (_, members, problem) => {
    const store = { id: STORE, arn: 'arn:aws:omics:store', creationTime: '2024-01-01T00:00:00Z', ...members };
    await withRawServer(
      (response) => answer(response, JSON.stringify({ sequenceStores: [store] })),
      async (server) => {
        const config = { client: server.client, ...FAST, retry: { ...QUICK, maxAttempts: 2 } };
        for (const list of [toArray(listSequenceStores(config)), toArray(inventory(config))]) {
          const error = await errorOf(list);
          expect(error).toMatchObject({ code: 'REQUEST_FAILED', attempts: 2 });
          expect((error as Error).message).toContain(problem);
        }
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

it('members that are absent, null or unknown, any text and any status are valid', async () => {
  const odd = {
    ...READ_SET,
    name: null,
    description: '\u0000 "\u202e\n',
    status: 'NEW',
    sequenceInformation: { totalReadCount: null, alignment: 'NEW', more: [1] },
    more: [{}],
  };
  await withRawServer(
    (response) => answer(response, JSON.stringify({ readSets: [odd] })),
    async (server) => {
      const listed = await toArray(listReadSets({ client: server.client, ...FAST }, INPUT));
      expect(listed).toMatchObject([{ id: READ_SET.id, status: 'NEW', description: odd.description }]);
    },
  );
});

describe('an unbounded body is an error after 64 MiB, and the rest is not read', () => {
  const mebibyte = Buffer.alloc(2 ** 20, ' ');
  const TOO_LARGE = { code: 'UNREADABLE_RESPONSE', status: 200 };
  /** A request handler whose bodies are web streams, decompressed by fetch. */
  const overFetch = (endpoint: string) => ({
    handle: async ({
      path,
      method,
      headers,
    }: Record<'path' | 'method', string> & { headers: HeadersInit }) => {
      const { status: statusCode, body } = await fetch(endpoint + path, { method, headers });
      return { response: { statusCode, headers: {}, body } };
    },
  });

  it.each<[string, string, object]>([
    ['node', 'chunks', {}],
    ['fetch', 'chunks', {}],
    ['node', 'its content-length', { 'content-length': 200 * 2 ** 20 }],
    ['fetch', 'a gzipped body', { 'content-encoding': 'gzip' }],
  ])('with the %s handler, judged by %s', async (handler, _, headers) => {
    let sent = 0;
    let closed = 0;
    await withRawServer(
      (response) => {
        response.on('close', () => (closed += 1));
        response.writeHead(200, { 'content-type': 'application/json', ...headers });
        if ('content-encoding' in headers) {
          response.end(gzipSync(Buffer.alloc(66 * 2 ** 20, ' '), { level: 1 }));
          return;
        }
        const send = (): void => {
          while (!response.destroyed && (sent += 1) <= 200) if (!response.write(mebibyte)) break;
        };
        response.on('drain', send);
        send();
      },
      async ({ endpoint }) => {
        const client = new OmicsClient({
          region: 'us-east-1',
          endpoint,
          disableHostPrefix: true,
          credentials: { accessKeyId: 'TEST', secretAccessKey: 'TEST' },
          ...(handler === 'fetch' ? { requestHandler: overFetch(endpoint) as never } : {}),
        });
        const list = listReadSets({ client, ...FAST, retry: { maxAttempts: 1 } }, INPUT);
        const error = await errorOf(toArray(list));
        expect(error).toMatchObject({ code: 'REQUEST_FAILED', cause: TOO_LARGE });
        expect((error as Error).message).toContain('its body is larger than 64 MiB');
        expect(sent).toBeLessThan(100);
        await expect.poll(() => closed, { interval: 5 }).toBe(1);
        client.destroy();
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

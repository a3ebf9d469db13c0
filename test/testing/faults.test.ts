import { ListReadSetsCommand } from '@aws-sdk/client-omics';
import {
  generateReadSets,
  type Emulator,
  type FaultKind,
  type Faults,
  type InvalidItem,
} from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { drawKind, FaultPlan } from '../../src/testing/faults.js';
import { readSets, STORE } from '../support/read-sets.js';
import { AUTHORIZATION, clientOf, emulatorFor, idsOf, listAll, post } from './support.js';

const LIST = `/sequencestore/${STORE}/readsets`;
const withFaults = (faults: Faults, count = 250): Promise<Emulator> =>
  emulatorFor({ stores: [{ id: STORE, readSets: readSets(count) }], faults });

describe('scripted faults', () => {
  it.each<[FaultKind, number, string | null]>([
    ['throttle', 429, 'ThrottlingException'],
    ['timeout', 408, 'RequestTimeoutException'],
    ['internal', 500, 'InternalServerException'],
    ['unavailable', 503, 'ServiceUnavailableException'],
    ['validation', 400, 'ValidationException'],
    ['access-denied', 403, 'AccessDeniedException'],
    ['not-found', 404, 'ResourceNotFoundException'],
  ])('%s responds once with %i %s and the configured Retry-After', async (kind, status, errorType) => {
    const emulator = await withFaults({ kind, retryAfterSeconds: 2 });
    const response = await post(emulator, LIST);
    expect(response).toMatchObject({ status, errorType });
    expect(response.headers.get('retry-after')).toBe('2');
    expect((await post(emulator, LIST)).status).toBe(200);
    expect(emulator.history.map(({ fault }) => fault)).toEqual([kind, undefined]);
    emulator.assertFaultsConsumed();
  });

  it('status responds with HTML and no error type unless the fault sets them', async () => {
    const emulator = await withFaults([
      { kind: 'status', status: 503 },
      { kind: 'status', status: 429, body: '' },
      { kind: 'status', status: 403, errorType: 'ExpiredTokenException', message: 'The token has expired' },
    ]);
    expect(await post(emulator, LIST)).toMatchObject({
      status: 503,
      errorType: null,
      text: expect.stringContaining('<html>'),
    });
    expect(await post(emulator, LIST)).toMatchObject({ status: 429, errorType: null, text: '' });
    const command = new ListReadSetsCommand({ sequenceStoreId: STORE });
    await expect(clientOf(emulator).send(command)).rejects.toMatchObject({
      name: 'ExpiredTokenException',
      message: 'The token has expired',
    });
  });

  it('html, empty-body and no-read-sets respond with status 200', async () => {
    const emulator = await withFaults([{ kind: 'html' }, { kind: 'empty-body' }, { kind: 'no-read-sets' }]);
    expect(await post(emulator, LIST)).toMatchObject({
      status: 200,
      text: expect.stringContaining('<html>'),
    });
    expect(await post(emulator, LIST)).toMatchObject({ status: 200, text: '' });
    expect(await post(emulator, LIST)).toMatchObject({ status: 200, text: '{}' });
  });

  it('truncated sends a complete message with part of the JSON', async () => {
    const { status, text, headers } = await post(await withFaults({ kind: 'truncated' }), LIST);
    expect(status).toBe(200);
    expect(headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    expect(text).toMatch(/^\{"nextToken"/);
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  it.each<[FaultKind, string]>([
    ['cut-off', 'UND_ERR_SOCKET'],
    ['reset', 'ECONNRESET'],
    ['hang-up', 'UND_ERR_SOCKET'],
  ])('%s ends the connection with %s', async (kind, code) => {
    const emulator = await withFaults({ kind });
    await expect(post(emulator, LIST)).rejects.toMatchObject({ cause: { code } });
    expect(emulator.history[0]).toMatchObject({ fault: kind, outcome: 'no-response', itemsSent: 0 });
    expect(idsOf(await post(emulator, LIST))).toHaveLength(100);
  });

  it('hang sends no response, counts as in flight, and ends when the emulator closes', async () => {
    const emulator = await withFaults({ kind: 'hang' });
    const pending = post(emulator, LIST);
    await expect.poll(() => emulator.history[0]?.fault).toBe('hang');
    expect(emulator.inFlight).toBe(1);
    const ended = expect(pending).rejects.toThrow();
    await emulator.close();
    await ended;
    await expect.poll(() => emulator.inFlight).toBe(0);
  });

  it('repeat-token sends the right page with the token of the request', async () => {
    const emulator = await withFaults({ kind: 'repeat-token' });
    const { json: first } = await post(emulator, LIST);
    const second = await post(emulator, `${LIST}?nextToken=${String(first.nextToken)}`);
    expect(second.json.nextToken).toBe(first.nextToken);
    expect(idsOf(second)[0]).toBe('3000000100');
  });

  it('reject-token rejects a valid token once', async () => {
    const emulator = await withFaults({ kind: 'reject-token', page: 3 });
    const client = clientOf(emulator);
    await expect(listAll(client)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await listAll(client)).toHaveLength(250);
    expect(emulator.history.map(({ page }) => page)).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('faults can be limited to a page, a request, a store and an operation', async () => {
    const other = '1234567891';
    const emulator = await emulatorFor({
      stores: [STORE, other].map((id) => ({ id, readSets: readSets(250) })),
      faults: [
        { kind: 'internal', page: 2, sequenceStoreId: STORE, times: 2 },
        { kind: 'timeout', request: 3, sequenceStoreId: other, operation: 'ListReadSets' },
        { kind: 'throttle', operation: 'ListSequenceStores' },
      ],
    });
    const statuses = async (path: string, count: number): Promise<number[]> => {
      const received: number[] = [];
      let token = '';
      for (let n = 0; n < count; n += 1) {
        const { status, json } = await post(emulator, `${path}${token}`);
        received.push(status);
        if (status === 200) token = `?nextToken=${String(json.nextToken)}`;
      }
      return received;
    };
    expect(await statuses(LIST, 5)).toEqual([200, 500, 500, 200, 200]);
    expect(await statuses(`/sequencestore/${other}/readsets`, 4)).toEqual([200, 200, 408, 200]);
    expect((await post(emulator, '/sequencestores')).status).toBe(429);
    emulator.assertFaultsConsumed();
  });

  it('access-denied is permanent for a store, but not for one request or page', async () => {
    const emulator = await withFaults({ kind: 'access-denied', sequenceStoreId: STORE });
    for (let n = 0; n < 3; n += 1) expect((await post(emulator, LIST)).status).toBe(403);
    emulator.assertFaultsConsumed();
    const once = await withFaults({ kind: 'access-denied', sequenceStoreId: STORE, request: 1 });
    expect((await post(once, LIST)).status).toBe(403);
    expect((await post(once, LIST)).status).toBe(200);
  });

  it('empty-page sends empty pages with ever-new tokens, and loses no read sets', async () => {
    const emulator = await withFaults({ kind: 'empty-page', fromPage: 2, times: 3 });
    expect(await listAll(clientOf(emulator))).toHaveLength(250);
    expect(emulator.history.map(({ itemsSent }) => itemsSent)).toEqual([100, 0, 0, 0, 100, 50]);
    expect(new Set(emulator.history.map(({ query }) => query.nextToken)).size).toBe(6);
  });

  it('repeat-page sends the same read sets again with ever-new tokens', async () => {
    const emulator = await withFaults({ kind: 'repeat-page', fromPage: 3, times: 2 });
    const ids = (await listAll(clientOf(emulator))).map(({ id }) => id);
    expect(ids).toHaveLength(350);
    expect(new Set(ids).size).toBe(250);
    expect(ids.slice(200, 250)).toEqual(ids.slice(250, 300));
    expect(new Set(emulator.history.map(({ query }) => query.nextToken)).size).toBe(5);
  });

  it('oversized sends the right page in a body of the given size', async () => {
    const emulator = await withFaults({ kind: 'oversized', bytes: 300_000 });
    const response = await post(emulator, LIST);
    expect(response.headers.get('content-length')).toBe('300000');
    expect(response.text).toHaveLength(300_000);
    expect(idsOf(response)).toHaveLength(100);
  });

  it('an oversized body ends when the client stops reading, and the emulator keeps serving', async () => {
    const emulator = await withFaults({ kind: 'oversized' });
    const abort = new AbortController();
    const init = { method: 'POST', headers: { authorization: AUTHORIZATION }, signal: abort.signal };
    const reader = (await fetch(emulator.endpoint + LIST, init)).body?.getReader();
    await reader?.read();
    abort.abort();
    expect(idsOf(await post(emulator, LIST))).toHaveLength(100);
  });

  it.each<[InvalidItem, RegExp]>([
    ['number-id', /^\{"arn":"[^"]*","sequenceStoreId":"1234567890","id":3000000000,/],
    ['no-id', /^\{"arn":"[^"]*","sequenceStoreId":"1234567890","status"/],
    ['path-id', /"id":"\.\.\/\.\.\/\.\.\/\.\.\/x"/],
    ['path-store-id', /"sequenceStoreId":"\.\.\/\.\.\/\.\.\/\.\.\/x","id":"3000000000"/],
    ['no-creation-time', /^\{[^}]*"fileType":"FASTQ"\},\{"arn"/],
    ['text-creation-time', /"creationTime":"yesterday"/],
    ['array', /^\[\{/],
    ['null', /^null,/],
    ['nested', /"name":\[{100000}\]{100000}\}/],
  ])('invalid-item %s replaces the first item of a page', async (item, expected) => {
    const emulator = await withFaults({ kind: 'invalid-item', item });
    const { text } = await post(emulator, LIST);
    expect(text.slice(text.indexOf('[') + 1)).toMatch(expected);
    expect((JSON.parse(text) as { readSets: unknown[] }).readSets).toHaveLength(100);
    expect((await post(emulator, LIST)).text).toContain('"id":"3000000000"');
  });

  it('the faults of a page do not apply to requests that list nothing', async () => {
    const emulator = await withFaults({ probability: { 'invalid-item': 1 } });
    const path = `/sequencestore/${STORE}`;
    const response = await fetch(emulator.endpoint + path, { headers: { authorization: AUTHORIZATION } });
    expect(await response.json()).toMatchObject({ id: STORE });
    expect(emulator.history[0]?.fault).toBeUndefined();
  });

  it('echoSecrets puts the Authorization header, the session token and the page token into the message', async () => {
    const emulator = await withFaults([
      { kind: 'access-denied', echoSecrets: true },
      { kind: 'status', status: 502, echoSecrets: true },
    ]);
    const request = [
      emulator,
      `${LIST}?nextToken=abc`,
      '',
      { 'x-amz-security-token': 'FwoSession' },
    ] as const;
    expect((await post(...request)).json.message).toBe(
      `User is not authorized to perform this operation. The request was:\nAuthorization: ${AUTHORIZATION}\n` +
        'X-Amz-Security-Token: FwoSession\nnextToken=abc',
    );
    expect((await post(...request)).text).toContain('X-Amz-Security-Token: FwoSession');
  });

  it('a fault with infinite times denies a store permanently', async () => {
    const emulator = await withFaults({ kind: 'access-denied', sequenceStoreId: STORE, times: Infinity });
    expect(() => emulator.assertFaultsConsumed()).toThrow('0 of 1 or more');
    for (let n = 0; n < 4; n += 1) expect((await post(emulator, LIST)).status).toBe(403);
    emulator.assertFaultsConsumed();
  });

  it('assertFaultsConsumed throws a table of the faults that were not applied', async () => {
    const emulator = await withFaults([
      { kind: 'reset', page: 7, times: 2 },
      { kind: 'hang', operation: 'ListReadSets', sequenceStoreId: STORE, request: 9 },
    ]);
    await post(emulator, LIST);
    expect(() => emulator.assertFaultsConsumed()).toThrow(
      [
        '2 scripted faults were not consumed:',
        'kind   operation     store       page  request  applied',
        'reset  any           any         7     any      0 of 2',
        'hang   ListReadSets  1234567890  any   9        0 of 1',
      ].join('\n'),
    );
  });

  it('addFaults adds a fault to a running emulator', async () => {
    const emulator = await withFaults([]);
    emulator.addFaults({ kind: 'internal' });
    expect((await post(emulator, LIST)).status).toBe(500);
    expect(() => emulator.addFaults({ kind: 'internal', times: 0 })).toThrow('`faults[0].times`');
  });

  it('a request over the quota has the configured Retry-After', async () => {
    const emulator = await emulatorFor({
      stores: [{ id: STORE }],
      quota: { requestsPerSecond: 0.001, burst: 1, retryAfterSeconds: 3 },
    });
    await post(emulator, LIST);
    const { status, headers } = await post(emulator, LIST);
    expect([status, headers.get('retry-after')]).toEqual([429, '3']);
  });

  it('a scripted throttle uses no quota, and a request over the quota consumes no fault', async () => {
    const emulator = await emulatorFor({
      stores: [{ id: STORE }],
      quota: { requestsPerSecond: 0.001, burst: 1 },
      faults: [{ kind: 'throttle' }, { kind: 'internal', request: 3 }],
    });
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await post(emulator, LIST)).status);
    expect(statuses).toEqual([429, 200, 429]);
    expect(() => emulator.assertFaultsConsumed()).toThrow('internal');
  });
});

describe('random faults', () => {
  it('send Retry-After and secrets if they are set for all kinds', async () => {
    const emulator = await withFaults({
      probability: { throttle: 1 },
      retryAfterSeconds: 7,
      echoSecrets: true,
    });
    const response = await post(emulator, LIST);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.json.message).toContain(AUTHORIZATION);
  });

  it('occur with their probability, and identically for the same seed', async () => {
    const faultsOf = async (seed: number): Promise<(FaultKind | undefined)[]> => {
      const emulator = await emulatorFor({
        stores: [{ id: STORE, readSets: generateReadSets({ count: 10 }) }],
        faults: { probability: { throttle: 0.2, internal: 0.1, html: 0.05 } },
        seed,
      });
      for (let n = 0; n < 400; n += 1) await post(emulator, LIST);
      return emulator.history.map(({ fault }) => fault);
    };
    const [one, again, other] = [await faultsOf(5), await faultsOf(5), await faultsOf(6)];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    const fractionOf = (kind: FaultKind): number => one.filter((fault) => fault === kind).length / one.length;
    expect(fractionOf('throttle')).toBeCloseTo(0.2, 1);
    expect(fractionOf('internal')).toBeCloseTo(0.1, 1);
    expect(fractionOf('html')).toBeCloseTo(0.05, 1);
  });
});

describe('an option function that throws', () => {
  it('results in a 501 with its message', async () => {
    const emulator = await emulatorFor({
      stores: [{ id: STORE }],
      latencyMs: () => {
        throw new Error('no such latency');
      },
    });
    const response = await fetch(emulator.endpoint + LIST, {
      method: 'POST',
      headers: { authorization: AUTHORIZATION },
    });
    expect([response.status, await response.text()]).toEqual([
      501,
      '{"message":"The emulator failed: no such latency"}',
    ]);
  });
});

describe('drawKind', () => {
  it.each([
    [0, 'throttle'],
    [0.199, 'throttle'],
    [0.2, 'reset'],
    [0.299, 'reset'],
    [0.301, undefined],
    [0.999, undefined],
  ])('maps %d to %s', (at, kind) => {
    expect(drawKind({ reset: 0.1, throttle: 0.2 }, at)).toBe(kind);
  });
});

describe('FaultPlan', () => {
  const request = {
    operation: 'ListReadSets',
    sequenceStoreId: '1234567890',
    page: 1,
  } as const;

  it('applies the first matching fault until it is used up, and then the next', () => {
    const plan = new FaultPlan(
      [
        { kind: 'reset', times: 2 },
        { kind: 'hang', page: 1 },
      ],
      1,
    );
    const kinds = [1, 2, 3, 4].map(() => {
      const match = plan.match(request);
      match?.consume();
      return match?.fault.kind;
    });
    expect(kinds).toEqual(['reset', 'reset', 'hang', undefined]);
    expect(() => plan.assertConsumed()).not.toThrow();
  });

  it('keeps a fault that matched but was not applied', () => {
    const plan = new FaultPlan([{ kind: 'reset' }], 1);
    plan.match(request);
    expect(() => plan.assertConsumed()).toThrow(/^1 scripted fault was not consumed:\n.*\nreset .* 0 of 1$/);
  });

  it('does not apply a token fault to a request without a token', () => {
    const plan = new FaultPlan([{ kind: 'reject-token' }, { probability: { 'repeat-token': 1 } }], 1);
    expect(plan.match(request)).toBeUndefined();
    expect(plan.match({ ...request, page: 2 })?.fault.kind).toBe('reject-token');
  });
});

import { ListReadSetsCommand } from '@aws-sdk/client-omics';
import { describe, expect, it } from 'vitest';
import { AUTHORIZATION, clientOf, emulatorFor, listAll, post, readSets, STORE } from './support.js';

const LIST = `/sequencestore/${STORE}/readsets`;

describe('requests that are refused', () => {
  it.each([
    ['maxResults 0', `${LIST}?maxResults=0`, ''],
    ['maxResults 101', `${LIST}?maxResults=101`, ''],
    ['maxResults 1.5', `${LIST}?maxResults=1.5`, ''],
    ['maxResults that is no number', `${LIST}?maxResults=ten`, ''],
    ['an empty token', `${LIST}?nextToken=`, ''],
    ['a token of 6145 characters', `${LIST}?nextToken=${'a'.repeat(6145)}`, ''],
    ['a forged token', `${LIST}?nextToken=abc`, ''],
    ['an id of 9 digits', '/sequencestore/123456789/readsets', ''],
    ['an id with letters', '/sequencestore/12345678ab/readsets', ''],
    ['an id that only starts well', '/sequencestore/1234567890%0A/readsets', ''],
    ['a name of 128 characters', LIST, { filter: { name: 'n'.repeat(128) } }],
    ['an empty name', LIST, { filter: { name: '' } }],
    ['a name with a control character', LIST, { filter: { name: 'a\u0007' } }],
    ['an unknown status', LIST, { filter: { status: 'GONE' } }],
    ['an unknown creation type', LIST, { filter: { creationType: 'COPY' } }],
    ['a reference that is no ARN', LIST, { filter: { referenceArn: 'GRCh38' } }],
    ['a day that is not in the calendar', LIST, { filter: { createdAfter: '2024-02-30T00:00:00Z' } }],
    ['a date without a zone', LIST, { filter: { createdAfter: '2024-02-01T00:00:00' } }],
    ['a date as a number', LIST, { filter: { createdAfter: 1_700_000_000 } }],
    ['a name that is a list', LIST, { filter: { name: ['a'] } }],
    ['a filter that is text', LIST, { filter: 'ACTIVE' }],
    ['a body that is a list', LIST, []],
    ['a store status as a read set has it', '/sequencestores', { filter: { status: 'ARCHIVED' } }],
  ])('%s is a ValidationException', async (_what, path, body) => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(3) }] });
    const { status, errorType, json } = await post(emulator, path, body);
    expect({ status, errorType }).toEqual({ status: 400, errorType: 'ValidationException' });
    expect(json.message).toEqual(expect.any(String));
  });

  it.each([
    ['127 characters, each two UTF-16 units', { name: '🧬'.repeat(127) }],
    ['an empty reference', { referenceArn: '' }],
    ['a member nobody knows', { color: 'blue' }],
  ])('%s is accepted', async (_what, filter) => {
    const emulator = await emulatorFor({ stores: [{ id: STORE }] });
    expect((await post(emulator, LIST, { filter })).status).toBe(200);
  });

  it('every violation is told, with its place', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE }] });
    const { json } = await post(emulator, `${LIST}?maxResults=101`, { filter: { status: 'GONE' } });
    expect(json.message).toMatch(
      /^2 validation errors detected: .*'maxResults'.*100.*'filter\.status'.*ARCHIVED/,
    );
  });

  it('the SDK makes its own exceptions of the answers', async () => {
    const client = clientOf(await emulatorFor({ stores: [{ id: STORE }] }));
    const command = new ListReadSetsCommand({ sequenceStoreId: STORE, maxResults: 101 });
    await expect(client.send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('less than or equal to 100'),
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    });
  });

  it('malformed JSON is a SerializationException', async () => {
    const answer = await post(await emulatorFor({ stores: [{ id: STORE }] }), LIST, '{"filter":');
    expect(answer).toMatchObject({ status: 400, errorType: 'SerializationException' });
  });

  it.each([
    ['/sequencestores/', ''],
    ['/', ''],
    [`/sequencestore/${STORE}/readset`, ''],
    [`/sequencestore/${STORE}`, ''],
  ])('POST %s is an UnknownOperationException', async (path) => {
    const answer = await post(await emulatorFor({ stores: [{ id: STORE }] }), path);
    expect(answer).toMatchObject({ status: 404, errorType: 'UnknownOperationException' });
  });

  it('a request that is not signed, or for another service, is AccessDeniedException', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE }] });
    for (const authorization of ['', 'Bearer x', AUTHORIZATION.replace('/omics/', '/s3/')]) {
      expect(await post(emulator, LIST, '', { authorization })).toMatchObject({
        status: 403,
        errorType: 'AccessDeniedException',
      });
    }
  });
});

describe('tokens', () => {
  const firstToken = async (emulator: Awaited<ReturnType<typeof emulatorFor>>, path = LIST, filter = {}) =>
    String((await post(emulator, `${path}?maxResults=1`, { filter })).json.nextToken);
  const stores = [
    { id: STORE, readSets: readSets(5) },
    { id: '1234567891', readSets: readSets(5) },
  ];
  const refused = { status: 400, errorType: 'ValidationException' };

  it('are bound to operation, store and filter, and to the emulator', async () => {
    const emulator = await emulatorFor({ stores });
    const token = await firstToken(emulator);
    expect((await post(emulator, `${LIST}?nextToken=${token}`)).status).toBe(200);
    expect(await post(emulator, `/sequencestore/1234567891/readsets?nextToken=${token}`)).toMatchObject(
      refused,
    );
    expect(await post(emulator, `/sequencestores?nextToken=${token}`)).toMatchObject(refused);
    expect(
      await post(emulator, `${LIST}?nextToken=${token}`, { filter: { status: 'ACTIVE' } }),
    ).toMatchObject(refused);
    expect(await post(emulator, `${LIST}?nextToken=${token}A`)).toMatchObject(refused);
    expect(await post(await emulatorFor({ stores }), `${LIST}?nextToken=${token}`)).toMatchObject(refused);
  });

  it('stay good for the same filter written in another way', async () => {
    const emulator = await emulatorFor({ stores });
    const token = await firstToken(emulator, LIST, {
      status: 'ACTIVE',
      createdAfter: '2020-01-01T00:00:00Z',
    });
    const filter = { createdAfter: '2020-01-01T00:00:00.000000Z', status: 'ACTIVE' };
    expect((await post(emulator, `${LIST}?nextToken=${token}`, { filter })).status).toBe(200);
  });

  it('expire', async () => {
    const emulator = await emulatorFor({ stores, tokenLifetimeMs: 1 });
    const token = await firstToken(emulator);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const answer = await post(emulator, `${LIST}?nextToken=${token}`);
    expect(answer).toMatchObject(refused);
    expect(answer.json.message).toContain('expired');
  });
});

describe('quota', () => {
  it('is counted by Region and operation, and throttled requests take none', async () => {
    const emulator = await emulatorFor({
      stores: [{ id: STORE, readSets: readSets(1) }],
      quota: { requestsPerSecond: 0.001, burst: 2 },
    });
    const list = (region: string) =>
      clientOf(emulator, region).send(new ListReadSetsCommand({ sequenceStoreId: STORE }));
    await list('us-east-1');
    await list('us-east-1');
    await expect(list('us-east-1')).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 429 },
    });
    await list('eu-west-1');
    expect((await post(emulator, '/sequencestores')).status).toBe(200);
    expect(emulator.history.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  it('can be set for one operation, and changed while running', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(1) }] });
    emulator.setQuota({ ListReadSets: { requestsPerSecond: 1, window: 'sliding' } });
    const statuses = async () => [
      (await post(emulator, LIST)).status,
      (await post(emulator, '/sequencestores')).status,
    ];
    expect(await statuses()).toEqual([200, 200]);
    expect(await statuses()).toEqual([429, 200]);
    emulator.setQuota(undefined);
    expect(await statuses()).toEqual([200, 200]);
  });
});

describe('history', () => {
  it('has every request with its walk, times and concurrency', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(150) }], latencyMs: 30 });
    const client = clientOf(emulator);
    await Promise.all([listAll(client), listAll(client), listAll(client)]);
    expect(emulator.maxInFlight).toBe(3);
    expect(emulator.inFlight).toBe(0);
    expect(emulator.history.map(({ page }) => page).sort()).toEqual([1, 1, 1, 2, 2, 2]);
    expect(emulator.history[0]).toMatchObject({
      operation: 'ListReadSets',
      sequenceStoreId: STORE,
      region: 'us-east-1',
      status: 200,
      itemsSent: 100,
      inFlight: 1,
      outcome: 'answered',
    });
    for (const { startedAt, finishedAt } of emulator.history) expect(finishedAt).toBeGreaterThan(startedAt);
    emulator.clearHistory();
    expect([emulator.count(), emulator.maxInFlight]).toEqual([0, 0]);
  });

  it('one walk never overlaps itself', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(3000) }] });
    await listAll(clientOf(emulator));
    expect(emulator.maxInFlight).toBe(1);
  });

  it('names a request whose client left as aborted', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE }], latencyMs: 10_000 });
    const signal = AbortSignal.timeout(50);
    const request = clientOf(emulator).send(new ListReadSetsCommand({ sequenceStoreId: STORE }), {
      abortSignal: signal,
    });
    await expect(request).rejects.toThrow();
    await expect.poll(() => emulator.history[0]?.outcome).toBe('aborted');
    expect(emulator.history[0]).toMatchObject({ status: undefined });
    expect(emulator.inFlight).toBe(0);
  });

  it('keeps the newest requests up to its limit', async () => {
    const emulator = await emulatorFor({
      stores: [{ id: STORE, readSets: readSets(1000) }],
      historyLimit: 3,
    });
    await listAll(clientOf(emulator));
    expect(emulator.history.map(({ page }) => page)).toEqual([8, 9, 10]);
  });

  it('holds no signature', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(3) }] });
    await listAll(clientOf(emulator));
    expect(JSON.stringify(emulator.history)).not.toMatch(/Signature|Credential/);
  });
});

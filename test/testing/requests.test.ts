import { ListReadSetsCommand } from '@aws-sdk/client-omics';
import { describe, expect, it } from 'vitest';
import { credentialOf } from '../../src/testing/handle-request.js';
import { readSets, STORE } from '../support/read-sets.js';
import { AUTHORIZATION, clientOf, emulatorFor, listAll, post } from './support.js';

const LIST = `/sequencestore/${STORE}/readsets`;

describe('request validation', () => {
  it.each([
    ['maxResults 0', `${LIST}?maxResults=0`, ''],
    ['maxResults 101', `${LIST}?maxResults=101`, ''],
    ['maxResults 1.5', `${LIST}?maxResults=1.5`, ''],
    ['maxResults that is not a number', `${LIST}?maxResults=ten`, ''],
    ['an empty token', `${LIST}?nextToken=`, ''],
    ['a token of 6145 characters', `${LIST}?nextToken=${'a'.repeat(6145)}`, ''],
    ['a forged token', `${LIST}?nextToken=abc`, ''],
    ['an id of 9 digits', '/sequencestore/123456789/readsets', ''],
    ['an id with letters', '/sequencestore/12345678ab/readsets', ''],
    ['an id followed by a newline', '/sequencestore/1234567890%0A/readsets', ''],
    ['a name of 128 characters', LIST, { filter: { name: 'n'.repeat(128) } }],
    ['an empty name', LIST, { filter: { name: '' } }],
    ['a name with a control character', LIST, { filter: { name: 'a\u0007' } }],
    ['an unknown status', LIST, { filter: { status: 'GONE' } }],
    ['an unknown creation type', LIST, { filter: { creationType: 'COPY' } }],
    ['a reference that is not an ARN', LIST, { filter: { referenceArn: 'GRCh38' } }],
    ['a date that does not exist', LIST, { filter: { createdAfter: '2024-02-30T00:00:00Z' } }],
    ['a date without a zone', LIST, { filter: { createdAfter: '2024-02-01T00:00:00' } }],
    ['a date as a number', LIST, { filter: { createdAfter: 1_700_000_000 } }],
    ['a name that is a list', LIST, { filter: { name: ['a'] } }],
    ['a filter that is text', LIST, { filter: 'ACTIVE' }],
    ['a body that is a list', LIST, []],
    ['a read set status in a filter of stores', '/sequencestores', { filter: { status: 'ARCHIVED' } }],
  ])('%s is a ValidationException', async (_title, path, body) => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(3) }] });
    const { status, errorType, json } = await post(emulator, path, body);
    expect({ status, errorType }).toEqual({ status: 400, errorType: 'ValidationException' });
    expect(json.message).toEqual(expect.any(String));
  });

  it.each([
    ['a name of 127 characters of two UTF-16 units', { name: '🧬'.repeat(127) }],
    ['an empty reference', { referenceArn: '' }],
    ['an unknown member', { color: 'blue' }],
  ])('%s is accepted', async (_title, filter) => {
    const emulator = await emulatorFor({ stores: [{ id: STORE }] });
    expect((await post(emulator, LIST, { filter })).status).toBe(200);
  });

  it('the message names every violation and its path', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE }] });
    const { json } = await post(emulator, `${LIST}?maxResults=101`, { filter: { status: 'GONE' } });
    expect(json.message).toMatch(
      /^2 validation errors detected: .*'maxResults'.*100.*'filter\.status'.*ARCHIVED/,
    );
  });

  it('the SDK turns error responses into its own exceptions', async () => {
    const client = clientOf(await emulatorFor({ stores: [{ id: STORE }] }));
    const command = new ListReadSetsCommand({ sequenceStoreId: STORE, maxResults: 101 });
    await expect(client.send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('less than or equal to 100'),
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    });
  });

  it('malformed JSON is a SerializationException', async () => {
    const response = await post(await emulatorFor({ stores: [{ id: STORE }] }), LIST, '{"filter":');
    expect(response).toMatchObject({ status: 400, errorType: 'SerializationException' });
  });

  it.each([
    ['/sequencestores/', ''],
    ['/', ''],
    [`/sequencestore/${STORE}/readset`, ''],
    [`/sequencestore/${STORE}`, ''],
  ])('POST %s is an UnknownOperationException', async (path) => {
    const response = await post(await emulatorFor({ stores: [{ id: STORE }] }), path);
    expect(response).toMatchObject({ status: 404, errorType: 'UnknownOperationException' });
  });

  it('a request that is unsigned or signed for another service is an AccessDeniedException', async () => {
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
  const rejected = { status: 400, errorType: 'ValidationException' };

  it('are bound to the operation, the store, the filter and the emulator', async () => {
    const emulator = await emulatorFor({ stores });
    const token = await firstToken(emulator);
    expect((await post(emulator, `${LIST}?nextToken=${token}`)).status).toBe(200);
    expect(await post(emulator, `/sequencestore/1234567891/readsets?nextToken=${token}`)).toMatchObject(
      rejected,
    );
    expect(await post(emulator, `/sequencestores?nextToken=${token}`)).toMatchObject(rejected);
    expect(
      await post(emulator, `${LIST}?nextToken=${token}`, { filter: { status: 'ACTIVE' } }),
    ).toMatchObject(rejected);
    expect(await post(emulator, `${LIST}?nextToken=${token}A`)).toMatchObject(rejected);
    expect(await post(await emulatorFor({ stores }), `${LIST}?nextToken=${token}`)).toMatchObject(rejected);
  });

  it('are valid for the same filter in another notation', async () => {
    const emulator = await emulatorFor({ stores });
    const token = await firstToken(emulator, LIST, {
      status: 'ACTIVE',
      createdAfter: '2020-01-01T00:00:00Z',
    });
    const filter = { createdAfter: '2020-01-01T00:00:00.000000Z', status: 'ACTIVE' };
    expect((await post(emulator, `${LIST}?nextToken=${token}`, { filter })).status).toBe(200);
  });

  it('expire after their lifetime', async () => {
    const emulator = await emulatorFor({ stores, tokenLifetimeMs: 1 });
    const token = await firstToken(emulator);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const response = await post(emulator, `${LIST}?nextToken=${token}`);
    expect(response).toMatchObject(rejected);
    expect(response.json.message).toContain('expired');
  });
});

describe('quota', () => {
  it('is counted per Region and operation, and throttled requests use none', async () => {
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

  it('can be set for one operation and changed while the emulator runs', async () => {
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
  it('records every request with its page, times and concurrency', async () => {
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
      outcome: 'responded',
    });
    for (const { startedAt, finishedAt } of emulator.history) expect(finishedAt).toBeGreaterThan(startedAt);
    emulator.clearHistory();
    expect([emulator.count(), emulator.maxInFlight]).toEqual([0, 0]);
  });

  it('requests of one list never overlap', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(3000) }] });
    await listAll(clientOf(emulator));
    expect(emulator.maxInFlight).toBe(1);
  });

  it('records a request as aborted if the client closes the connection', async () => {
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

  it('keeps only the newest requests up to historyLimit', async () => {
    const emulator = await emulatorFor({
      stores: [{ id: STORE, readSets: readSets(1000) }],
      historyLimit: 3,
    });
    await listAll(clientOf(emulator));
    expect(emulator.history.map(({ page }) => page)).toEqual([8, 9, 10]);
  });

  it('contains no signatures', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(3) }] });
    await listAll(clientOf(emulator));
    expect(JSON.stringify(emulator.history)).not.toMatch(/Signature|Credential/);
  });
});

describe('credentialOf', () => {
  const header =
    'AWS4-HMAC-SHA256 Credential=A/20250101/eu-west-1/omics/aws4_request, SignedHeaders=host, Signature=0';
  it.each([
    [header, { region: 'eu-west-1' }],
    [header.replaceAll(', ', ','), { region: 'eu-west-1' }],
    [header.replace('omics', 's3'), { problem: expect.stringContaining('service') }],
    ['Bearer x', { problem: expect.stringContaining('Signature Version 4') }],
    [undefined, { problem: expect.stringContaining('Missing') }],
  ])('reads the Region of %s', (text, expected) => {
    expect(credentialOf(text)).toEqual(expect.objectContaining(expected));
  });
});

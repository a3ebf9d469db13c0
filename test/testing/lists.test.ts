import {
  GetReadSetMetadataCommand,
  GetSequenceStoreCommand,
  ListReadSetsCommand,
  ListSequenceStoresCommand,
} from '@aws-sdk/client-omics';
import { generateReadSets, type ReadSetOrder } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { violations } from '../../src/testing/service-model.js';
import { readSet, readSets, STORE } from '../support/read-sets.js';
import { AUTHORIZATION, clientOf, emulatorFor, idsOf, listAll, post } from './support.js';

describe('lists of read sets', () => {
  it.each([
    [0, 1],
    [1, 1],
    [100, 1],
    [101, 2],
    [2503, 26],
  ])('a store of %i read sets is listed in %i requests, each read set once', async (count, requests) => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: generateReadSets({ count }) }] });
    const all = await listAll(clientOf(emulator));
    expect(new Set(all.map(({ id }) => id)).size).toBe(count);
    expect(all).toHaveLength(count);
    expect(emulator.count('ListReadSets')).toBe(requests);
  });

  it('empty pages have a token and do not use up read sets', async () => {
    const emulator = await emulatorFor({
      stores: [{ id: STORE, readSets: readSets(150) }],
      emptyPages: [1, 3, 4, 6],
    });
    expect(await listAll(clientOf(emulator))).toHaveLength(150);
    expect(emulator.history.map(({ itemsSent }) => itemsSent)).toEqual([0, 100, 0, 0, 50, 0]);
  });

  it('random empty pages are the same each time the list is read', async () => {
    const emulator = await emulatorFor({
      stores: [{ id: STORE, readSets: readSets(1000) }],
      emptyPages: 0.4,
      seed: 3,
    });
    const client = clientOf(emulator);
    await listAll(client);
    const first = emulator.history.map(({ itemsSent }) => itemsSent);
    emulator.clearHistory();
    expect(await listAll(client)).toHaveLength(1000);
    expect(emulator.history.map(({ itemsSent }) => itemsSent)).toEqual(first);
    expect(first.length).toBeGreaterThan(10);
  });

  it.each<[ReadSetOrder, (ids: string[]) => string[]]>([
    ['given', (ids) => ids],
    ['ascending', (ids) => [...ids].sort()],
    ['descending', (ids) => [...ids].sort().reverse()],
  ])('order %s determines the order of the list', async (order, sorted) => {
    const shuffled = readSets(50).map((_, n) => readSet((n * 37) % 50));
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: shuffled }], order });
    const listed = (await listAll(clientOf(emulator))).map(({ id }) => id ?? '');
    expect(listed).toEqual(sorted(shuffled.map(({ id }) => id)));
  });

  it('order random is a permutation that depends on the seed', async () => {
    const idsWithSeed = async (seed: number): Promise<string[]> => {
      const emulator = await emulatorFor({
        stores: [{ id: STORE, readSets: readSets(300) }],
        order: 'random',
        seed,
      });
      return (await listAll(clientOf(emulator))).map(({ id }) => id ?? '');
    };
    const [one, again, other] = [await idsWithSeed(1), await idsWithSeed(1), await idsWithSeed(2)];
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    expect([...one].sort()).toEqual(readSets(300).map(({ id }) => id));
  });

  it('read sets are sent unchanged, including null, unknown members and values, bigints and dates', async () => {
    const record = readSet(1, {
      status: 'RESTORING',
      name: null,
      creationTime: new Date('2024-05-06T07:08:09.010Z'),
      sequenceInformation: { totalBaseCount: 9_007_199_254_740_993n },
      labels: [1, null],
    });
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: [record] }] });
    const { text } = await post(emulator, `/sequencestore/${STORE}/readsets`);
    expect(text).toContain('"status":"RESTORING"');
    expect(text).toContain('"name":null');
    expect(text).toContain('"creationTime":"2024-05-06T07:08:09.010Z"');
    expect(text).toContain('"totalBaseCount":9007199254740993}');
    expect(text).toContain('"labels":[1,null]');
    expect(text).toContain(
      `"arn":"arn:aws:omics:us-east-1:123456789012:sequenceStore/${STORE}/readSet/3000000001"`,
    );
  });

  it('a record that is replaced while the emulator runs appears from the next page on', async () => {
    const records = readSets(2);
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: records }] });
    const client = clientOf(emulator);
    await listAll(client);
    records[1] = readSet(1, { status: 'ARCHIVED' });
    expect((await listAll(client)).map(({ status }) => status)).toEqual(['ACTIVE', 'ARCHIVED']);
  });
});

describe('stores and metadata', () => {
  const stores = Array.from({ length: 130 }, (_, n) => ({
    id: String(1_000_000_000 + n),
    name: `store ${n}`,
    creationTime: new Date(Date.UTC(2023, 0, 1 + n)),
    updateTime: new Date(Date.UTC(2024, 0, 1 + n)),
    status: n % 2 === 0 ? 'ACTIVE' : 'UPDATING',
    propagatedSetLevelTags: ['project'],
  }));

  it('stores are listed in pages in their configured order, and can be filtered', async () => {
    const client = clientOf(await emulatorFor({ stores }));
    const first = await client.send(new ListSequenceStoresCommand({ maxResults: 100 }));
    const { nextToken } = first;
    const second = await client.send(
      new ListSequenceStoresCommand(nextToken === undefined ? {} : { nextToken }),
    );
    expect(second.nextToken).toBeUndefined();
    const ids = [...(first.sequenceStores ?? []), ...(second.sequenceStores ?? [])].map(({ id }) => id);
    expect(ids).toEqual(stores.map(({ id }) => id));
    const filter = {
      status: 'ACTIVE' as const,
      updatedAfter: new Date('2024-01-02'),
      createdBefore: new Date('2023-01-06'),
    };
    const few = await client.send(new ListSequenceStoresCommand({ filter }));
    expect(few.sequenceStores?.map(({ name }) => name)).toEqual(['store 2', 'store 4']);
  });

  it('GetSequenceStore returns members that ListSequenceStores does not', async () => {
    const client = clientOf(await emulatorFor({ stores }));
    const store = await client.send(new GetSequenceStoreCommand({ id: '1000000003' }));
    expect(store).toMatchObject({ name: 'store 3', status: 'UPDATING', propagatedSetLevelTags: ['project'] });
    const { sequenceStores } = await client.send(new ListSequenceStoresCommand({ maxResults: 1 }));
    expect(sequenceStores?.[0]).not.toHaveProperty('propagatedSetLevelTags');
  });

  it('GetReadSetMetadata adds the same files and creation job each time', async () => {
    const source = generateReadSets({ count: 50 });
    const client = clientOf(await emulatorFor({ stores: [{ id: STORE, readSets: source }] }));
    for (const index of [0, 7, 49]) {
      const { id } = source.at(index);
      const command = new GetReadSetMetadataCommand({ sequenceStoreId: STORE, id });
      const { $metadata: _, ...one } = await client.send(command);
      const { $metadata: __, ...two } = await client.send(command);
      expect(one).toEqual(two);
      expect(one.creationJobId).toMatch(/^[0-9]{10}$/);
      expect(one.files?.source1?.contentLength).toBeGreaterThan(0);
      expect(one.files?.source1?.s3Access?.s3Uri).toContain(id);
    }
  });

  it('an unknown store or read set is a ResourceNotFoundException', async () => {
    const client = clientOf(await emulatorFor({ stores: [{ id: STORE, readSets: readSets(3) }] }));
    const missing = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };
    await expect(
      client.send(new ListReadSetsCommand({ sequenceStoreId: '9999999999' })),
    ).rejects.toMatchObject(missing);
    const command = new GetReadSetMetadataCommand({ sequenceStoreId: STORE, id: '9999999999' });
    await expect(client.send(command)).rejects.toMatchObject(missing);
    await expect(client.send(new GetSequenceStoreCommand({ id: '9999999999' }))).rejects.toMatchObject(
      missing,
    );
  });
});

describe('responses', () => {
  it('satisfy the output shapes of the service model', async () => {
    const emulator = await emulatorFor({
      stores: [{ id: STORE, name: 's', readSets: generateReadSets({ count: 500 }) }],
    });
    const lists = await post(emulator, `/sequencestore/${STORE}/readsets`);
    const stores = await post(emulator, '/sequencestores');
    const get = async (path: string): Promise<unknown> =>
      (await fetch(emulator.endpoint + path, { headers: { authorization: AUTHORIZATION } })).json();
    const responses: [string, unknown][] = [
      ['ListReadSetsResponse', lists.json],
      ['ListSequenceStoresResponse', stores.json],
      ['GetSequenceStoreResponse', await get(`/sequencestore/${STORE}`)],
    ];
    for (const id of idsOf(lists)) {
      responses.push([
        'GetReadSetMetadataResponse',
        await get(`/sequencestore/${STORE}/readset/${String(id)}/metadata`),
      ]);
    }
    expect(responses.flatMap(([shape, response]) => violations(shape, response))).toEqual([]);
  });
});

describe('other clients', () => {
  it('an empty body, {} and another content type list everything, for the AWS CLI and boto3', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(3) }] });
    for (const body of ['', '{}', '{"filter":{}}', '{"filter":null}']) {
      expect(
        idsOf(await post(emulator, `/sequencestore/${STORE}/readsets?maxResults=100`, body)),
      ).toHaveLength(3);
    }
    const foreign = {
      host: 'control-storage-omics.us-east-1.amazonaws.com',
      'content-type': 'application/x-amz-json-1.1',
    };
    expect(idsOf(await post(emulator, `/sequencestore/${STORE}/readsets`, '', foreign))).toHaveLength(3);
  });

  it.each([
    ['2024-01-01T00:00:01Z', 2],
    ['2024-01-01T00:00:01.000000Z', 2],
    ['2024-01-01T00:00:01.000001Z', 1],
    ['2024-01-01T02:00:01+02:00', 2],
    ['2023-12-31T19:00:01.5-05:00', 1],
  ])('createdAfter %s matches %i read sets', async (createdAfter, count) => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(3) }] });
    const response = await post(emulator, `/sequencestore/${STORE}/readsets`, { filter: { createdAfter } });
    expect(idsOf(response)).toHaveLength(count);
  });
});

import {
  GetReadSetMetadataCommand,
  GetSequenceStoreCommand,
  ListReadSetsCommand,
  ListSequenceStoresCommand,
} from '@aws-sdk/client-omics';
import { generateReadSets, type ReadSetOrder } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { serviceModel } from '../../src/testing/model/service-model.js';
import { violations } from '../../src/testing/model/violations.js';
import {
  AUTHORIZATION,
  clientOf,
  emulatorFor,
  idsOf,
  listAll,
  post,
  readSet,
  readSets,
  STORE,
} from './support.js';

describe('listing', () => {
  it.each([
    [0, 1],
    [1, 1],
    [100, 1],
    [101, 2],
    [2503, 26],
  ])('a store of %i read sets takes %i requests and gives each once', async (count, requests) => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: generateReadSets({ count }) }] });
    const all = await listAll(clientOf(emulator));
    expect(new Set(all.map(({ id }) => id)).size).toBe(count);
    expect(all).toHaveLength(count);
    expect(emulator.count('ListReadSets')).toBe(requests);
  });

  it('empty pages have a token and take nothing from the others', async () => {
    const emulator = await emulatorFor({
      stores: [{ id: STORE, readSets: readSets(150) }],
      emptyPages: [1, 3, 4, 6],
    });
    expect(await listAll(clientOf(emulator))).toHaveLength(150);
    expect(emulator.history.map(({ itemsSent }) => itemsSent)).toEqual([0, 100, 0, 0, 50, 0]);
  });

  it('empty pages by probability are the same in every walk', async () => {
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
  ])('order %s', async (order, sorted) => {
    const shuffled = readSets(50).map((_, n) => readSet((n * 37) % 50));
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: shuffled }], order });
    const got = (await listAll(clientOf(emulator))).map(({ id }) => id ?? '');
    expect(got).toEqual(sorted(shuffled.map(({ id }) => id)));
  });

  it('order random is a permutation that the seed decides', async () => {
    const walk = async (seed: number): Promise<string[]> => {
      const emulator = await emulatorFor({
        stores: [{ id: STORE, readSets: readSets(300) }],
        order: 'random',
        seed,
      });
      return (await listAll(clientOf(emulator))).map(({ id }) => id ?? '');
    };
    const [one, again, other] = [await walk(1), await walk(1), await walk(2)];
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    expect([...one].sort()).toEqual(readSets(300).map(({ id }) => id));
  });

  it('read sets pass through as they are: null, unknown members and values, bigints, dates', async () => {
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

  it('a record replaced while the emulator runs is seen from the next page on', async () => {
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

  it('stores are listed in pages, in the order given, with filters', async () => {
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

  it('GetSequenceStore has members that the list has not', async () => {
    const client = clientOf(await emulatorFor({ stores }));
    const store = await client.send(new GetSequenceStoreCommand({ id: '1000000003' }));
    expect(store).toMatchObject({ name: 'store 3', status: 'UPDATING', propagatedSetLevelTags: ['project'] });
    const { sequenceStores } = await client.send(new ListSequenceStoresCommand({ maxResults: 1 }));
    expect(sequenceStores?.[0]).not.toHaveProperty('propagatedSetLevelTags');
  });

  it('GetReadSetMetadata adds files and the creation job, the same each time', async () => {
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

  it('an unknown store and an unknown read set are ResourceNotFoundException', async () => {
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

describe('answers', () => {
  it('keep the output shapes of the service model', async () => {
    const emulator = await emulatorFor({
      stores: [{ id: STORE, name: 's', readSets: generateReadSets({ count: 500 }) }],
    });
    const lists = await post(emulator, `/sequencestore/${STORE}/readsets`);
    const stores = await post(emulator, '/sequencestores');
    const get = async (path: string): Promise<unknown> =>
      (await fetch(emulator.endpoint + path, { headers: { authorization: AUTHORIZATION } })).json();
    const answers: [string, unknown][] = [
      ['ListReadSetsResponse', lists.json],
      ['ListSequenceStoresResponse', stores.json],
      ['GetSequenceStoreResponse', await get(`/sequencestore/${STORE}`)],
    ];
    for (const id of idsOf(lists)) {
      answers.push([
        'GetReadSetMetadataResponse',
        await get(`/sequencestore/${STORE}/readset/${String(id)}/metadata`),
      ]);
    }
    expect(answers.flatMap(([shape, answer]) => violations(serviceModel(), shape, answer))).toEqual([]);
  });
});

describe('other clients', () => {
  it('an empty body, {} and no content type list everything, as the AWS CLI and boto3 send it', async () => {
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
  ])('a date filter of %s is understood', async (createdAfter, count) => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(3) }] });
    const answer = await post(emulator, `/sequencestore/${STORE}/readsets`, { filter: { createdAfter } });
    expect(idsOf(answer)).toHaveLength(count);
  });
});

import type { ReadSetFilter } from '@aws-sdk/client-omics';
import { count, listReadSets, listSequenceStores, toArray } from 'healthomics-streams';
import type { EmulatorOptions, ReadSetRecord } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { readSet, STORE } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';

const ARN = 'arn:aws:omics:us-east-1:123456789012:referenceStore/1/reference/2';
const T = (ms: number): Date => new Date(Date.UTC(2024, 0, 1) + ms);

/** A read set that satisfies every filter below. */
const FITS = readSet(1, {
  name: 'tumour',
  status: 'ARCHIVED',
  referenceArn: ARN,
  creationTime: T(0),
  sampleId: 'sample',
  subjectId: 'subject',
  creationType: 'IMPORT',
  sequenceInformation: { generatedFrom: 'run 7' },
});

const FILTERS: [keyof ReadSetFilter, ReadSetFilter, Partial<ReadSetRecord>][] = [
  ['name', { name: 'tumour' }, { name: 'tumour 2' }],
  ['status', { status: 'ARCHIVED' }, { status: 'ACTIVE' }],
  ['referenceArn', { referenceArn: ARN }, { referenceArn: null }],
  ['createdAfter', { createdAfter: T(0) }, { creationTime: T(-1) }],
  ['createdBefore', { createdBefore: T(1) }, { creationTime: T(1) }],
  ['sampleId', { sampleId: 'sample' }, { sampleId: 'Sample' }],
  ['subjectId', { subjectId: 'subject' }, { subjectId: null }],
  ['generatedFrom', { generatedFrom: 'run 7' }, { sequenceInformation: {} }],
  ['creationType', { creationType: 'IMPORT' }, { creationType: 'UPLOAD' }],
];
const ALL = Object.assign({}, ...FILTERS.map(([, filter]) => filter)) as ReadSetFilter;

const RECORDS = [
  FITS,
  ...FILTERS.map(([, , more], n) => ({ ...FITS, ...more, id: String(4_000_000_000 + n) })),
];
const STORES = [{ id: STORE, readSets: RECORDS }];

const RULES = ['exact', 'ignored', 'name-prefix', 'any'] as const satisfies EmulatorOptions['filtering'][];
const BOUNDS = [
  'half-open',
  'inclusive',
  'exclusive',
  'mixed',
] as const satisfies EmulatorOptions['dateBounds'][];

describe('the nine filter members', () => {
  it('are sent to the service', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator, config }) => {
      for (const [, filter] of FILTERS) await count(listReadSets(config, { sequenceStoreId: STORE, filter }));
      await count(listReadSets(config, { sequenceStoreId: STORE, filter: ALL }));
      const sent = emulator.history.map(({ body }) => (body as { filter: object }).filter);
      expect(sent.slice(0, 9).map((filter) => Object.keys(filter))).toEqual(
        FILTERS.map(([member]) => [member]),
      );
      expect(Object.keys(sent[9] as object).sort()).toEqual(FILTERS.map(([member]) => member).sort());
      expect(sent[0]).toEqual({ name: 'tumour' });
    });
  });

  it.each(FILTERS)('select exactly the read sets that match them: %s', async (_, filter, more) => {
    await withEmulator({ stores: STORES }, async ({ config }) => {
      const listed = await toArray(listReadSets(config, { sequenceStoreId: STORE, filter }));
      const left = RECORDS.filter((record) =>
        Object.entries(more).every(([k, v]) => (record as Record<string, unknown>)[k] !== v),
      );
      expect(listed.map(({ id }) => id)).toEqual(left.map(({ id }) => id));
    });
  });

  it.each(RULES)('have the same result from a service whose filtering is %s', async (filtering) => {
    await withEmulator({ stores: STORES, filtering }, async ({ config }) => {
      const listed = await toArray(listReadSets(config, { sequenceStoreId: STORE, filter: ALL }));
      expect(listed.map(({ id }) => id)).toEqual([FITS.id]);
    });
  });

  it('have pages with the number of items received and the items that satisfy them', async () => {
    await withEmulator({ stores: STORES, filtering: 'ignored' }, async ({ config }) => {
      const pages = listReadSets({ ...config, pageSize: 5 }, { sequenceStoreId: STORE, filter: ALL }).pages();
      const sizes = (await toArray(pages)).map(({ received, items }) => [received, items.length]);
      expect(sizes).toEqual([
        [5, 1],
        [5, 0],
      ]);
    });
  });

  it('select read sets without a reference with an empty referenceArn', async () => {
    await withEmulator({ stores: STORES }, async ({ config }) => {
      const list = listReadSets(config, { sequenceStoreId: STORE, filter: { referenceArn: '' } });
      expect(await count(list)).toBe(1);
    });
  });
});

describe.each(BOUNDS)('creation times with a service whose bounds are %s', (dateBounds) => {
  it('are from createdAfter on and before createdBefore', async () => {
    const records = [-1, 0, 1, 999, 1000, 1001].map((ms, n) => readSet(n, { creationTime: T(ms) }));
    await withEmulator({ stores: [{ id: STORE, readSets: records }], dateBounds }, async ({ config }) => {
      const filter = { createdAfter: T(0), createdBefore: T(1000) };
      const listed = await toArray(listReadSets(config, { sequenceStoreId: STORE, filter }));
      expect(listed.map(({ creationTime }) => creationTime)).toEqual([T(0), T(1), T(999)]);
    });
  });

  it('belong to one of two lists that share a bound', async () => {
    const records = [-1, 0, 0, 1].map((ms, n) => readSet(n, { creationTime: T(ms) }));
    await withEmulator({ stores: [{ id: STORE, readSets: records }], dateBounds }, async ({ config }) => {
      const before = { sequenceStoreId: STORE, filter: { createdBefore: T(0) } };
      const after = { sequenceStoreId: STORE, filter: { createdAfter: T(0) } };
      expect(await count(listReadSets(config, before))).toBe(1);
      expect(await count(listReadSets(config, after))).toBe(3);
    });
  });
});

describe('listSequenceStores', () => {
  const stores = [
    { id: '1000000001', name: 'a', creationTime: T(0), updateTime: T(10) },
    { id: '1000000002', name: 'b', creationTime: T(5), updateTime: T(20), status: 'DELETING' },
    { id: '1000000003', name: null, creationTime: T(10), updateTime: null, status: 'FROZEN' },
  ];

  it.each(RULES)('checks its filter client-side if the service’s filtering is %s', async (filtering) => {
    await withEmulator({ stores, filtering }, async ({ config }) => {
      const ids = async (filter: object) =>
        (await toArray(listSequenceStores(config, { filter }))).map(({ id }) => id);
      expect(await ids({ name: 'a' })).toEqual(['1000000001']);
      expect(await ids({ status: 'DELETING' })).toEqual(['1000000002']);
      expect(await ids({ createdAfter: T(0), createdBefore: T(5) })).toEqual(['1000000001']);
      expect(await ids({ updatedAfter: T(11), updatedBefore: T(21) })).toEqual(['1000000002']);
    });
  });

  it('reads all pages, and passes every field through, including unknown values', async () => {
    await withEmulator({ stores }, async ({ emulator, config }) => {
      const listed = await toArray(listSequenceStores({ ...config, pageSize: 1 }));
      expect(listed.map(({ id, status }) => [id, status])).toEqual([
        ['1000000001', 'ACTIVE'],
        ['1000000002', 'DELETING'],
        ['1000000003', 'FROZEN'],
      ]);
      expect(listed[0]).toMatchObject({
        name: 'a',
        creationTime: T(0),
        updateTime: T(10),
        sseConfig: { type: 'KMS' },
      });
      expect(emulator.count('ListSequenceStores')).toBe(3);
    });
  });
});

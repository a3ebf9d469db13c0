import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  generateReadSets,
  loadHprcStores,
  loadReadSetsFile,
  type ReadSetRecord,
} from 'healthomics-streams/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { permutation } from '../../src/testing/random.js';
import { shapeOf, violations } from '../../src/testing/service-model.js';

const recordsOf = (source: ReturnType<typeof generateReadSets>): ReadSetRecord[] =>
  Array.from({ length: source.length }, (_, index) => source.at(index));
const arn = 'arn:aws:omics:us-east-1:123456789012:sequenceStore/1234567890/readSet/1';
const violationsOf = (record: ReadSetRecord): string[] =>
  violations('ReadSetListItem', { arn, sequenceStoreId: '1234567890', ...record });

describe('generateReadSets', () => {
  it('generates valid read sets of every type and status', () => {
    const records = recordsOf(generateReadSets({ count: 5000, seed: 4 }));
    expect(records.flatMap(violationsOf)).toEqual([]);
    for (const [member, shape] of [
      ['fileType', 'FileType'],
      ['status', 'ReadSetStatus'],
      ['creationType', 'CreationType'],
    ] as const) {
      const values = new Set(
        records.map((record) => record[member] ?? undefined).filter((value) => value !== undefined),
      );
      expect(values).toEqual(new Set(shapeOf(shape).enum));
    }
    expect(new Set(records.map(({ id }) => id)).size).toBe(5000);
    expect(new Set(records.map(({ sampleId }) => sampleId)).size).toBeLessThan(1600);
    expect(new Set(records.map(({ etag }) => etag?.source1)).size).toBeLessThan(4800);
  });

  it('generates each read set from the seed and its index alone', () => {
    const short = generateReadSets({ count: 10, seed: 9, creationTimes: 'same' });
    const long = generateReadSets({ count: 1000, seed: 9, creationTimes: 'same' });
    expect(recordsOf(short)).toEqual(recordsOf(long).slice(0, 10));
    expect(generateReadSets({ count: 10, seed: 8 }).at(3)).not.toEqual(short.at(3));
  });

  it.each(['even', 'crowded', 'same'] as const)(
    'creationTimes %s ascend between from and to',
    (creationTimes) => {
      const [from, to] = [Date.UTC(2020), Date.UTC(2021)];
      const source = generateReadSets({ count: 2000, from: new Date(from), to: new Date(to), creationTimes });
      const times = recordsOf(source).map(({ creationTime }) => new Date(creationTime).getTime());
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times[0]).toBeGreaterThanOrEqual(from);
      expect(times.at(-1)).toBeLessThan(to);
      expect(times.map((_, index) => source.creationTimeOf?.(index))).toEqual(times);
      const late = times.filter((time) => time >= from + (to - from) * 0.99).length;
      expect(late).toBe({ even: 20, crowded: 1000, same: 0 }[creationTimes]);
    },
  );

  it('finds a read set by its id', () => {
    const source = generateReadSets({ count: 100, sequenceStoreId: '1234567890' });
    expect([0, 42, 99].map((index) => source.indexOf?.(source.at(index).id))).toEqual([0, 42, 99]);
    expect(source.indexOf?.('1')).toBe(-1);
    expect(source.at(5).sequenceStoreId).toBe('1234567890');
    expect(() => source.at(100)).toThrow(RangeError);
  });

  it('oddShare determines the fraction of unusual read sets', () => {
    const plain = recordsOf(generateReadSets({ count: 3000 }));
    const odd = recordsOf(generateReadSets({ count: 3000, oddShare: 0.2 }));
    const count = odd.filter(
      (record, index) => record.name !== plain[index]?.name || record.status === 'RESTORING',
    ).length;
    expect(count).toBeGreaterThan(150);
    expect(count).toBeLessThan(600);
  });
});

describe('loadHprcStores', () => {
  const stores = loadHprcStores();
  const all = stores.flatMap(({ readSets }) =>
    Array.isArray(readSets) ? (readSets as ReadSetRecord[]) : [],
  );

  it('loads each collection as a store with all its files', () => {
    expect(stores.map(({ id, name, readSets }) => [id, name, readSets?.length])).toEqual([
      ['1000000001', 'HPRC HiFi', 1148],
      ['1000000002', 'HPRC ONT', 929],
      ['1000000003', 'HPRC Hi-C', 3026],
      ['1000000004', 'HPRC Illumina', 247],
      ['1000000005', 'HPRC DeepConsensus', 627],
      ['1000000006', 'HPRC Kinnex', 230],
    ]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(6207);
  });

  it('loads the same valid read sets each time', () => {
    expect(all.flatMap(violationsOf)).toEqual([]);
    expect(loadHprcStores()).toEqual(stores);
  });

  it('maps the columns to members of read sets', () => {
    expect(all[0]).toMatchObject({
      sampleId: 'HG00099',
      subjectId: 'SAMN33758778',
      name: 'm54329U_220825_174247-bc2012.5mc.hifi_reads.bam',
      fileType: 'UBAM',
      creationTime: '2022-08-25T17:42:47.000Z',
      sequenceInformation: {
        totalReadCount: 2_287_312,
        totalBaseCount: 47_677_590_021,
        generatedFrom: 'SRR23922670',
      },
      etag: { algorithm: 'BAM_MD5up' },
    });
    expect(
      all.every(({ fileType, referenceArn }) => (fileType === 'CRAM') === (typeof referenceArn === 'string')),
    ).toBe(true);
  });
});

describe('loadReadSetsFile', () => {
  const line = (more: object): string =>
    JSON.stringify({
      id: '1',
      sequenceStoreId: '1234567890',
      status: 'ACTIVE',
      fileType: 'BAM',
      creationTime: '2024-01-01T00:00:00Z',
      ...more,
    });
  const load = async (...lines: string[]): ReturnType<typeof loadReadSetsFile> => {
    const folder = await mkdtemp(join(tmpdir(), 'read-sets-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'read-sets.ndjson');
    await writeFile(path, lines.join('\n'));
    return loadReadSetsFile(path);
  };

  it('groups read sets by store', async () => {
    const stores = await load(
      line({}),
      line({ sequenceStoreId: '1234567891' }),
      '',
      line({ id: '2', name: null }),
      '',
    );
    expect(stores.map(({ id, readSets }) => [id, readSets?.length])).toEqual([
      ['1234567890', 2],
      ['1234567891', 1],
    ]);
  });

  it.each([
    ['{"id":', 'not JSON'],
    ['[]', 'expected a JSON object'],
    [line({ sequenceStoreId: 7 }), '`sequenceStoreId` to be a string of 10 to 36 digits'],
    [line({ status: undefined }), '`status` to be a string'],
    [line({ creationTime: 'today' }), '`creationTime` to be an ISO 8601 time'],
  ])('rejects %s with the line and the reason', async (bad, reason) => {
    await expect(load(line({}), bad)).rejects.toThrow(/read-sets\.ndjson, line 2: /);
    await expect(load(line({}), bad)).rejects.toThrow(reason);
  });

  it('rejects a missing file and a folder', async () => {
    await expect(loadReadSetsFile('/no/such/file')).rejects.toThrow('/no/such/file');
    await expect(loadReadSetsFile(tmpdir())).rejects.toThrow('not a file');
  });
});

describe('permutation', () => {
  it.each([0, 1, 2, 1000])('of %i contains every number once', (length) => {
    expect([...permutation(length, 7)].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, n) => n));
  });
});

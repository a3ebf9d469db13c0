import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ReadSetRecord } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import {
  emulatorFor,
  linesOf,
  OTHER_STORE,
  readSet,
  readSets,
  run,
  STORE,
  storeOf,
  temporaryDirectory,
} from './support.js';

const bases = (totalBaseCount: number): Partial<ReadSetRecord> => ({
  sequenceInformation: { totalBaseCount },
});
const same = { etag: { algorithm: 'FASTQ_MD5up', source1: 'f00d' } };

/** Two stores in which each command finds something. */
const twoStores = () =>
  emulatorFor({
    stores: [
      {
        id: STORE,
        readSets: [
          readSet(1, { sampleId: 'S', subjectId: 'P', ...bases(1_500_000_000), ...same }),
          readSet(2, { sampleId: 'S', subjectId: 'Q', ...bases(2_000_000_000), status: 'ARCHIVED' }),
        ],
      },
      { id: OTHER_STORE, readSets: [readSet(3, { sampleId: '=S', subjectId: 'P', ...same })] },
    ],
  });

describe('readsets summary', () => {
  it('writes one JSON object, with null for missing fields', async () => {
    const { stdout, stderr, exitCode } = await run(['summary', '--by', 'status,etag.algorithm'], {
      emulator: await twoStores(),
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const sums = { basesUnknown: 0, oldest: '2024-01-01T00:00:02.000Z', newest: '2024-01-01T00:00:02.000Z' };
    expect(JSON.parse(stdout)).toEqual({
      groups: [
        {
          key: { status: 'ACTIVE', 'etag.algorithm': 'FASTQ_MD5up' },
          readSets: 2,
          gigabases: 1.5,
          basesUnknown: 1,
          oldest: '2024-01-01T00:00:01.000Z',
          newest: '2024-01-01T00:00:03.000Z',
        },
        { key: { status: 'ARCHIVED', 'etag.algorithm': null }, readSets: 1, gigabases: 2, ...sums },
      ],
      readSets: 3,
      gigabases: 3.5,
      basesUnknown: 1,
      oldest: '2024-01-01T00:00:01.000Z',
      newest: '2024-01-01T00:00:03.000Z',
      outcome: 'complete',
    });
  });

  it('writes csv and a table, grouped by status and file type by default', async () => {
    const emulator = await twoStores();
    const csv = await run(['summary', '--format', 'csv', '--csv-safe', '--by', 'sampleId'], { emulator });
    expect(linesOf(csv.stdout)).toEqual([
      'sampleId,readSets,gigabases,basesUnknown,oldest,newest',
      "'=S,1,0,1,2024-01-01T00:00:03.000Z,2024-01-01T00:00:03.000Z",
      'S,2,3.5,0,2024-01-01T00:00:01.000Z,2024-01-01T00:00:02.000Z',
    ]);
    const table = await run(['summary', '--format', 'table', '--status', 'ARCHIVED'], { emulator });
    expect(linesOf(table.stdout)).toEqual([
      'status    fileType  readSets  gigabases  basesUnknown  oldest      newest',
      'ARCHIVED  FASTQ            1       2.00             0  2024-01-01  2024-01-01',
    ]);
  });

  it('reports the read sets in groups beyond --max-groups', async () => {
    const { stdout, stderr } = await run(['summary', '--by', 'id', '--max-groups', '2', '--format', 'csv'], {
      emulator: await storeOf(5),
    });
    expect(linesOf(stdout)).toHaveLength(3);
    expect(stderr).toBe('readsets: 3 read sets in further groups have no row. Raise --max-groups.\n');
  });

  it('writes an empty array or a header if there are no read sets', async () => {
    const emulator = await storeOf(0);
    expect(JSON.parse((await run(['summary'], { emulator })).stdout)).toMatchObject({
      groups: [],
      readSets: 0,
    });
    expect((await run(['summary', '--format', 'csv', '--by', 'id'], { emulator })).stdout).toBe(
      'id,readSets,gigabases,basesUnknown,oldest,newest\n',
    );
  });
});

describe('readsets duplicates', () => {
  it('writes each group with its read sets, and reports how many have no etag', async () => {
    const emulator = await twoStores();
    const { stdout, stderr, exitCode } = await run(['duplicates'], { emulator });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'readsets: 1 of 3 read sets have no etag to compare.\n',
    });
    expect(JSON.parse(stdout)).toMatchObject({
      groups: [
        {
          etag: same.etag,
          gigabases: 1.5,
          readSets: [
            { sequenceStoreId: STORE, id: '3000000001' },
            { sequenceStoreId: OTHER_STORE, id: '3000000003' },
          ],
        },
      ],
      readSets: 3,
      withoutEtag: 1,
      redundant: { readSets: 1, gigabases: 1.5, basesUnknown: 0 },
    });
    const csv = await run(['duplicates', '--format', 'csv'], { emulator });
    expect(linesOf(csv.stdout)).toMatchObject([
      'group,sequenceStoreId,id,status,fileType,gigabases,etag.algorithm,etag.source1,etag.source2,arn',
      expect.stringMatching(`^1,${STORE},3000000001,ACTIVE,FASTQ,1\\.5,FASTQ_MD5up,f00d,,arn:`),
      expect.stringMatching(`^1,${OTHER_STORE},3000000003,ACTIVE,FASTQ,1\\.5,FASTQ_MD5up,f00d,,arn:`),
    ]);
  });
});

describe('readsets issues', () => {
  it('writes every issue and the count of each kind', async () => {
    const emulator = await twoStores();
    const { issues, counts } = JSON.parse((await run(['issues'], { emulator })).stdout) as Record<
      string,
      unknown
    >;
    expect(issues).toEqual([
      {
        kind: 'sample-of-several-subjects',
        sampleId: 'S',
        subjectIds: ['P', 'Q'],
        where: { sampleId: 'S' },
        message: 'Sample S has 2 subjects: P, Q.',
      },
    ]);
    expect(counts).toMatchObject({ 'sample-of-several-subjects': 1, 'no-sample': 0 });
  });

  it('writes every field to csv, and the fields that identify a read set to a table', async () => {
    const emulator = await twoStores();
    const csv = linesOf((await run(['issues', '--format', 'csv'], { emulator })).stdout);
    expect(csv).toEqual([
      'kind,sequenceStoreId,id,name,sampleId,subjectId,subjectIds,status,fileType,message,where',
      'sample-of-several-subjects,,,,S,,"[""P"",""Q""]",,,"Sample S has 2 subjects: P, Q.","{""sampleId"":""S""}"',
    ]);
    const named = readSet(0, { name: 'N', sampleId: 'S' });
    const table = await run(['issues', '--format', 'table'], {
      emulator: await emulatorFor({ stores: [{ id: STORE, readSets: [named] }] }),
    });
    expect(linesOf(table.stdout).map((line) => line.split(/ {2,}/))).toEqual([
      ['kind', 'sequenceStoreId', 'id', 'name', 'sampleId', 'message'],
      ['no-subject', STORE, '3000000000', 'N', 'S', 'No subject.'],
    ]);
  });

  it('applies --stuck-after-hours, and writes more issues than an analysis keeps', async () => {
    const many = readSets(6_000).map((item) => ({ ...item, status: 'PROCESSING_UPLOAD', subjectId: 'P' }));
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: many }] });
    const args = ['issues', '--format', 'csv', '--stuck-after-hours'];
    const all = linesOf((await run([...args, '1'], { emulator })).stdout);
    expect(all).toHaveLength(12_001);
    expect(all[1]).toMatch(
      /^stuck-upload,1234567890,3000000000,,,P,,PROCESSING_UPLOAD,FASTQ,"PROCESSING_UPLOAD, created \d+ days ago\.",$/,
    );
    expect(linesOf((await run([...args, '1000000000'], { emulator })).stdout)).toHaveLength(6_001);
  });
});

describe('readsets summary, duplicates and issues', () => {
  it.each(['summary', 'duplicates', 'issues'])(
    'readsets %s reports a partial result and exits with 3',
    async (command) => {
      const emulator = await emulatorFor({
        stores: [{ id: STORE, readSets: readSets(2) }, { id: OTHER_STORE }],
        faults: [{ kind: 'access-denied', sequenceStoreId: OTHER_STORE, times: Infinity }],
      });
      const { exitCode, stdout, stderr } = await run([command, '--on-store-error', 'continue'], { emulator });
      expect(exitCode).toBe(3);
      expect(stderr).toContain('readsets: The result is partial: 1 of 2 stores could not be listed.');
      expect(JSON.parse(stdout)).toMatchObject({
        readSets: 2,
        outcome: 'partial',
        failedStores: [{ region: 'us-east-1', sequenceStoreId: OTHER_STORE, readSets: 0 }],
      });
    },
  );

  it('names the stores that are incomplete in the result', async () => {
    const emulator = await emulatorFor({
      stores: [
        { id: STORE, readSets: readSets(2) },
        { id: OTHER_STORE, readSets: readSets(150, 1000) },
      ],
      faults: [{ kind: 'access-denied', sequenceStoreId: OTHER_STORE, page: 2, times: Infinity }],
    });
    const { exitCode, stdout, stderr } = await run(['summary', '--on-store-error', 'continue', '--quiet'], {
      emulator,
    });
    expect(exitCode).toBe(3);
    expect(stderr).toContain(
      `readsets: The result is partial: it has only 100 read sets of store ${OTHER_STORE}, which could not be listed completely.\n`,
    );
    expect(stderr).not.toContain('of 2 stores');
    expect(JSON.parse(stdout)).toMatchObject({
      readSets: 102,
      failedStores: [{ sequenceStoreId: OTHER_STORE, readSets: 100 }],
    });
  });

  it.each(['summary', 'duplicates', 'issues'])(
    'readsets %s keeps its --output file if a store failed, unless --accept-partial is given',
    async (command) => {
      const cwd = await temporaryDirectory();
      await writeFile(join(cwd, 'out.csv'), 'old\n');
      const emulator = await emulatorFor({
        stores: [
          { id: STORE, readSets: [readSet(1, { ...same, sampleId: 'S' }), readSet(2, { ...same })] },
          { id: OTHER_STORE },
        ],
        faults: [{ kind: 'access-denied', sequenceStoreId: OTHER_STORE, times: Infinity }],
      });
      const args = [command, '--output', 'out.csv', '--on-store-error', 'continue'];
      const kept = await run(args, { emulator, cwd });
      expect(kept.exitCode).toBe(3);
      expect(kept.stderr).toMatch(
        /The result is partial: 1 of 2 stores could not be listed\.\n.*The partial result is in \S*out\.csv\.partial; out\.csv is unchanged\.\n/,
      );
      expect(await readFile(join(cwd, 'out.csv'), 'utf8')).toBe('old\n');
      const replaced = await run([...args, '--accept-partial'], { emulator, cwd });
      expect(replaced.exitCode).toBe(3);
      expect(replaced.stderr).toContain('readsets: out.csv has the partial result (--accept-partial).\n');
      expect(linesOf(await readFile(join(cwd, 'out.csv'), 'utf8')).length).toBeGreaterThan(1);
    },
  );

  it('reports how many numbers of bases are not exact', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: [readSet(1, bases(2 ** 60))] }] });
    const { stdout, stderr } = await run(['summary'], { emulator });
    expect(JSON.parse(stdout)).toMatchObject({ basesInexact: 1 });
    expect(stderr).toBe(
      'readsets: The gigabases are not exact: 1 read set with a number of bases that is not a whole number from 0 to 2^53.\n',
    );
  });

  it('reports that --limit ended the run, except with --quiet', async () => {
    const emulator = await storeOf(5);
    const limited = await run(['summary', '--limit', '3'], { emulator });
    expect(limited.stderr).toBe('readsets: Only the first 3 read sets were read (--limit).\n');
    expect(JSON.parse(limited.stdout)).toMatchObject({ readSets: 3, outcome: 'limited' });
    expect((await run(['summary', '--limit', '3', '--quiet'], { emulator })).stderr).toBe('');
    expect((await run(['summary', '--limit', '6'], { emulator })).stderr).toBe('');
  });

  it.each(['summary', 'duplicates', 'issues'])(
    'readsets %s chooses the format by the file extension',
    async (command) => {
      const cwd = await temporaryDirectory();
      const emulator = await twoStores();
      await run([command, '--output', 'out.csv.gz'], { emulator, cwd });
      await run([command, '--output', 'out.json'], { emulator, cwd });
      const csv = gunzipSync(await readFile(join(cwd, 'out.csv.gz'))).toString();
      expect(csv).toMatch(/^\w+,\w+/);
      expect(JSON.parse(await readFile(join(cwd, 'out.json'), 'utf8'))).toMatchObject({ readSets: 3 });
      const { exitCode, stderr } = await run([command, '--output', 'out.ndjson'], { emulator, cwd });
      expect(exitCode).toBe(2);
      expect(stderr).toContain('Expected --output to name a file in json or csv, got "out.ndjson".');
    },
  );

  it('writes no result of a failed run, but writes its report', async () => {
    const cwd = await temporaryDirectory();
    const emulator = await storeOf(2, { faults: [{ kind: 'access-denied', times: Infinity }] });
    const files = ['--output', 'out.json', '--report', 'report.json'];
    const { exitCode, stdout, stderr } = await run(['summary', ...files], { emulator, cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/AccessDenied.*\n.*out\.json was not created/);
    expect(JSON.parse(await readFile(join(cwd, 'report.json'), 'utf8'))).toMatchObject({ outcome: 'failed' });
  });
});

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  fileCheckpointStore,
  InvalidOptionError,
  inventory,
  READ_SET_FIELDS,
  writeNdjson,
  writePartitioned,
} from 'healthomics-streams';
import { parquetFormat, writeParquet } from 'healthomics-streams/parquet';
import { generateReadSets } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { query, temporaryDirectory } from '../sinks/support.js';
import { readSet, STORE } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';

const FULL = {
  id: '3000000001',
  arn: 'arn:aws:omics:us-east-1:123456789012:sequenceStore/1234567890/readSet/3000000001',
  sequenceStoreId: STORE,
  status: 'A_STATUS_OF_TOMORROW',
  fileType: 'CRAM',
  name: 'it\'s, "日本"\n',
  creationTime: new Date('2024-02-29T12:34:56.789Z'),
  sequenceInformation: { totalReadCount: 2 ** 40 + 1, totalBaseCount: 2 ** 53 - 1, alignment: 'ALIGNED' },
  etag: { algorithm: 'CRAM_MD5up', source1: 's1' },
};
const BARE = { id: '3000000002', creationTime: '1969-12-31T23:59:59.999Z', etag: {} };

describe('writeParquet', () => {
  it('writes typed columns, structs, UTC timestamps and nulls', async () => {
    const path = join(await temporaryDirectory(), 'x.parquet');
    const written = await writeParquet([FULL, BARE], path);
    expect(written).toMatchObject({ path, rows: 2 });
    const types = await query(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '${path}')`);
    expect(types.map(({ column_type: type }) => type)).toEqual([
      ...Array.from({ length: 10 }, () => 'VARCHAR'),
      'STRUCT(totalReadCount BIGINT, totalBaseCount BIGINT, generatedFrom VARCHAR, alignment VARCHAR)',
      'TIMESTAMP WITH TIME ZONE',
      'VARCHAR',
      'VARCHAR',
      'STRUCT(algorithm VARCHAR, source1 VARCHAR, source2 VARCHAR)',
    ]);
    const names = new Set(READ_SET_FIELDS.map((field) => field.replace(/\..*/, '')));
    expect(types.map(({ column_name: name }) => name)).toEqual([...names]);
    const rows = await query(`SELECT * REPLACE (epoch_ms(creationTime) AS creationTime) FROM '${path}'`);
    expect(rows[0]).toEqual({
      ...FULL,
      subjectId: null,
      sampleId: null,
      description: null,
      referenceArn: null,
      statusMessage: null,
      creationType: null,
      creationTime: String(FULL.creationTime.getTime()),
      sequenceInformation: {
        totalReadCount: '1099511627777',
        totalBaseCount: '9007199254740991',
        generatedFrom: null,
        alignment: 'ALIGNED',
      },
      etag: { algorithm: 'CRAM_MD5up', source1: 's1', source2: null },
    });
    expect(rows[1]).toMatchObject({
      id: '3000000002',
      creationTime: '-1',
      sequenceInformation: null,
      etag: { algorithm: null, source1: null, source2: null },
    });
  });

  it('writes row groups of the configured size for any number of rows', async () => {
    const path = join(await temporaryDirectory(), 'x.parquet');
    for (const rows of [0, 1, 10, 11, 25]) {
      const source = Array.from({ length: rows }, (_, n) => ({ id: String(n) }));
      await writeParquet(source, path, { rowGroupRows: 10, columns: ['id'] });
      expect(await query(`SELECT count(*) n, count(DISTINCT id) ids FROM '${path}'`)).toEqual([
        { n: String(rows), ids: String(rows) },
      ]);
      expect(await query(`SELECT num_row_groups n FROM parquet_file_metadata('${path}')`)).toEqual([
        { n: String(Math.ceil(rows / 10)) },
      ]);
    }
  });

  it('writes counts above 2^53 without further rounding', async () => {
    const path = join(await temporaryDirectory(), 'x.parquet');
    await writeParquet(
      [{ sequenceInformation: { totalReadCount: 2 ** 60, totalBaseCount: 2n ** 63n - 1n } }],
      path,
    );
    expect(await query(`SELECT sequenceInformation.* FROM '${path}'`)).toMatchObject([
      { totalReadCount: String(2n ** 60n), totalBaseCount: String(2n ** 63n - 1n) },
    ]);
  });

  it.each([
    [{ sequenceInformation: { totalReadCount: 1.5 } }, /totalReadCount to be an integer/],
    [{ sequenceInformation: { totalReadCount: 2 ** 63 } }, /totalReadCount to fit in 64 bits, got /],
    [{ sequenceInformation: { totalReadCount: -(2 ** 64) } }, /totalReadCount to fit in 64 bits, got /],
    [{ creationTime: 'yesterday' }, /creationTime to be a time/],
  ])('rejects the value in %j and writes no file', async (row, message) => {
    const path = join(await temporaryDirectory(), 'x.parquet');
    await expect(writeParquet([row], path)).rejects.toThrow(message);
    await expect(query(`SELECT * FROM '${path}'`)).rejects.toThrow();
  });

  it('starts over after an interruption and says so, and does not write a finished file again', async () => {
    const path = join(await temporaryDirectory(), 'x.parquet');
    const checkpoint = fileCheckpointStore(`${path}.checkpoint`);
    const faults = { kind: 'access-denied', page: 2 } as const;
    const stores = [{ id: STORE, readSets: generateReadSets({ count: 150, seed: 1 }) }];
    await withEmulator({ stores, faults }, async ({ config, emulator }) => {
      const write = async () =>
        writeParquet(inventory({ ...config, resume: await checkpoint.load() }), path, { checkpoint });
      await expect(write()).rejects.toMatchObject({ code: 'REQUEST_FAILED' });
      expect(await write()).toMatchObject({ rows: 150, startedOver: true });
      expect(await query(`SELECT count(DISTINCT id) n FROM '${path}'`)).toEqual([{ n: '150' }]);
      const requests = emulator.count();
      expect(await write()).toEqual({ path, rows: 150, bytes: (await stat(path)).size });
      expect(emulator.count()).toBe(requests);
    });
  });

  it('reports every invalid option in one error', () => {
    expect(() => parquetFormat({ columns: ['id', 'etag.source1'], rowGroupRows: 0 })).toThrow(
      InvalidOptionError,
    );
    expect(() => parquetFormat({ columns: ['id', 'etag.source1'], rowGroupRows: 0 })).toThrow(
      /columns.*"etag\.source1".*rowGroupRows/,
    );
    expect(() => parquetFormat({ columns: [] })).toThrow(/at least one column/);
    expect(() => parquetFormat({ columns: 'id' as never })).toThrow(/`columns` to be an array .* got "id"/);
    expect(() => parquetFormat({ rowGroupRow: 5 } as never)).toThrow(/got `rowGroupRow`/);
    expect(() => parquetFormat(null as never)).toThrow(/`options` to be an object, got null/);
  });

  it('writes the same rows as NDJSON, to a file and to a partitioned directory', async () => {
    const directory = await temporaryDirectory();
    const stores = [1, 2, 3].map((n) => ({
      id: `100000000${n}`,
      readSets: generateReadSets({ count: 150 * n, seed: n }),
    }));
    await withEmulator(
      { stores: [...stores, { id: '1000000004', readSets: [readSet(1)] }] },
      async ({ config }) => {
        const [ndjson, parquet, parts] = ['a.ndjson.gz', 'a.parquet', 'parts'].map((name) =>
          join(directory, name),
        );
        await writeNdjson(inventory(config), ndjson!);
        await writeParquet(inventory(config), parquet!, { rowGroupRows: 100 });
        const format = parquetFormat({ rowGroupRows: 40 });
        const { files, rows } = await writePartitioned(inventory(config), parts!, {
          format,
          bufferedRows: 64,
        });
        expect([files.length, rows]).toEqual([4, 901]);
        const sum = `count(*) n, count(DISTINCT arn) arns, sum(sequenceInformation.totalBaseCount)::VARCHAR bases,
        count(name) named, count(etag.source2) twos, epoch_ms(min(creationTime)) earliest, count(DISTINCT status) states`;
        const expected = await query(`SELECT ${sum} FROM read_json('${ndjson!}')`);
        expect(expected).toMatchObject([{ n: '901' }]);
        expect(await query(`SELECT ${sum} FROM '${parquet!}'`)).toEqual(expected);
        const partitioned = `read_parquet('${parts!}/*/*/*.parquet', hive_partitioning = true)`;
        expect(await query(`SELECT ${sum} FROM ${partitioned}`)).toEqual(expected);
        expect(
          await query(
            `SELECT region, sequence_store_id::VARCHAR store, count(*) n FROM ${partitioned}
           WHERE sequence_store_id::VARCHAR = sequenceStoreId GROUP BY ALL ORDER BY store`,
          ),
        ).toEqual(
          ['150', '300', '450', '1'].map((n, i) => ({ region: 'us-east-1', store: `100000000${i + 1}`, n })),
        );
      },
    );
  });
});

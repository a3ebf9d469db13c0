import { readdir, readFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  fileCheckpointStore,
  filter,
  HealthOmicsStreamsError,
  inventory,
  listReadSets,
  map,
  writePartitioned,
} from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { pathInside } from '../../src/files/path-inside.js';
import { errorOf, readSets, storeId, storesOf } from '../support/read-sets.js';
import { answer, withRawServer } from '../support/raw-server.js';
import { FAST, withEmulator } from '../support/with-emulator.js';
import { query, temporaryDirectory } from './support.js';

const filesIn = async (directory: string): Promise<string[]> =>
  (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();

const fileOf = (store: number, name = 'read-sets.ndjson'): string =>
  join('region=us-east-1', `sequence_store_id=${storeId(store)}`, name);

const placeFile = async (directory: string, path: string): Promise<void> => {
  await mkdir(join(directory, path, '..'), { recursive: true });
  await writeFile(join(directory, path), '{"id":"old"}\n');
};

describe('writePartitioned', () => {
  it.each(['ndjson', 'csv'] as const)(
    'writes one file per store, which DuckDB reads as one table (%s)',
    async (format) => {
      const directory = await temporaryDirectory();
      await withEmulator({ stores: storesOf(250, 3, 120) }, async ({ config }) => {
        const written = await writePartitioned(inventory(config), directory, {
          format,
          gzip: true,
          bufferedRows: 50,
        });
        expect(written).toMatchObject({ directory, rows: 373 });
        expect(await filesIn(directory)).toEqual([0, 1, 2].map((n) => fileOf(n, `read-sets.${format}.gz`)));
        expect(written.files.map(({ path }) => path).sort()).toEqual(await filesIn(directory));
        const reader = format === 'csv' ? 'read_csv' : 'read_json';
        expect(
          await query(
            `SELECT region, sequence_store_id::VARCHAR store, count(DISTINCT id) n
           FROM ${reader}('${directory}/*/*/*.gz', hive_partitioning = true) GROUP BY ALL ORDER BY store`,
          ),
        ).toEqual([250, 3, 120].map((n, i) => ({ region: 'us-east-1', store: storeId(i), n: String(n) })));
      });
    },
  );

  it('keeps the files of complete stores and the existing files of all others if the source fails', async () => {
    const directory = await temporaryDirectory();
    await placeFile(directory, fileOf(1));
    const faults = { kind: 'access-denied', sequenceStoreId: storeId(1), page: 2 } as const;
    await withEmulator({ stores: storesOf(150, 150, 150), faults }, async ({ config }) => {
      const run = inventory({ ...config, order: 'input' });
      expect(await errorOf(writePartitioned(run, directory))).toMatchObject({ code: 'REQUEST_FAILED' });
    });
    expect(await filesIn(directory)).toEqual([fileOf(0), fileOf(1)]);
    expect(await readFile(join(directory, fileOf(1)), 'utf8')).toBe('{"id":"old"}\n');
    expect((await readFile(join(directory, fileOf(0)), 'utf8')).split('\n')).toHaveLength(151);
  });

  it('keeps the existing file of a store that fails under onStoreError continue', async () => {
    const directory = await temporaryDirectory();
    const faults = { kind: 'access-denied', sequenceStoreId: storeId(0), page: 2 } as const;
    await withEmulator({ stores: storesOf(150, 20), faults }, async ({ config }) => {
      const written = await writePartitioned(inventory({ ...config, onStoreError: 'continue' }), directory);
      expect(written.rows).toBe(20);
    });
    expect(await filesIn(directory)).toEqual([fileOf(1)]);
  });

  it('removes the file of a store that turned out to be empty, and keeps those of unlisted stores', async () => {
    const directory = await temporaryDirectory();
    for (const store of [0, 1, 7]) await placeFile(directory, fileOf(store));
    await withEmulator({ stores: storesOf(0, 5) }, async ({ config }) => {
      await writePartitioned(inventory(config), directory);
      expect(await filesIn(directory)).toEqual([fileOf(1), fileOf(7)]);
      const run = inventory(config);
      await writePartitioned(run.pipe(filter(() => false)), directory, { run });
      expect(await filesIn(directory)).toEqual([fileOf(7)]);
    });
  });

  it('does not count a store as complete if an operator failed on its last row', async () => {
    const directory = await temporaryDirectory();
    await placeFile(directory, fileOf(0));
    await withEmulator({ stores: storesOf(150) }, async ({ config }) => {
      const run = inventory(config);
      let count = 0;
      const failing = run.pipe(
        map((readSet) => {
          if (++count === 150) throw new Error('operator');
          return readSet;
        }),
      );
      expect(await errorOf(writePartitioned(failing, directory, { run }))).toMatchObject({
        message: 'operator',
      });
    });
    expect(await readFile(join(directory, fileOf(0)), 'utf8')).toBe('{"id":"old"}\n');
  });

  it('writes only the stores that were listed to the end before the limit was reached', async () => {
    const directory = await temporaryDirectory();
    for (const store of [0, 1]) await placeFile(directory, fileOf(store));
    await withEmulator({ stores: storesOf(20, 300) }, async ({ config }) => {
      await writePartitioned(inventory({ ...config, order: 'input' }, { limit: 150 }), directory);
    });
    expect((await readFile(join(directory, fileOf(0)), 'utf8')).split('\n')).toHaveLength(21);
    expect(await readFile(join(directory, fileOf(1)), 'utf8')).toBe('{"id":"old"}\n');
    expect(await filesIn(directory)).toEqual([fileOf(0), fileOf(1)]);
  });

  it('resumes after complete stores without touching their files, but not in the middle of a store', async () => {
    const directory = await temporaryDirectory();
    await withEmulator({ stores: storesOf(20, 120) }, async ({ config }) => {
      const settings = { ...config, order: 'input' } as const;
      const after = async (count: number) => {
        const run = inventory(settings);
        let taken = 0;
        for await (const readSet of run) if (readSet.id !== '' && ++taken === count) return run.checkpoint();
        return run.checkpoint();
      };
      await writePartitioned(inventory(settings), directory);
      const middle = await after(60);
      expect(() => writePartitioned(inventory({ ...settings, resume: middle }), directory)).toThrow(
        /another output\. It resumes store \d+ after 40 read sets, which the store's file would lack\./,
      );
      await placeFile(directory, fileOf(0));
      const run = inventory({ ...settings, resume: await after(Infinity) });
      expect(await writePartitioned(run, directory)).toMatchObject({ rows: 0, files: [] });
    });
    expect(await filesIn(directory)).toEqual([fileOf(0), fileOf(1)]);
    expect(await readFile(join(directory, fileOf(0)), 'utf8')).toBe('{"id":"old"}\n');
    expect((await readFile(join(directory, fileOf(1)), 'utf8')).split('\n')).toHaveLength(121);
  });

  it('removes nothing outside its directory, whatever the id of an empty store', async () => {
    const directory = await temporaryDirectory();
    await placeFile(directory, 'victim/read-sets.ndjson');
    const body = JSON.stringify({ sequenceStores: [{ id: '../../../victim', arn: 'a' }], readSets: [] });
    await withRawServer(
      (response) => answer(response, body),
      async ({ client }) => {
        const error = await errorOf(
          writePartitioned(inventory({ client, ...FAST }), join(directory, 'table')),
        );
        expect(error).toBeInstanceOf(HealthOmicsStreamsError);
      },
    );
    expect(await filesIn(directory)).toEqual(['victim/read-sets.ndjson']);
  });

  it.each(['', '.', '..', '../x', 'a/b', '/etc/passwd', 'a\\b', 'a\0'])(
    'builds no path from the name %j',
    (name) => {
      expect(() => pathInside('table', 'region=us-east-1', name)).toThrow(/not the name of a file in it/);
    },
  );

  it('resumes by store: leaves complete stores alone, and reads the others from their start', async () => {
    const directory = await temporaryDirectory();
    const table = join(directory, 'table');
    const checkpoint = fileCheckpointStore(join(directory, 'table.checkpoint'));
    const fault = { kind: 'access-denied', sequenceStoreId: storeId(1), page: 2 } as const;
    await withEmulator({ stores: storesOf(20, 150, 30), faults: fault }, async ({ config, emulator }) => {
      const start = async () => inventory({ ...config, order: 'input', resume: await checkpoint.load() });
      expect(await errorOf(writePartitioned(await start(), table, { checkpoint }))).toMatchObject({
        code: 'REQUEST_FAILED',
      });
      expect(await filesIn(table)).toEqual([fileOf(0)]);
      expect(await checkpoint.load()).toMatchObject({
        complete: false,
        stores: [{ sequenceStoreId: storeId(0), readSets: 20 }],
        splits: [],
        output: { path: table, rows: 20 },
      });
      const written = await writePartitioned(await start(), table, { checkpoint });
      expect(written).toMatchObject({ rows: 200, files: [{ rows: 150 }, { rows: 30 }] });
      expect(await filesIn(table)).toEqual([0, 1, 2].map((store) => fileOf(store)));
      const requests = emulator.count();
      expect(await writePartitioned(await start(), table, { checkpoint })).toMatchObject({
        rows: 200,
        bytes: written.bytes,
        files: [],
      });
      expect(emulator.count()).toBe(requests);
      const another = { code: 'CHECKPOINT', problem: 'output-mismatch' };
      expect(await errorOf(writePartitioned(await start(), directory, { checkpoint }))).toMatchObject(
        another,
      );
      expect(
        await errorOf(writePartitioned(await start(), table, { checkpoint, format: 'csv' })),
      ).toMatchObject(another);
    });
  });

  it('writes rows of any source, and counts every store as complete at its end', async () => {
    const directory = await temporaryDirectory();
    await withEmulator({ stores: storesOf(150) }, async ({ config }) => {
      await writePartitioned(listReadSets(config, { sequenceStoreId: storeId(0) }), directory);
    });
    const rows = [
      { id: '1', sequenceStoreId: storeId(8), region: 'eu-west-1', sequence_store_id: 'x' },
      { id: '2', sequenceStoreId: storeId(8) },
    ];
    await writePartitioned(rows, directory, { region: 'eu-west-1' });
    const other = join('region=eu-west-1', `sequence_store_id=${storeId(8)}`, 'read-sets.ndjson');
    expect(await filesIn(directory)).toEqual([other, fileOf(0)]);
    expect(await readFile(join(directory, other), 'utf8')).toBe(
      rows.map(({ id, sequenceStoreId }) => `${JSON.stringify({ id, sequenceStoreId })}\n`).join(''),
    );
  });

  it.each([
    [{ id: '1' }, /no valid sequenceStoreId/],
    [{ sequenceStoreId: '../../etc', region: 'us-east-1' }, /no valid sequenceStoreId/],
    [{ sequenceStoreId: '1234567890' }, /no valid Region in `region` or `arn`/],
    [{ sequenceStoreId: '1234567890', region: '../x' }, /no valid Region in `region` or `arn`/],
  ])('rejects a row without a store or a Region, %j, and writes no file', async (row, message) => {
    const directory = await temporaryDirectory();
    const source = [{ ...readSets(1)[0], sequenceStoreId: '1234567890', region: 'us-east-1' }, row];
    expect(await errorOf(writePartitioned(source, directory))).toMatchObject({
      code: 'OUTPUT_FAILED',
      message: expect.stringMatching(message),
    });
    expect(await filesIn(directory)).toEqual([]);
  });

  it('refuses invalid options at the call, all at once', () => {
    expect(() => writePartitioned([], '', { format: 'xml', bufferedRows: 0, gzip: 1 } as never)).toThrow(
      /`directory`.*`format`.*`gzip`.*`bufferedRows`/,
    );
  });
});

import { readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { OmicsClient } from '@aws-sdk/client-omics';
import {
  fileCheckpointStore,
  filter,
  inventory,
  map,
  tap,
  writeCsv,
  writeNdjson,
  writePartitioned,
  type Checkpoint,
  type CheckpointStore,
} from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { errorOf, storesOf } from '../support/read-sets.js';
import { withEmulator, type Setting } from '../support/with-emulator.js';
import { temporaryDirectory } from './support.js';

/** A store in memory that fails once it has saved `failAt` checkpoints. */
const memoryStore = (): CheckpointStore & { saved: Checkpoint[]; failAt: number } => {
  const store = {
    saved: [] as Checkpoint[],
    failAt: Infinity,
    load: () => Promise.resolve(store.saved.at(-1)),
    save: (checkpoint: Checkpoint) => {
      if (store.saved.length >= store.failAt) return Promise.reject(new Error('killed'));
      store.saved.push(structuredClone(checkpoint));
      return Promise.resolve();
    },
  };
  return store;
};

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1).sort();
const STORES = { stores: storesOf(350, 120) };

describe('a resumable output', () => {
  it('lists failed stores again when it is resumed, until the file is complete', async () => {
    const path = join(await temporaryDirectory(), 'out.ndjson');
    const stores = storesOf(250, 120);
    const [first, second] = stores.map(({ id }) => id);
    const faults = [
      { kind: 'access-denied', sequenceStoreId: first ?? '', page: 2, times: 1 },
      { kind: 'access-denied', sequenceStoreId: second ?? '', page: 1, times: 2 },
    ] as const;
    await withEmulator({ stores, faults }, async ({ config, emulator }) => {
      const checkpoint = fileCheckpointStore(`${path}.checkpoint`);
      const write = async (): Promise<number> => {
        const resume = await checkpoint.load();
        const run = inventory({ ...config, onStoreError: 'continue', resume });
        return (await writeNdjson(run, path, { checkpoint })).rows;
      };
      expect(await errorOf(write())).toMatchObject({ failedStores: [first, second] });
      expect(await checkpoint.load()).toMatchObject({ complete: false, output: { rows: 100 } });
      expect(await errorOf(write())).toMatchObject({ failedStores: [second] });
      expect(await write()).toBe(370);
      const whole = join(dirname(path), 'whole');
      await writeNdjson(inventory(config), whole);
      expect(linesOf(await readFile(path, 'utf8'))).toEqual(linesOf(await readFile(whole, 'utf8')));
      expect(emulator.count('ListSequenceStores')).toBe(2); // the resumed runs know the stores
    });
  });

  it.each(['out.ndjson', 'out.ndjson.gz', 'out.csv', 'out.csv.gz'])(
    'has each row exactly once in %s, wherever the run was killed',
    async (name) => {
      const directory = await temporaryDirectory();
      await withEmulator(STORES, async ({ config }) => {
        const path = join(directory, name);
        const write = name.includes('csv') ? writeCsv : writeNdjson;
        const whole = join(directory, `whole-${name}`);
        await write(inventory(config), whole);
        for (let failAt = 1; failAt < 12; failAt += 1) {
          await rm(path, { force: true });
          const store = memoryStore();
          let rows: number | undefined;
          for (let run = 0; rows === undefined; run += 1) {
            store.failAt = run === 0 ? failAt : store.saved.length + 40 * run;
            const resumed = inventory({ ...config, resume: await store.load() });
            const options = { checkpoint: store, checkpointEveryMs: 0 };
            rows = await write(resumed, path, options).then(
              (written) => written.rows,
              () => undefined,
            );
          }
          const [got, expected] = await Promise.all([path, whole].map((file) => readFile(file)));
          const text = (bytes: Buffer): string[] =>
            linesOf((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
          expect(rows).toBe(470);
          expect(text(got!)).toEqual(text(expected!));
          expect(store.saved.at(-1)).toMatchObject({ complete: true, output: { rows: 470, finished: true } });
        }
      });
    },
  );

  /** Starts a run that fails after some rows, and returns its file and checkpoint. */
  const failedRun = async ({ config }: Setting) => {
    const path = join(await temporaryDirectory(), 'out.ndjson');
    const store = fileCheckpointStore(`${path}.checkpoint`);
    const run = inventory(config);
    let rows = 0;
    const failing = run.pipe(
      map((readSet) => {
        if (++rows > 200) throw new Error('operator');
        return readSet;
      }),
    );
    await errorOf(writeNdjson(failing, path, { checkpoint: store, run, checkpointEveryMs: 0 }));
    const resume = await store.load();
    return { path, store, resume, checkpoint: { checkpoint: store } };
  };

  it('saves a checkpoint up to the last row when the source fails', async () => {
    await withEmulator({ ...STORES, faults: { kind: 'access-denied', page: 2 } }, async ({ config }) => {
      const path = join(await temporaryDirectory(), 'out.ndjson');
      const store = memoryStore();
      await errorOf(writeNdjson(inventory({ ...config, order: 'input' }), path, { checkpoint: store }));
      expect(store.saved.map(({ output }) => output?.rows)).toEqual([0, 100]);
      expect(linesOf(await readFile(`${path}.partial`, 'utf8'))).toHaveLength(100);
    });
  });

  it.each(['before it passes the row on', 'after it passed the row on'])(
    'neither loses nor repeats a row if an operator fails %s',
    async (when) => {
      await withEmulator(STORES, async ({ config }) => {
        const path = join(await temporaryDirectory(), 'out.ndjson');
        const store = memoryStore();
        for (let failing = true, runs = 0; failing; runs += 1) {
          const run = inventory({ ...config, resume: await store.load() });
          const rows = (async function* () {
            let count = 0;
            for await (const readSet of run) {
              const fails = (count += 1) === 77 && runs < 3;
              if (fails && when.startsWith('before')) throw new Error('operator');
              yield readSet;
              if (fails) throw new Error('operator');
            }
          })();
          failing = await writeNdjson(rows, path, { checkpoint: store, run }).then(
            () => false,
            () => true,
          );
        }
        const lines = linesOf(await readFile(path, 'utf8'));
        expect([lines.length, new Set(lines).size]).toEqual([470, 470]);
      });
    },
  );

  it.each([0, 1, 2])('rejects at once on abort, even if save number %i never ends', async (hangAt) => {
    await withEmulator(STORES, async ({ config }) => {
      const path = join(await temporaryDirectory(), 'out.ndjson');
      const store = memoryStore();
      const controller = new AbortController();
      const reason = new Error('enough');
      const hanging: CheckpointStore = {
        load: () => store.load(),
        save: (checkpoint) => {
          if (store.saved.length < hangAt) return store.save(checkpoint);
          controller.abort(reason);
          return new Promise(() => undefined);
        },
      };
      // The last save marks the file as finished.
      const checkpointEveryMs = hangAt === 2 ? 0 : 3_600_000;
      const options = { checkpoint: hanging, checkpointEveryMs, signal: controller.signal };
      expect(await errorOf(writeNdjson(inventory(config), path, options))).toBe(reason);
      const rest = inventory({ ...config, resume: await store.load() });
      expect(await writeNdjson(rest, path, { checkpoint: store })).toMatchObject({ rows: 470 });
    });
  });

  it('refuses another path or format, other fields, and missing rows, and changes nothing', async () => {
    await withEmulator(STORES, async (setting) => {
      const { path, resume, checkpoint } = await failedRun(setting);
      const run = () => inventory({ ...setting.config, resume });
      const before = await readFile(`${path}.partial`);
      const another = { code: 'CHECKPOINT', problem: 'output-mismatch' };
      expect(await errorOf(writeNdjson(run(), `${path}2`, checkpoint))).toMatchObject(another);
      expect(await errorOf(writeNdjson(run(), `${path}.gz`, checkpoint))).toMatchObject(another);
      expect(await errorOf(writeCsv(run(), path, checkpoint))).toMatchObject({
        ...another,
        message: expect.stringMatching(/Its rows are written as ndjson, not as csv of id,arn/),
      });
      expect(await errorOf(writeNdjson(run(), path, { ...checkpoint, fields: ['id'] }))).toMatchObject(
        another,
      );
      expect(() => writeNdjson(run(), `${path}2`)).toThrow(
        /rows are in .*out\.ndjson\. Without the option `checkpoint`/,
      );
      expect(await readFile(`${path}.partial`)).toEqual(before);

      await truncate(`${path}.partial`, 10);
      expect(await errorOf(writeNdjson(run(), path, checkpoint))).toMatchObject({
        problem: 'output-missing',
        message: expect.stringMatching(
          /out\.ndjson\.partial has 10 bytes; it should have at least \d+ bytes/,
        ),
      });
      await rm(`${path}.partial`);
      expect(await errorOf(writeNdjson(run(), path, checkpoint))).toMatchObject({
        problem: 'output-missing',
        message: expect.stringMatching(/partial is missing; it should have/),
      });
    });
  });

  it.each(['out.ndjson', 'out.csv.gz'])(
    'refuses %s if a byte before the end of the checkpoint was changed, and changes nothing',
    async (name) => {
      await withEmulator(STORES, async ({ config }) => {
        const path = join(await temporaryDirectory(), name);
        const write = name.includes('csv') ? writeCsv : writeNdjson;
        const store = memoryStore();
        const first = inventory(config);
        let rows = 0;
        const failing = first.pipe(
          tap(() => {
            if ((rows += 1) > 200) throw new Error('operator');
          }),
        );
        await errorOf(write(failing, path, { checkpoint: store, run: first }));
        const written = await readFile(`${path}.partial`);
        const covered = store.saved.at(-1)?.output?.bytes ?? 0;
        const again = async () =>
          write(inventory({ ...config, resume: await store.load() }), path, { checkpoint: store });
        for (const position of [0, covered >> 1, covered - 1]) {
          const edited = Buffer.from(written);
          edited[position]! ^= 1;
          await writeFile(`${path}.partial`, edited);
          expect(await errorOf(again())).toMatchObject({
            code: 'CHECKPOINT',
            problem: 'output-changed',
            message: expect.stringMatching(/first \d+ bytes of .*\.partial differ from those written/),
          });
          expect(await readFile(`${path}.partial`)).toEqual(edited);
        }
        await writeFile(`${path}.partial`, written);
        expect(await again()).toMatchObject({ rows: 470 });
        const whole = await readFile(path);
        whole[100]! ^= 1;
        await writeFile(path, whole);
        expect(await errorOf(again())).toMatchObject({ problem: 'output-missing' });
      });
    },
  );

  it('refuses a checkpoint with delivered read sets but no file', async () => {
    await withEmulator(STORES, async ({ config }) => {
      const first = inventory(config);
      for await (const readSet of first) if (readSet.id !== '') break;
      const path = join(await temporaryDirectory(), 'out.ndjson');
      const resumed = inventory({ ...config, resume: first.checkpoint() });
      expect(await errorOf(writeNdjson(resumed, path, { checkpoint: memoryStore() }))).toMatchObject({
        problem: 'output-mismatch',
        message: expect.stringMatching(/counts read sets as delivered \(1\), but names no file/),
      });
    });
  });

  it('only renames the file, without a request, if the run was killed around the last rename', async () => {
    await withEmulator(STORES, async ({ config, emulator }) => {
      const path = join(await temporaryDirectory(), 'out.ndjson');
      const store = memoryStore();
      const { bytes } = await writeNdjson(inventory(config), path, { checkpoint: store });
      const requests = emulator.count();
      for (const killedBefore of [true, false]) {
        if (killedBefore) await rename(path, `${path}.partial`);
        const again = inventory({ ...config, resume: await store.load() });
        expect(await writeNdjson(again, path, { checkpoint: store })).toEqual({ path, rows: 470, bytes });
        expect(linesOf(await readFile(path, 'utf8'))).toHaveLength(470);
      }
      expect(emulator.count()).toBe(requests);
      await writeFile(path, 'something else\n');
      const again = inventory({ ...config, resume: await store.load() });
      expect(await errorOf(writeNdjson(again, path, { checkpoint: store }))).toMatchObject({
        problem: 'output-missing',
      });
    });
  });

  it('accepts rows through operators that hold nothing back', async () => {
    await withEmulator(STORES, async ({ config }) => {
      const path = join(await temporaryDirectory(), 'out.ndjson');
      const run = inventory(config);
      const rows = run.pipe(
        filter(({ id }) => id?.endsWith('7') === true),
        map(({ id }) => ({ id })),
      );
      expect(await writeNdjson(rows, path, { checkpoint: memoryStore(), run })).toMatchObject({ rows: 47 });
    });
  });

  it('refuses a checkpoint for a stream and without an inventory, and an inventory that saves its own', () => {
    const checkpoint = memoryStore();
    expect(() => writeNdjson([], 'out', { checkpoint })).toThrow(/Expected `run`/);
    const run = inventory({ client: new OmicsClient({ region: 'us-east-1' }), checkpoint });
    const own =
      /`run` to be an inventory that saves no checkpoints itself \(pass `checkpoint` to the sink instead\)/;
    expect(() => writeNdjson(run, 'out', { checkpoint })).toThrow(own);
    expect(() => writeNdjson(run, 'out')).toThrow(own);
    expect(() => writePartitioned(run, 'out')).toThrow(own);
    expect(() => writeNdjson([], process.stdout, { checkpoint })).toThrow(/Expected `target` to be a path/);
  });
});

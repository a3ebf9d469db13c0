import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import {
  fileCheckpointStore,
  inventory,
  writeNdjson,
  writePartitioned,
  type CheckpointStore,
  type IncompleteOutput,
} from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { errorOf, storeId, storesOf } from '../support/read-sets.js';
import { settle } from '../support/tracked-source.js';
import { withEmulator } from '../support/with-emulator.js';
import { temporaryDirectory } from './support.js';

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

/** A directory with a file that nothing may change. */
const withVictim = async () => {
  const directory = await temporaryDirectory();
  const victim = join(directory, 'victim');
  await writeFile(victim, 'precious\n');
  const isUnchanged = async (): Promise<boolean> => (await readFile(victim, 'utf8')) === 'precious\n';
  return { directory, victim, isUnchanged, path: join(directory, 'out') };
};

describe('a partial file', () => {
  it.each([0o600, 0o640, 0o666])(
    'has the permissions of its file from the first row on: %o',
    async (mode) => {
      const path = join(await temporaryDirectory(), 'out');
      await writeFile(path, 'old\n');
      await chmod(path, mode);
      const source = (async function* () {
        expect(await modeOf(`${path}.partial`)).toBe(mode.toString(8));
        yield { n: 1 };
        throw new Error('source');
      })();
      expect(await errorOf(writeNdjson(source, path))).toMatchObject({ message: 'source' });
      expect(await modeOf(`${path}.partial`)).toBe(mode.toString(8));
      await writeNdjson([{ n: 1 }], path);
      expect(await modeOf(path)).toBe(mode.toString(8));
    },
  );

  it('gets the permissions of its file when it is continued, and its checkpoint is private', async () => {
    await withEmulator({ stores: storesOf(150) }, async ({ config }) => {
      const path = join(await temporaryDirectory(), 'out');
      await writeFile(path, 'old\n');
      const file = fileCheckpointStore(`${path}.checkpoint`);
      let saved = 0;
      const checkpoint: CheckpointStore = {
        load: () => file.load(),
        save: async (each) => (++saved > 2 ? Promise.reject(new Error('killed')) : file.save(each)),
      };
      await errorOf(writeNdjson(inventory(config), path, { checkpoint, checkpointEveryMs: 0 }));
      expect(await modeOf(`${path}.checkpoint`)).toBe('600');
      await chmod(path, 0o600);
      await chmod(`${path}.checkpoint`, 0o644);
      const run = inventory({ ...config, resume: await file.load() });
      expect(await writeNdjson(run, path, { checkpoint: file })).toMatchObject({ rows: 150 });
      expect([await modeOf(path), await modeOf(`${path}.checkpoint`)]).toEqual(['600', '600']);
    });
  });

  it('has the permissions of the file of its store in a partitioned directory', async () => {
    const directory = await temporaryDirectory();
    const folder = join(directory, 'region=us-east-1', `sequence_store_id=${storeId(0)}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'read-sets.ndjson'), 'old\n', { mode: 0o600 });
    const row = { region: 'us-east-1', sequenceStoreId: storeId(0) };
    const rows = (async function* () {
      yield row;
      await settle();
      expect(await modeOf(join(folder, '_read-sets.ndjson.partial'))).toBe('600');
    })();
    await writePartitioned(rows, directory, { bufferedRows: 1 });
    expect(await modeOf(join(folder, 'read-sets.ndjson'))).toBe('600');
  });

  it.each(['out.partial', 'out.checkpoint.partial'])(
    'replaces a symbolic link of its name, %s, and never follows it',
    async (name) => {
      const { directory, victim, isUnchanged, path } = await withVictim();
      await symlink(victim, join(directory, name));
      await withEmulator({ stores: storesOf(20) }, async ({ config }) => {
        const checkpoint = fileCheckpointStore(`${path}.checkpoint`);
        await writeNdjson(inventory(config), path, { checkpoint });
      });
      expect(await isUnchanged()).toBe(true);
      expect((await lstat(path)).isFile()).toBe(true);
      expect((await readdir(directory)).sort()).toEqual(['out', 'out.checkpoint', 'victim']);
    },
  );

  it('is not continued if it is a symbolic link', async () => {
    const { directory, victim, isUnchanged, path } = await withVictim();
    await withEmulator({ stores: storesOf(150) }, async ({ config }) => {
      const checkpoint = fileCheckpointStore(`${path}.checkpoint`);
      await writeNdjson(inventory(config), path, { checkpoint });
      await rm(path);
      await symlink(victim, `${path}.partial`);
      const run = inventory({ ...config, resume: await checkpoint.load() });
      expect(await errorOf(writeNdjson(run, path, { checkpoint }))).toMatchObject({
        problem: 'output-missing',
        message: expect.stringMatching(/out\.partial is a symbolic link; it should have/),
      });
    });
    expect(await isUnchanged()).toBe(true);
    expect((await readdir(directory)).sort()).toEqual(['out.checkpoint', 'out.partial', 'victim']);
  });

  it('is created anew for a store of a partitioned directory, even if a link has its name', async () => {
    const { directory, victim, isUnchanged } = await withVictim();
    const folder = join(directory, 'region=us-east-1', `sequence_store_id=${storeId(0)}`);
    await mkdir(folder, { recursive: true });
    await symlink(victim, join(folder, '_read-sets.ndjson.partial'));
    await writePartitioned([{ region: 'us-east-1', sequenceStoreId: storeId(0) }], directory);
    expect(await isUnchanged()).toBe(true);
    expect((await lstat(join(folder, 'read-sets.ndjson'))).isFile()).toBe(true);
  });
});

describe('a symbolic link as output', () => {
  it.each([
    ['an existing file', 'there/new', 'old\n'],
    ['a file that does not exist yet', 'there/new', undefined],
    ['another link to such a file', 'link', undefined],
  ])('stays, and %s behind it is written', async (_, to, content) => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, 'there'));
    await symlink('there/../there/new', join(directory, 'link'));
    if (content !== undefined) await writeFile(join(directory, to), content);
    await symlink(to, join(directory, 'out'));
    await writeNdjson([{ n: 1 }], join(directory, 'out'));
    expect(await readlink(join(directory, 'out'))).toBe(to);
    expect(await readFile(join(directory, 'there/new'), 'utf8')).toBe('{"n":1}\n');
    expect(await readdir(join(directory, 'there'))).toEqual(['new']);
  });

  it.each([
    ['into a missing directory', 'none/new', /Cannot write .*out: there is no directory .*none\.$/],
    ['to itself', 'out', /Cannot write .*out: .*(symbolic links|ELOOP)/],
  ])('stays and is refused if it leads %s', async (_, to, message) => {
    const directory = await temporaryDirectory();
    await symlink(to, join(directory, 'out'));
    const error = await errorOf(writeNdjson([{ n: 1 }], join(directory, 'out')));
    expect(error).toMatchObject({ code: 'OUTPUT_FAILED', message: expect.stringMatching(message) });
    expect(await readdir(directory)).toEqual(['out']);
  });
});

describe('a file that two runs write at the same time', () => {
  /** Rows that stop after each one until the test calls `next`. */
  const steps = () => {
    const waiting: (() => void)[] = [];
    const rows = async function* (name: string) {
      for (let n = 0; n < 2; n += 1) {
        yield { name, n };
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    };
    const next = async (): Promise<void> => {
      while (waiting.length === 0) await settle();
      waiting.shift()?.();
    };
    return { rows, next };
  };

  it('is the file of the run that started last, and the other run fails', async () => {
    const path = join(await temporaryDirectory(), 'out');
    const [first, second] = [steps(), steps()];
    const one = errorOf(writeNdjson(first.rows('one'), path));
    await first.next();
    const two = writeNdjson(second.rows('two'), path);
    await second.next();
    await first.next();
    expect(await one).toMatchObject({
      message: `Cannot write ${path}: ${path}.partial was replaced; another run may be writing to it.`,
    });
    await second.next();
    await two;
    expect(await readFile(path, 'utf8')).toBe('{"name":"two","n":0}\n{"name":"two","n":1}\n');
    expect(await readdir(join(path, '..'))).toEqual(['out']);
  });

  it('stays unchanged if both runs continue the same partial file, and both fail', async () => {
    await withEmulator({ stores: storesOf(250) }, async ({ config }) => {
      const path = join(await temporaryDirectory(), 'out');
      await writeFile(path, 'old\n');
      const checkpoint = fileCheckpointStore(`${path}.checkpoint`);
      const first = inventory(config);
      await errorOf(writeNdjson(failAfter(first, 100), path, { checkpoint, run: first }));
      const resume = await checkpoint.load();
      const covered = await readFile(`${path}.partial`, 'utf8');
      let [reading, release] = [2, (): void => undefined];
      const bothRead = new Promise<void>((resolve) => (release = resolve));
      const runs = [1, 2].map(() => {
        const run = inventory({ ...config, resume });
        const rows = (async function* () {
          yield* run;
          if ((reading -= 1) === 0) release();
          await bothRead;
        })();
        return errorOf(writeNdjson(rows, path, { checkpoint, run, checkpointEveryMs: 3_600_000 }));
      });
      for (const error of await Promise.all(runs)) {
        expect(error).toMatchObject({
          message: expect.stringMatching(/out\.partial has \d+ bytes instead of \d+; another run may be/),
        });
      }
      expect(await readFile(path, 'utf8')).toBe('old\n');
      const run = inventory({ ...config, resume: await checkpoint.load() });
      expect(await writeNdjson(run, path, { checkpoint })).toMatchObject({ rows: 250 });
      expect((await readFile(path, 'utf8')).startsWith(covered)).toBe(true);
    });
  });

  it('is not blamed on another run if the directory was removed', async () => {
    const directory = join(await temporaryDirectory(), 'removed');
    await mkdir(directory);
    const path = join(directory, 'out');
    const rows = (async function* () {
      yield { n: 1 };
      await rm(directory, { recursive: true });
    })();
    let incomplete: IncompleteOutput | undefined;
    const onIncomplete = (output: IncompleteOutput) => (incomplete = output);
    expect(await errorOf(writeNdjson(rows, path, { onIncomplete }))).toMatchObject({
      message: `Cannot write ${path}: ${path}.partial was removed while it was being written.`,
    });
    expect(incomplete).toEqual({ path, untouched: false, rows: 1 });
  });

  it('keeps the partial file of the other run if a run fails before its first row', async () => {
    const path = join(await temporaryDirectory(), 'out');
    const source = (async function* () {
      await rm(`${path}.partial`);
      await writeFile(`${path}.partial`, 'of another run\n');
      throw new Error('source');
      yield { n: 1 };
    })();
    expect(await errorOf(writeNdjson(source, path))).toMatchObject({ message: 'source' });
    expect(await readFile(`${path}.partial`, 'utf8')).toBe('of another run\n');
  });
});

async function* failAfter<T>(source: AsyncIterable<T>, items: number): AsyncGenerator<T, void, undefined> {
  let count = 0;
  for await (const item of source) {
    if ((count += 1) > items) throw new Error('operator');
    yield item;
  }
}

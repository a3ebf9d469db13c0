import type * as fs from 'node:fs/promises';
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileCheckpointStore, inventory } from 'healthomics-streams';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { withEmulator } from '../support/with-emulator.js';
import { errorOf } from '../support/read-sets.js';

vi.mock('node:fs/promises', { spy: true });
afterEach(() => {
  vi.resetAllMocks();
});

const temporary = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'checkpoint-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
};

it('loads what it saved last, and leaves nothing beside it', async () => {
  const directory = await temporary();
  const store = fileCheckpointStore(join(directory, 'a.checkpoint'));
  expect(await store.load()).toBeUndefined();
  await withEmulator({}, async ({ config }) => {
    await store.save(inventory(config, { limit: 1 }).checkpoint());
    const second = inventory(config, { limit: 2 }).checkpoint();
    await store.save(second);
    expect(await store.load()).toEqual(second);
  });
  expect(await readdir(directory)).toEqual(['a.checkpoint']);
});

it.each([
  ['damaged', 'half a file', '{"format":"healthomics-streams check'],
  ['damaged', 'another file', '{"a":1}'],
  ['damaged', 'an empty file', ''],
  ['newer-version', 'one of a later version', '{"format":"healthomics-streams checkpoint","version":9}'],
])('says of a file that it is %s: %s', async (problem, _, text) => {
  const path = join(await temporary(), 'bad.checkpoint');
  await writeFile(path, text);
  const error = await errorOf(fileCheckpointStore(path).load());
  expect(error).toMatchObject({ code: 'CHECKPOINT', problem, message: expect.stringContaining(path) });
});

it.each([
  ['a directory that is not there', 'none/a.checkpoint'],
  ['a name that a directory has', 'directory'],
])('names the path where it cannot save: %s', async (_, name) => {
  const directory = await temporary();
  await mkdir(join(directory, 'directory'));
  const path = join(directory, name);
  await withEmulator({}, async ({ config }) => {
    const error = await errorOf(fileCheckpointStore(path).save(inventory(config).checkpoint()));
    expect(error).toMatchObject({ problem: 'unsaved', message: expect.stringContaining(path) });
  });
});

it('has saved once the file has its name, though the directory cannot be forced to the disk', async () => {
  const directory = await temporary();
  const store = fileCheckpointStore(join(directory, 'a.checkpoint'));
  const { open: reallyOpen } = await vi.importActual<typeof fs>('node:fs/promises');
  let refused = 0;
  vi.mocked(open).mockImplementation(async (path, ...rest) => {
    if (path !== directory) return reallyOpen(path, ...rest);
    refused += 1;
    throw Object.assign(new Error('EINVAL: invalid argument'), { code: 'EINVAL' });
  });
  await withEmulator({}, async ({ config }) => {
    const checkpoint = inventory(config, { limit: 1 }).checkpoint();
    await store.save(checkpoint);
    expect(await store.load()).toEqual(checkpoint);
  });
  expect({ refused, files: await readdir(directory) }).toEqual({ refused: 1, files: ['a.checkpoint'] });
});

import type * as fs from 'node:fs/promises';
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { fileCheckpointStore, inventory } from 'healthomics-streams';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { SaveSchedule } from '../../src/run/checkpoint-store.js';
import { errorOf } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';

vi.mock('node:fs/promises', { spy: true });
afterEach(() => {
  vi.resetAllMocks();
});

const temporary = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'checkpoint-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
};

describe('fileCheckpointStore', () => {
  it('loads the checkpoint that was saved last, and leaves no other file in the directory', async () => {
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
    ['damaged', 'a truncated file', '{"format":"healthomics-streams check'],
    ['damaged', 'another file', '{"a":1}'],
    ['damaged', 'an empty file', ''],
    ['newer-version', 'a file of a later version', '{"format":"healthomics-streams checkpoint","version":9}'],
  ])('rejects a file as %s: %s', async (problem, _, text) => {
    const path = join(await temporary(), 'bad.checkpoint');
    await writeFile(path, text);
    const error = await errorOf(fileCheckpointStore(path).load());
    expect(error).toMatchObject({ code: 'CHECKPOINT', problem, message: expect.stringContaining(path) });
  });

  it.each([
    ['a missing directory', 'none/a.checkpoint'],
    ['the path of a directory', 'directory'],
  ])('names the path in the error if it cannot save: %s', async (_, name) => {
    const directory = await temporary();
    await mkdir(join(directory, 'directory'));
    const path = join(directory, name);
    await withEmulator({}, async ({ config }) => {
      const error = await errorOf(fileCheckpointStore(path).save(inventory(config).checkpoint()));
      expect(error).toMatchObject({ problem: 'unsaved', message: expect.stringContaining(path) });
    });
  });

  it('resolves once the file is renamed, even if the directory cannot be flushed to disk', async () => {
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
});

describe('SaveSchedule', () => {
  /** A schedule with a save every second, on a clock that moves only while a save runs and when the test says so. */
  const scheduled = () => {
    let nowMs = 5000;
    const pass = (ms: number): void => {
      nowMs += ms;
    };
    const schedule = new SaveSchedule(1000, () => nowMs);
    return { schedule, pass, save: (durationMs: number) => schedule.run(async () => pass(durationMs)) };
  };

  it('is due after its interval, until a checkpoint is saved', async () => {
    const { schedule, pass, save } = scheduled();
    pass(999);
    expect(schedule.isDue).toBe(false);
    pass(1);
    expect(schedule.isDue).toBe(true);
    await save(0);
    expect(schedule.isDue).toBe(false);
  });

  it.each([
    [0, 1000],
    [20, 1000],
    [21, 1050],
    [600, 30_000],
  ])('is due again %2$i ms after a save of %1$i ms', async (durationMs, dueMs) => {
    const { schedule, pass, save } = scheduled();
    await save(durationMs);
    pass(dueMs - 1);
    expect(schedule.isDue).toBe(false);
    pass(1);
    expect(schedule.isDue).toBe(true);
  });

  it('saves during at most 3 % of the time, however long each save takes', async () => {
    const durations = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(durations, fc.integer({ min: 1, max: 5000 }), async (savesMs, stepMs) => {
        const { schedule, pass, save } = scheduled();
        let [savingMs, otherMs] = [0, 0];
        const waitUntilDue = (): void => {
          for (; !schedule.isDue; otherMs += stepMs) pass(stepMs);
        };
        for (const durationMs of savesMs) {
          waitUntilDue();
          await save(durationMs);
          savingMs += durationMs;
        }
        waitUntilDue();
        expect(savingMs / (savingMs + otherMs)).toBeLessThanOrEqual(0.03);
      }),
    );
  });

  it('stays due after a save that fails, and rejects with its error', async () => {
    const { schedule, pass } = scheduled();
    pass(1000);
    const failure = new Error('full');
    expect(await errorOf(schedule.run(() => Promise.reject(failure)))).toBe(failure);
    expect(schedule.isDue).toBe(true);
  });

  it('is always due with an interval of 0 ms if saving takes no time', async () => {
    const schedule = new SaveSchedule(0, () => 0);
    await schedule.run(async () => undefined);
    expect(schedule.isDue).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { PeriodicSave } from '../../src/checkpoint/periodic-save.js';
import { errorOf } from '../support/read-sets.js';

describe('PeriodicSave', () => {
  /** One that is due every second, on a clock that only a save of so many milliseconds, or the test, moves on. */
  const started = (): {
    periodic: PeriodicSave;
    pass: (ms: number) => void;
    save: (tookMs: number) => Promise<void>;
  } => {
    let nowMs = 5000;
    const pass = (ms: number): void => {
      nowMs += ms;
    };
    const periodic = new PeriodicSave(1000, () => nowMs);
    return { periodic, pass, save: (tookMs) => periodic.run(async () => pass(tookMs)) };
  };

  it('is due after its time, until it is saved', async () => {
    const { periodic, pass, save } = started();
    pass(999);
    expect(periodic.isDue).toBe(false);
    pass(1);
    expect(periodic.isDue).toBe(true);
    await save(0);
    expect(periodic.isDue).toBe(false);
  });

  it.each([
    [0, 1000],
    [100, 1000],
    [101, 1010],
    [3000, 30_000],
  ])(
    'after a save of %i ms it is due in %i ms, so that a tenth of the time goes to saving at most',
    async (took, dueMs) => {
      const { periodic, pass, save } = started();
      await save(took);
      pass(dueMs - 1);
      expect(periodic.isDue).toBe(false);
      pass(1);
      expect(periodic.isDue).toBe(true);
    },
  );

  it('stays due where a save fails, and hands on what it failed with', async () => {
    const { periodic, pass } = started();
    pass(1000);
    const failure = new Error('full');
    expect(await errorOf(periodic.run(() => Promise.reject(failure)))).toBe(failure);
    expect(periodic.isDue).toBe(true);
  });

  it('is always due where it is every 0 ms and takes no time', async () => {
    const periodic = new PeriodicSave(0, () => 0);
    await periodic.run(async () => undefined);
    expect(periodic.isDue).toBe(true);
  });
});

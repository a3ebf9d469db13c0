import type { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { count, from, Inventory } from '../index.js';
import { Problems } from '../options/problems.js';
import { redrawnDisplay, type Display } from './display.js';
import { countView, reportView } from './progress-line.js';
import { redraw } from './redraw.js';

/** Options of {@link progress}. */
export interface ProgressOptions {
  /**
   * What draws it; each drawing takes the place of the one before, as of `tslab.newDisplay()`.
   *
   * @default tslab's, where this runs in a tslab notebook; else it is text on stderr
   */
  display?: Display | undefined;
}

/**
 * Shows a live line while `use` reads a run, and gives what `use` gives: a promise of an array, of a summary, of
 * anything. The line that stays says how it went, and names every store that could not be listed.
 *
 * Cells run one after the other, so what reads the run is part of the call: `await progress(run, toArray)`. Without
 * `use` an inventory is read to its end and nothing is kept of it.
 *
 * @example
 * ```ts
 * import { progress } from 'healthomics-streams/notebook';
 *
 * const run = inventory({ client });
 * const found = await progress(run, (readSets) => summarize(readSets, { by: ['status'] }));
 * console.log(found.readSets); // 250
 * ```
 */
export function progress<T, R>(
  run: AsyncIterable<T>,
  use: (stream: AsyncIterableX<T>) => R | PromiseLike<R>,
  options?: ProgressOptions,
): Promise<R>;
/** Reads an inventory to its end under a live line. How it went in full is `await run.report()`. */
export function progress(run: Inventory, options?: ProgressOptions): Promise<void>;
export function progress(
  run: AsyncIterable<unknown>,
  use: ((stream: AsyncIterableX<unknown>) => unknown) | ProgressOptions = {},
  options: ProgressOptions = {},
): Promise<unknown> {
  if (typeof use === 'object') return underLine(run, drain, use);
  return underLine(run, use, options);
}

/** Draws the line while `use` reads. */
async function underLine<T, R>(
  run: AsyncIterable<T>,
  use: (stream: AsyncIterableX<T>) => R | PromiseLike<R>,
  options: ProgressOptions,
): Promise<R> {
  const problems = new Problems();
  problems.iterable('run', run);
  problems.function('use', use);
  problems.members('options', options, ['display']);
  problems.throwIfAny();
  let came: number | undefined;
  const startedMs = performance.now();
  const counted = async function* (): AsyncGenerator<T, void, undefined> {
    came = 0;
    for await (const item of run) {
      came += 1;
      yield item;
    }
  };
  const inventory = run instanceof Inventory ? (run as AsyncIterableX<T> & Inventory) : undefined;
  const line = inventory
    ? async () => reportView(await inventory.report())
    : () => Promise.resolve(countView(came, (performance.now() - startedMs) / 1000));
  const live = redraw(line, redrawnDisplay(options.display));
  try {
    return await use(inventory ?? from(counted()));
  } finally {
    await live.stop();
  }
}

/** Reads a run to its end. It gives nothing: a notebook prints what a cell ends with. */
async function drain(run: AsyncIterable<unknown>): Promise<void> {
  await count(run);
}

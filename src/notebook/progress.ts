import type { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { counted, escapeControls } from '../display/text.js';
import { count, from, Inventory } from '../index.js';
import { Problems } from '../options/problems.js';
import { escapeHtml, redraw, type Display, type View } from './display.js';
import { reportLines } from './results.js';

/** Options of {@link progress}. */
export interface ProgressOptions {
  /**
   * The display to draw on. Each drawing must replace the previous one, as with `tslab.newDisplay()`.
   *
   * @default a new display of tslab in a tslab notebook; otherwise text on stderr
   */
  display?: Display | undefined;
}

/**
 * Shows a live line while `use` reads a stream, and resolves with the result of `use`. The last line stays: it shows the
 * outcome and names every store that could not be listed. The stream is read inside the call because cells run one
 * after another.
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
  stream: AsyncIterable<T>,
  use: (stream: AsyncIterableX<T>) => R | PromiseLike<R>,
  options?: ProgressOptions,
): Promise<R>;
/** Reads an inventory to its end under a live line, and keeps nothing. Call `report()` for the full outcome. */
export function progress(run: Inventory, options?: ProgressOptions): Promise<void>;
export function progress(
  stream: AsyncIterable<unknown>,
  use: ((stream: AsyncIterableX<unknown>) => unknown) | ProgressOptions = {},
  options: ProgressOptions = {},
): Promise<unknown> {
  if (typeof use === 'function') return withProgress(stream, use, options);
  // Resolves with nothing, because a notebook prints the last value of a cell.
  return withProgress(
    stream,
    async (items) => {
      await count(items);
    },
    use,
  );
}

async function withProgress<T, R>(
  stream: AsyncIterable<T>,
  use: (stream: AsyncIterableX<T>) => R | PromiseLike<R>,
  options: ProgressOptions,
): Promise<R> {
  const problems = new Problems();
  problems.iterable('stream', stream);
  problems.function('use', use);
  problems.members('options', options, ['display']);
  problems.throwIfAny();
  let received: number | undefined;
  const startedMs = performance.now();
  const countedItems = async function* (): AsyncGenerator<T, void, undefined> {
    received = 0;
    for await (const item of stream) {
      received += 1;
      yield item;
    }
  };
  const inventory = stream instanceof Inventory ? (stream as AsyncIterableX<T> & Inventory) : undefined;
  const view = async (): Promise<View> => {
    const seconds = (performance.now() - startedMs) / 1000;
    return progressView(inventory ? reportLines(await inventory.report()) : [countLine(received, seconds)]);
  };
  const stop = redraw(view, options.display);
  try {
    return await use(inventory ?? from(countedItems()));
  } finally {
    await stop();
  }
}

/** The state of a stream without a report. `count` is `undefined` until the first item is requested. */
export function countLine(count: number | undefined, seconds: number): string {
  return count === undefined ? 'not started' : `${counted(count, 'item')} in ${seconds.toFixed(1)} s`;
}

function progressView([line = '', ...failures]: readonly string[]): View {
  const alerts = failures.map(
    (failure) => `<div style="color:#b00020"><strong>${escapeHtml(failure)}</strong></div>`,
  );
  return {
    html: () => `<div><div>${escapeHtml(line)}</div>${alerts.join('')}</div>`,
    text: () => [line, ...failures].map(escapeControls).join('\n'),
  };
}

import type { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { wrapWithAbort } from 'ix/asynciterable/operators/withabort';
import { ClosingIterable } from '../lifetime/closing-iterable.js';

/** Options of {@link distinct}. */
export interface DistinctOptions<T> {
  /** What tells items apart, compared as a `Set` does. @default the item itself */
  keySelector?: ((item: T) => unknown) | undefined;
}

/**
 * An operator that gives each item once, told apart by the item itself or by what `keySelector` makes of it. It
 * remembers every key, so memory grows with their number. ix has one of this name, which looks each key up in an
 * array: a million read sets would take hours.
 */
export function distinct<T>({ keySelector = (item) => item }: DistinctOptions<T> = {}): (
  source: AsyncIterable<T>,
) => AsyncIterableX<T> {
  return (source) =>
    new ClosingIterable(async function* (signal) {
      const seen = new Set<unknown>();
      for await (const item of wrapWithAbort(source, signal)) {
        const key = keySelector(item);
        if (seen.has(key)) continue;
        seen.add(key);
        yield item;
      }
    });
}

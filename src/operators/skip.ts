import type { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { wrapWithAbort } from 'ix/asynciterable/operators/withabort';
import { ClosingIterable } from '../lifetime/closing-iterable.js';

/**
 * An operator that leaves out the first `count` items. ix has one of this name, which does not close its source on
 * `break`.
 */
export function skip<T>(count: number): (source: AsyncIterable<T>) => AsyncIterableX<T> {
  return (source) =>
    new ClosingIterable(async function* (signal) {
      let left = count;
      for await (const item of wrapWithAbort(source, signal)) {
        if (left > 0) left -= 1;
        else yield item;
      }
    });
}

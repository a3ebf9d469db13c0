import type { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { wrapWithAbort } from 'ix/asynciterable/operators/withabort';
import { Problems } from '../options/problems.js';
import { ClosingIterable } from '../lifetime/closing-iterable.js';

/**
 * An operator that leaves out the first `count` items. ix has one of this name, which does not close its source on
 * `break`.
 *
 * @param count an integer from 0
 * @throws {InvalidOptionError} at the call
 */
export function skip<T>(count: number): (source: AsyncIterable<T>) => AsyncIterableX<T> {
  const problems = new Problems();
  problems.integer('count', count, 0);
  problems.throwIfAny();
  return (source) =>
    new ClosingIterable(async function* (signal) {
      let left = count;
      for await (const item of wrapWithAbort(source, signal)) {
        if (left > 0) left -= 1;
        else yield item;
      }
    });
}

// ix's operators on one stream, by its own names, each imported by itself: ix's barrels cost 66 to 130 ms to load.
// What ix lacks for this job is beside them.
export { buffer } from 'ix/asynciterable/operators/buffer';
export { concatMap } from 'ix/asynciterable/operators/concatmap';
export { distinctUntilChanged } from 'ix/asynciterable/operators/distinctuntilchanged';
export { filter } from 'ix/asynciterable/operators/filter';
// groupBy reads its source to the end, into memory, before it gives the first group.
export { groupBy } from 'ix/asynciterable/operators/groupby';
export { map } from 'ix/asynciterable/operators/map';
export { scan } from 'ix/asynciterable/operators/scan';
export { skipWhile } from 'ix/asynciterable/operators/skipwhile';
export { take } from 'ix/asynciterable/operators/take';
export { takeWhile } from 'ix/asynciterable/operators/takewhile';
export { tap } from 'ix/asynciterable/operators/tap';
export { count } from 'ix/asynciterable/count';
export { first } from 'ix/asynciterable/first';
export { reduce } from 'ix/asynciterable/reduce';
export { toArray } from 'ix/asynciterable/toarray';
export { from } from 'ix/asynciterable/asynciterablex';
export { distinct, type DistinctOptions } from './distinct.js';
export { skip } from './skip.js';
export { mapConcurrent, type MapConcurrentOptions } from './map-concurrent.js';

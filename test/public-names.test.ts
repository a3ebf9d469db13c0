import * as library from 'healthomics-streams';
import { expect, it } from 'vitest';

it('exports these names and no others', () => {
  expect(Object.keys(library).sort()).toMatchInlineSnapshot(`
    [
      "DIAGNOSTICS_CHANNELS",
      "HealthOmicsStreamsError",
      "InvalidOptionError",
      "Inventory",
      "ListError",
      "LoopbackHostPrefixError",
      "PagedAsyncIterable",
      "RejectedTokenError",
      "RepeatedTokenError",
      "RequestFailedError",
      "RequestTimeoutError",
      "SourcesFailedError",
      "UnreadableResponseError",
      "buffer",
      "concatMap",
      "count",
      "createClient",
      "createRateLimiter",
      "distinct",
      "distinctUntilChanged",
      "fanOut",
      "filter",
      "first",
      "from",
      "groupBy",
      "inventory",
      "listReadSets",
      "listSequenceStores",
      "map",
      "mapConcurrent",
      "reduce",
      "scan",
      "skip",
      "skipWhile",
      "take",
      "takeWhile",
      "tap",
      "toArray",
    ]
  `);
});

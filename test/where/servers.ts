import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { compileFilter, passes, type FilterRules } from '../../src/testing/stores/filter.js';

/** Every way in which the emulator can take a filter. */
export const SERVERS: readonly FilterRules[] = (['exact', 'ignored', 'name-prefix', 'any'] as const).flatMap(
  (filtering) =>
    (['half-open', 'inclusive', 'exclusive', 'mixed'] as const).map((dateBounds) => ({
      filtering,
      dateBounds,
    })),
);

/** What a server with these rules lists for a filter as it comes over the wire. */
export function served(filter: object | undefined, rules: FilterRules, items: readonly ReadSetListItem[]) {
  const compiled = compileFilter(JSON.parse(JSON.stringify(filter ?? {})) as Record<string, unknown>, rules);
  const source = {
    length: items.length,
    at: (place: number) => ({ ...items[place] }),
    timeAt: (place: number) => {
      const time: unknown = items[place]?.creationTime;
      return time instanceof Date ? time.getTime() : NaN;
    },
  };
  return items.filter((_, place) => passes(compiled, source, place));
}

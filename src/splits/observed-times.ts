import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { timeMs } from '../text/iso-time.js';
import type { SeenTimes } from './split.js';

/** So many of the first creation times are kept: where they come in no order, they are a sample of all. */
const SAMPLE = 300;

/** What a walk has seen of creation times, in milliseconds. */
export interface Seen {
  readonly fromMs: number;
  readonly toMs: number;
  readonly order: SeenTimes['order'];
  /** The first times that came, in order of time. */
  readonly sample: readonly number[];
  /** How much time the latest page with more than one time spans, and how many read sets are on it. */
  readonly page: { readonly spanMs: number; readonly items: number } | undefined;
}

/** Watches the creation times of a walk: how far they reach, whether they come in order, and how dense they are. */
export class ObservedTimes {
  #fromMs = Infinity;
  #toMs = -Infinity;
  #lastMs: number | undefined;
  #ascending = true;
  #descending = true;
  #page: Seen['page'];
  #sample: readonly number[] = [];

  /** @param seen what an earlier reader of the walk saw */
  constructor(seen?: SeenTimes) {
    const [fromMs, toMs, middleMs] = [seen?.from, seen?.to, seen?.middle].map(timeMs);
    // It helps to cut well and no more: what cannot be read is done without.
    if (seen === undefined || fromMs === undefined || toMs === undefined || middleMs === undefined) return;
    this.#fromMs = fromMs;
    this.#toMs = toMs;
    this.#ascending = seen.order === 'ascending';
    this.#descending = seen.order === 'descending';
    this.#sample = [middleMs];
  }

  /** Notes what came, before anything of it is left out. */
  note(items: readonly ReadSetListItem[]): void {
    let [first, last] = [Infinity, -Infinity];
    const times: number[] = [];
    for (const { creationTime } of items) {
      const time = creationTime?.getTime() ?? NaN;
      if (Number.isNaN(time)) continue;
      if (this.#lastMs !== undefined && time < this.#lastMs) this.#ascending = false;
      if (this.#lastMs !== undefined && time > this.#lastMs) this.#descending = false;
      this.#lastMs = time;
      if (time < first) first = time;
      if (time > last) last = time;
      times.push(time);
    }
    const wanted = SAMPLE - this.#sample.length;
    if (wanted > 0) this.#sample = [...this.#sample, ...times.slice(0, wanted)].sort((a, b) => a - b);
    if (first < this.#fromMs) this.#fromMs = first;
    if (last > this.#toMs) this.#toMs = last;
    if (last > first) this.#page = { spanMs: last - first, items: items.length };
  }

  /** What was seen, once there was anything to see. */
  seen(): Seen | undefined {
    if (this.#sample.length === 0) return undefined;
    return {
      fromMs: this.#fromMs,
      toMs: this.#toMs,
      order: this.#ascending ? 'ascending' : this.#descending ? 'descending' : 'none',
      sample: this.#sample,
      page: this.#page,
    };
  }
}

/** What was seen, in plain JSON. */
export function seenInJson({ fromMs, toMs, order, sample }: Seen): SeenTimes {
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    middle: new Date(sample[sample.length >> 1] ?? fromMs).toISOString(),
    order,
  };
}

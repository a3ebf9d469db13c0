import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import { TIME_MARGIN_MS, widened, type CompiledFilter } from '../query/filter.js';
import { timeMs } from '../text/iso-time.js';

/** A half-open interval of creation times in milliseconds: `>= afterMs`, `< beforeMs`. */
export interface CreationTimes {
  readonly afterMs: number;
  readonly beforeMs: number;
}

/** All creation times. Open at both ends, because clocks differ. */
export const ALL_TIMES: CreationTimes = { afterMs: -Infinity, beforeMs: Infinity };

/**
 * Whether received times lie outside the requested bounds by more than their margin. The service then ignores the
 * bounds.
 */
export function reachesBeyond(
  { fromMs, toMs }: Pick<Observation, 'fromMs' | 'toMs'>,
  { afterMs, beforeMs }: CreationTimes,
): boolean {
  const toleranceMs = 2 * TIME_MARGIN_MS;
  return fromMs < afterMs - toleranceMs || toMs > beforeMs + toleranceMs;
}

/**
 * Narrows a filter to an interval, service-side and client-side. A read set without a time belongs to the earliest
 * interval.
 */
export function narrowToTimes(
  filter: CompiledFilter<ReadSetFilter, ReadSetListItem>,
  { afterMs, beforeMs }: CreationTimes,
): CompiledFilter<ReadSetFilter, ReadSetListItem> {
  if (afterMs === -Infinity && beforeMs === Infinity) return filter;
  const sent = { ...filter.sent };
  const createdAfter = widened(afterMs, -1);
  const createdBefore = widened(beforeMs, 1);
  if (createdAfter && afterMs > (sent.createdAfter?.getTime() ?? -Infinity)) sent.createdAfter = createdAfter;
  if (createdBefore && beforeMs < (sent.createdBefore?.getTime() ?? Infinity)) {
    sent.createdBefore = createdBefore;
  }
  return {
    sent,
    accepts: (readSet) => {
      const time = readSet.creationTime?.getTime() ?? -Infinity;
      return time >= afterMs && time < beforeMs && filter.accepts(readSet);
    },
  };
}

/** How many of the first creation times are kept. In an unordered list they are a sample of all. */
const SAMPLE = 300;

/** An observation for a checkpoint, as JSON. */
export interface ObservedTimes {
  /** The earliest, ISO 8601. */
  readonly from: string;
  /** The latest, ISO 8601. */
  readonly to: string;
  /** About as many read sets were created before it as after it, ISO 8601. */
  readonly middle: string;
  /** The order of creation times in the list so far. */
  readonly order: 'ascending' | 'descending' | 'none';
}

/** The creation times received from a list, in milliseconds. */
export type Observation = Readonly<Pick<TimeObserver, 'fromMs' | 'toMs' | 'order' | 'sample' | 'page'>>;

/** Observes the creation times of a list: their range, their order and their density. */
export class TimeObserver {
  fromMs = Infinity;
  toMs = -Infinity;
  /** The first times received, sorted. */
  sample: readonly number[] = [];
  /** The time span and the read sets of the latest page with more than one time. */
  page: { readonly spanMs: number; readonly items: number } | undefined;
  #lastMs: number | undefined;
  #ascending = true;
  #descending = true;

  /** @param earlier the observation of an earlier run; ignored if it is not valid, since it only improves cuts */
  constructor(earlier?: ObservedTimes) {
    const [fromMs, toMs, middleMs] = [earlier?.from, earlier?.to, earlier?.middle].map(timeMs);
    if (!earlier || fromMs === undefined || toMs === undefined || middleMs === undefined) return;
    this.fromMs = fromMs;
    this.toMs = toMs;
    this.sample = [middleMs];
    this.#ascending = earlier.order === 'ascending';
    this.#descending = earlier.order === 'descending';
  }

  get order(): ObservedTimes['order'] {
    if (this.#ascending) return 'ascending';
    return this.#descending ? 'descending' : 'none';
  }

  /** The observation so far; `undefined` before the first creation time. */
  get observation(): Observation | undefined {
    return this.sample.length === 0 ? undefined : this;
  }

  /** Adds the items of one response, before any are dropped. */
  add(items: readonly ReadSetListItem[]): void {
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
    const wanted = SAMPLE - this.sample.length;
    if (wanted > 0) this.sample = [...this.sample, ...times.slice(0, wanted)].sort((a, b) => a - b);
    if (first < this.fromMs) this.fromMs = first;
    if (last > this.toMs) this.toMs = last;
    if (last > first) this.page = { spanMs: last - first, items: items.length };
  }

  /** The observation for a checkpoint. */
  toJSON(): ObservedTimes | undefined {
    const middleMs = this.sample[this.sample.length >> 1];
    if (middleMs === undefined) return undefined;
    return {
      from: new Date(this.fromMs).toISOString(),
      to: new Date(this.toMs).toISOString(),
      middle: new Date(middleMs).toISOString(),
      order: this.order,
    };
  }
}

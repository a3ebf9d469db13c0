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

/** Cuts an interval in two, so that each read set belongs to exactly one half. `undefined` if `atMs` is not inside. */
export function cutAt(
  { afterMs, beforeMs }: CreationTimes,
  atMs: number,
): readonly [CreationTimes, CreationTimes] | undefined {
  if (!(atMs > afterMs && atMs < beforeMs)) return undefined;
  return [
    { afterMs, beforeMs: atMs },
    { afterMs: atMs, beforeMs },
  ];
}

/**
 * Returns a cut just before a time at which many read sets may have been created, early enough that the widened request
 * for the earlier part does not return them too.
 */
export function clearOf(ms: number): number {
  return ms - TIME_MARGIN_MS - 1;
}

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

/** The creation times received from a list, in milliseconds. */
export interface Observation {
  readonly fromMs: number;
  readonly toMs: number;
  readonly order: ObservedTimes['order'];
  /** The first times received, sorted. */
  readonly sample: readonly number[];
  /** The time span and the read sets of the latest page with more than one time. */
  readonly page: { readonly spanMs: number; readonly items: number } | undefined;
}

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

/** Observes the creation times of a list: their range, their order and their density. */
export class TimeObserver {
  #fromMs = Infinity;
  #toMs = -Infinity;
  #lastMs: number | undefined;
  #ascending = true;
  #descending = true;
  #page: Observation['page'];
  #sample: readonly number[] = [];

  /** @param earlier the observation of an earlier run; ignored if it is not valid, since it only improves cuts */
  constructor(earlier?: ObservedTimes) {
    const [fromMs, toMs, middleMs] = [earlier?.from, earlier?.to, earlier?.middle].map(timeMs);
    if (!earlier || fromMs === undefined || toMs === undefined || middleMs === undefined) return;
    this.#fromMs = fromMs;
    this.#toMs = toMs;
    this.#ascending = earlier.order === 'ascending';
    this.#descending = earlier.order === 'descending';
    this.#sample = [middleMs];
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
    const wanted = SAMPLE - this.#sample.length;
    if (wanted > 0) this.#sample = [...this.#sample, ...times.slice(0, wanted)].sort((a, b) => a - b);
    if (first < this.#fromMs) this.#fromMs = first;
    if (last > this.#toMs) this.#toMs = last;
    if (last > first) this.#page = { spanMs: last - first, items: items.length };
  }

  /** The observation so far; `undefined` before the first creation time. */
  get observation(): Observation | undefined {
    if (this.#sample.length === 0) return undefined;
    return {
      fromMs: this.#fromMs,
      toMs: this.#toMs,
      order: this.#ascending ? 'ascending' : this.#descending ? 'descending' : 'none',
      sample: this.#sample,
      page: this.#page,
    };
  }

  /** The observation for a checkpoint. */
  toJSON(): ObservedTimes | undefined {
    if (this.#sample.length === 0) return undefined;
    const { fromMs, toMs, order, sample } = this.observation as Observation;
    return {
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      middle: new Date(sample[sample.length >> 1] ?? fromMs).toISOString(),
      order,
    };
  }
}

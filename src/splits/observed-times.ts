import type { ReadSetListItem } from '@aws-sdk/client-omics';
import type { SeenTimes } from './split.js';

/** So many pages' middles are kept; then every other one is let go. */
const MIDDLES = 64;

/** Watches the creation times of a walk: how far they reach, where their middle is, and whether they come in order. */
export class ObservedTimes {
  #fromMs = Infinity;
  #toMs = -Infinity;
  #lastMs: number | undefined;
  #ascending = true;
  #descending = true;
  #middles: number[] = [];

  /** @param seen what an earlier reader of the walk saw */
  constructor(seen?: SeenTimes) {
    if (seen === undefined) return;
    this.#fromMs = Date.parse(seen.from);
    this.#toMs = Date.parse(seen.to);
    this.#ascending = seen.order === 'ascending';
    this.#descending = seen.order === 'descending';
    this.#middles = [Date.parse(seen.middle)];
  }

  /** Notes what came, before anything of it is left out. */
  note(items: readonly ReadSetListItem[]): void {
    const times: number[] = [];
    for (const { creationTime } of items) {
      const time = creationTime?.getTime() ?? NaN;
      if (Number.isNaN(time)) continue;
      if (this.#lastMs !== undefined && time < this.#lastMs) this.#ascending = false;
      if (this.#lastMs !== undefined && time > this.#lastMs) this.#descending = false;
      this.#lastMs = time;
      times.push(time);
    }
    if (times.length === 0) return;
    times.sort((a, b) => a - b);
    this.#fromMs = Math.min(this.#fromMs, times[0] as number);
    this.#toMs = Math.max(this.#toMs, times.at(-1) as number);
    this.#middles.push(times[times.length >> 1] as number);
    if (this.#middles.length > MIDDLES) this.#middles = this.#middles.filter((_, i) => i % 2 === 1);
  }

  /** What was seen, once there was anything to see. */
  seen(): SeenTimes | undefined {
    const middles = [...this.#middles].sort((a, b) => a - b);
    const middleMs = middles[middles.length >> 1];
    if (middleMs === undefined) return undefined;
    return {
      from: new Date(this.#fromMs).toISOString(),
      to: new Date(this.#toMs).toISOString(),
      middle: new Date(middleMs).toISOString(),
      order: this.#ascending ? 'ascending' : this.#descending ? 'descending' : 'none',
    };
  }
}

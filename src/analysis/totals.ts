import { defined } from '../options/defined.js';
import { basesOf, createdMsOf, hasBases, type ReadSetLike } from './read-set-like.js';

/** Totals of read sets. */
export interface Sums {
  readSets: number;
  /** The known bases, in units of 10^9. The SDK rounds counts above 2^53. */
  gigabases: number;
  /** Read sets whose number of bases is unknown; they are not in `gigabases`. */
  basesUnknown: number;
  /**
   * Read sets whose number of bases is not a whole number from 0 to 2^53; absent if there are none. Those above 2^53 are
   * in `gigabases`, rounded; the others are in `basesUnknown`.
   */
  basesInexact?: number;
  /** The earliest creation time; absent if no read set has one. */
  oldest?: Date;
  /** The latest creation time; absent if no read set has one. */
  newest?: Date;
}

export const GIGA = 1e9;

/**
 * Adds up read sets. Bases are added exactly, as whole gigabases and a remainder, so the result depends on neither the
 * order nor the number of read sets.
 */
export class Totals {
  #readSets = 0;
  #gigabases = 0;
  #remainder = 0;
  #basesUnknown = 0;
  #basesInexact = 0;
  #oldestMs = Infinity;
  #newestMs = -Infinity;

  add(readSet: ReadSetLike): void {
    this.#readSets += 1;
    const bases = basesOf(readSet);
    if (!Number.isSafeInteger(bases) && hasBases(readSet)) this.#basesInexact += 1;
    if (bases === undefined) {
      this.#basesUnknown += 1;
    } else {
      const remainder = this.#remainder + (bases % GIGA);
      this.#remainder = remainder % GIGA;
      this.#gigabases += Math.floor(bases / GIGA) + Math.floor(remainder / GIGA);
    }
    const createdMs = createdMsOf(readSet) ?? NaN;
    if (createdMs < this.#oldestMs) this.#oldestMs = createdMs;
    if (createdMs > this.#newestMs) this.#newestMs = createdMs;
  }

  sums(): Sums {
    return {
      readSets: this.#readSets,
      gigabases: toGigabases(this.#gigabases, this.#remainder),
      basesUnknown: this.#basesUnknown,
      ...(this.#basesInexact > 0 && { basesInexact: this.#basesInexact }),
      ...defined({ oldest: toDate(this.#oldestMs), newest: toDate(this.#newestMs) }),
    };
  }
}

/** Returns whole gigabases and a remainder of 0 to 10^9 - 1 bases as the nearest number. */
export function toGigabases(whole: number | bigint, remainder: number | bigint): number {
  return Number(`${whole}.${String(remainder).padStart(9, '0')}`);
}

function toDate(ms: number): Date | undefined {
  return Number.isFinite(ms) ? new Date(ms) : undefined;
}

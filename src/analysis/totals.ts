import { GIGA, gigabases } from './gigabases.js';
import { createdMsOf, type ReadSetLike } from './read-set-like.js';

/** Sums over read sets. */
export interface Sums {
  readSets: number;
  /** The bases of those whose bases are known, in thousand millions. The SDK rounds counts above 2^53. */
  gigabases: number;
  /** Read sets whose number of bases the list does not say; they are not in `gigabases`. */
  basesUnknown: number;
  /** The earliest creation time; absent where there is none. */
  oldest?: Date;
  /** The latest creation time; absent where there is none. */
  newest?: Date;
}

/** The service counts in 64 bits. */
const MAX_COUNT = 2 ** 64;

/**
 * Sums read sets up, exactly: bases are added as integers, whole gigabases apart from the rest, so that neither the
 * order nor the number of read sets changes the sum.
 */
export class Totals {
  #readSets = 0;
  #gigabases = 0;
  #rest = 0;
  #basesUnknown = 0;
  #oldestMs = Infinity;
  #newestMs = -Infinity;

  add(readSet: ReadSetLike): void {
    this.#readSets += 1;
    const bases = basesOf(readSet);
    if (bases === undefined) this.#basesUnknown += 1;
    else this.#addBases(bases);
    const createdMs = createdMsOf(readSet) ?? NaN;
    if (createdMs < this.#oldestMs) this.#oldestMs = createdMs;
    if (createdMs > this.#newestMs) this.#newestMs = createdMs;
  }

  sums(): Sums {
    return {
      readSets: this.#readSets,
      gigabases: gigabases(this.#gigabases, this.#rest),
      basesUnknown: this.#basesUnknown,
      ...(this.#oldestMs === Infinity ? {} : { oldest: new Date(this.#oldestMs) }),
      ...(this.#newestMs === -Infinity ? {} : { newest: new Date(this.#newestMs) }),
    };
  }

  #addBases(bases: number): void {
    const rest = this.#rest + (bases % GIGA);
    this.#rest = rest % GIGA;
    this.#gigabases += Math.floor(bases / GIGA) + Math.floor(rest / GIGA);
  }
}

/** The number of bases of a read set; `undefined` where the list does not say it. */
export function basesOf({ sequenceInformation }: ReadSetLike): number | undefined {
  const bases: unknown = sequenceInformation?.totalBaseCount;
  return typeof bases === 'number' && Number.isInteger(bases) && bases >= 0 && bases < MAX_COUNT
    ? bases
    : undefined;
}

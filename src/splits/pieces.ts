import type { CreationTimes } from './creation-times.js';
import {
  carve,
  expectedPages,
  learn,
  type Carving,
  type Evidence,
  type Piece,
  type Region,
} from './region.js';

/** Times to cut pieces off; used up, it still says what its pieces can be expected to have. */
interface Source {
  region: Region;
  isUsedUp: boolean;
}

/** The times of a store that no walk has begun on, and the pieces that were cut off them, by who walks them. */
export class Pieces<Walk> {
  readonly #sources: Source[] = [];
  readonly #origins = new Map<Walk, { readonly source: Source; readonly piece: Piece }>();

  /** Whether there is nothing to cut a piece off. */
  get isEmpty(): boolean {
    return this.#sources.every(({ isUsedUp }) => isUsedUp);
  }

  /** Times that are to be cut into pieces. */
  add(region: Region): void {
    this.#sources.push({ region, isUsedUp: false });
  }

  /** Cuts the next piece, and notes who walks it. */
  next(carving: Carving, walkOf: (times: CreationTimes) => Walk): Walk | undefined {
    const source = this.#sources.find(({ isUsedUp }) => !isUsedUp);
    if (source === undefined) return undefined;
    const { piece, rest } = carve(source.region, carving);
    if (rest === undefined) source.isUsedUp = true;
    else source.region = rest;
    const walk = walkOf(piece.times);
    this.#origins.set(walk, { source, piece });
    return walk;
  }

  /** Corrects the guesses by what a walk has shown. */
  learn(walk: Walk, shown: Omit<Evidence, 'piece'>, pageSize: number): void {
    const origin = this.#origins.get(walk);
    if (origin === undefined) return;
    const { source, piece } = origin;
    source.region = learn(source.region, { ...shown, piece }, pageSize);
  }

  /** How many pages a walk is expected to have by now, where that can be guessed. */
  expectedPages(walk: Walk, pageSize: number): number | undefined {
    const origin = this.#origins.get(walk);
    return origin && expectedPages(origin.piece, origin.source.region, pageSize);
  }

  /** The walk is over. */
  end(walk: Walk): void {
    this.#origins.delete(walk);
  }

  /** Lets all go. */
  clear(): void {
    for (const source of this.#sources) source.isUsedUp = true;
  }

  /** What no walk has begun on. */
  left(): CreationTimes[] {
    return this.#sources.flatMap(({ isUsedUp, region }) => (isUsedUp ? [] : [region.times]));
  }
}

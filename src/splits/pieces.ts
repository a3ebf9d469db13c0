import {
  carve,
  expectedPages,
  learn,
  type Carving,
  type Evidence,
  type Piece,
  type UnwalkedTimes,
} from './unwalked-times.js';
import type { Share } from './split-progress.js';

/** Times to cut pieces off; used up, it still says what its pieces can be expected to have. */
interface Source {
  unwalked: UnwalkedTimes;
  isUsedUp: boolean;
  /** What its walks are narrowed to. */
  readonly value: Share['value'];
}

/** The times of a store that no walk has begun on, and the pieces that were cut off them, by who walks them. */
export class Pieces<Walk> {
  readonly #sources: Source[] = [];
  readonly #origins = new Map<Walk, { readonly source: Source; readonly piece: Piece }>();

  /** Whether there is nothing to cut a piece off. */
  get isEmpty(): boolean {
    return this.#sources.every(({ isUsedUp }) => isUsedUp);
  }

  /** Times that are to be cut into pieces, of one value where the walk was. */
  add(unwalked: UnwalkedTimes, value: Share['value']): void {
    this.#sources.push({ unwalked, isUsedUp: false, value });
  }

  /** Cuts the next piece, and notes who walks it. */
  next(carving: Carving, walkOf: (share: Share) => Walk): Walk | undefined {
    const source = this.#sources.find(({ isUsedUp }) => !isUsedUp);
    if (source === undefined) return undefined;
    const { piece, rest } = carve(source.unwalked, carving);
    if (rest === undefined) source.isUsedUp = true;
    else source.unwalked = rest;
    const walk = walkOf({ times: piece.times, value: source.value });
    this.#origins.set(walk, { source, piece });
    return walk;
  }

  /** Corrects the guesses by what a walk has shown. */
  learn(walk: Walk, shown: Omit<Evidence, 'piece'>, pageSize: number): void {
    const origin = this.#origins.get(walk);
    if (origin === undefined) return;
    const { source, piece } = origin;
    source.unwalked = learn(source.unwalked, { ...shown, piece }, pageSize);
  }

  /** How many pages a walk is expected to have by now, where that can be guessed. */
  expectedPages(walk: Walk, pageSize: number): number | undefined {
    const origin = this.#origins.get(walk);
    return origin && expectedPages(origin.piece, origin.source.unwalked, pageSize);
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
  left(): Share[] {
    return this.#sources.flatMap(({ isUsedUp, unwalked, value }) =>
      isUsedUp ? [] : [{ times: unwalked.times, value }],
    );
  }
}

import { carve, learn, type Carving, type Evidence, type Piece, type Region } from './region.js';
import type { Share } from './split-progress.js';

/** The times of a store that no walk has begun on, and the pieces that were cut off them, by who walks them. */
export class Pieces<Walk> {
  /** One that is used up stays, and is `undefined`: pieces know theirs by its place. */
  readonly #regions: (Region | undefined)[] = [];
  /** What the walks of each region are narrowed to, by its place. */
  readonly #values: Share['value'][] = [];
  readonly #origins = new Map<Walk, { readonly region: number; readonly piece: Piece }>();

  /** Whether there is nothing to cut a piece off. */
  get isEmpty(): boolean {
    return this.#regions.every((region) => region === undefined);
  }

  /** Times that are to be cut into pieces, of one value where the walk was. */
  add(region: Region, value: Share['value']): void {
    this.#regions.push(region);
    this.#values.push(value);
  }

  /** Cuts the next piece, and notes who walks it. */
  next(carving: Carving, walkOf: (share: Share) => Walk): Walk | undefined {
    const index = this.#regions.findIndex((region) => region !== undefined);
    const region = this.#regions[index];
    if (region === undefined) return undefined;
    const { piece, rest } = carve(region, carving);
    this.#regions[index] = rest;
    const walk = walkOf({ times: piece.times, value: this.#values[index] });
    this.#origins.set(walk, { region: index, piece });
    return walk;
  }

  /** Corrects the guesses by what a walk has shown. */
  learn(walk: Walk, shown: Omit<Evidence, 'piece'>, pageSize: number): void {
    const origin = this.#origins.get(walk);
    const region = origin && this.#regions[origin.region];
    if (origin === undefined || region === undefined) return;
    this.#regions[origin.region] = learn(region, { ...shown, piece: origin.piece }, pageSize);
  }

  expectedPages(walk: Walk): number | undefined {
    return this.#origins.get(walk)?.piece.expectedPages;
  }

  /** The walk is over. */
  end(walk: Walk): void {
    this.#origins.delete(walk);
  }

  /** Lets all go. */
  clear(): void {
    this.#regions.fill(undefined);
  }

  /** What no walk has begun on. */
  left(): Share[] {
    return this.#regions.flatMap((region, i) =>
      region === undefined ? [] : [{ times: region.times, value: this.#values[i] }],
    );
  }
}

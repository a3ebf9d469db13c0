import type { CreationTimes } from './creation-times.js';
import { carve, learn, type Carving, type Evidence, type Piece, type Region } from './region.js';

/** The times of a store that no walk has begun on, and the pieces that were cut off them, by who walks them. */
export class Pieces<Walk> {
  /** One that is used up stays, and is `undefined`: pieces know theirs by its place. */
  readonly #regions: (Region | undefined)[] = [];
  readonly #origins = new Map<Walk, { readonly region: number; readonly piece: Piece }>();

  /** Whether there is nothing to cut a piece off. */
  get isEmpty(): boolean {
    return this.#regions.every((region) => region === undefined);
  }

  /** Times that are to be cut into pieces. */
  add(region: Region): void {
    this.#regions.push(region);
  }

  /** Cuts the next piece, and notes who walks it. */
  next(carving: Carving, walkOf: (times: CreationTimes) => Walk): Walk | undefined {
    const index = this.#regions.findIndex((region) => region !== undefined);
    const region = this.#regions[index];
    if (region === undefined) return undefined;
    const { piece, rest } = carve(region, carving);
    this.#regions[index] = rest;
    const walk = walkOf(piece.times);
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
  left(): CreationTimes[] {
    return this.#regions.flatMap((region) => (region === undefined ? [] : [region.times]));
  }
}

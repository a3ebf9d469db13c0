import type { ReadSetListItem } from '@aws-sdk/client-omics';
import type { Page } from '../pages/page.js';
import { cutAfterRejection } from './cut-after-rejection.js';
import { DeliveredIds, type PackedIds } from './delivered-ids.js';
import { planSplits } from './plan-splits.js';
import { carve, learn, regionOf, type Carving, type Piece, type Region } from './region.js';
import { SplitProgress, timesOf, type Remaining } from './split-progress.js';

/** A split that cannot be cut, and starts again this often without a new item, will not get anywhere. */
const MAX_RESTARTS = 3;
/** Pages that a piece should have: few enough to end at about the same time, enough for its last, half empty page not to matter. */
const PAGES_A_PIECE = 5.85;

/** What a split was cut off, and as what. */
interface Origin {
  readonly region: number;
  readonly piece: Piece;
}

/** The splits of one store that are still to do, and what of them was delivered. */
export class StoreSplits {
  /** The ids that were delivered, where they are remembered. */
  readonly delivered: DeliveredIds | undefined;
  /** Pages of all its walks. */
  pages = 0;
  readonly #pageSize: number;
  readonly #waiting: SplitProgress[];
  readonly #taken = new Set<SplitProgress>();
  /** Times that no walk has begun on, to be cut into pieces; those that are used up stay, and are `undefined`. */
  readonly #regions: (Region | undefined)[] = [];
  readonly #origins = new Map<SplitProgress, Origin>();
  #leftOut: (id: string) => boolean = () => false;

  /**
   * @param remaining where its splits stand; one of the whole store that has not begun, where no earlier run says so
   * @param remember whether to remember what is delivered, so that a split can start again
   * @param delivered what an earlier run remembered
   */
  constructor(
    remaining: readonly Remaining[],
    { pageSize, remember }: { readonly pageSize: number; readonly remember: boolean },
    delivered?: PackedIds,
  ) {
    this.#pageSize = pageSize;
    this.delivered = remember ? new DeliveredIds(delivered) : undefined;
    if (delivered !== undefined) this.#leaveOutWhatCame();
    this.#waiting = remaining.map((split) => {
      // Also behind a token: the walk it belongs to may itself be one that had started again.
      return new SplitProgress({ ...split, times: timesOf(split) }, this.delivered, this.#leftOut);
    });
  }

  /** Whether there is a split to walk that nobody walks. */
  get hasWork(): boolean {
    return this.#waiting.length > 0 || this.#regions.some((region) => region !== undefined);
  }

  /**
   * The next split to walk.
   *
   * @param walks how many walks of the store go on side by side
   */
  take(walks: number, nowMs: number): SplitProgress | undefined {
    for (const split of this.#taken) {
      if (!split.isOver) continue;
      this.#taken.delete(split);
      this.#origins.delete(split);
    }
    const next = this.#waiting.shift() ?? this.#carve(walks, nowMs);
    if (next !== undefined) this.#taken.add(next);
    return next;
  }

  /** Notes a page of a split before its items are given out. */
  came(split: SplitProgress, page: Page<ReadSetListItem>): void {
    split.came(page);
    this.pages += 1;
    const origin = this.#origins.get(split);
    const region = origin && this.#regions[origin.region];
    if (origin === undefined || region === undefined) return;
    const evidence = {
      piece: origin.piece,
      items: split.items,
      ended: page.nextToken === undefined,
      seen: split.observed.seen(),
    };
    this.#regions[origin.region] = learn(region, evidence, this.#pageSize);
  }

  /**
   * Cuts a split at the end of a page, where that is worth it: all of it becomes a region to cut pieces off. `false`
   * where the walk is to go on.
   */
  cut(split: SplitProgress, walks: number, nowMs: number): boolean {
    if (this.delivered === undefined || this.hasWork) return false;
    const { times, pages } = split;
    const seen = split.observed.seen();
    const expectedPages = this.#origins.get(split)?.piece.expectedPages;
    if (planSplits({ times, pages, expectedPages, seen }, nowMs) === 'walk-on' || seen === undefined)
      return false;
    const region = regionOf(times, seen, pages * this.#pageSize);
    // A piece that is all there is would be walked for the same again.
    if (carve(region, this.#carving(walks, nowMs)).rest === undefined) return false;
    this.#leaveOutWhatCame();
    split.abandon();
    this.#regions.push(region);
    return true;
  }

  /**
   * Puts what is left of a split whose token was rejected back among those that wait, cut in two where that is
   * possible. `false` where that leads nowhere, or what was delivered is not known.
   */
  startAgain(split: SplitProgress): boolean {
    if (this.delivered === undefined) return false;
    const halves = cutAfterRejection(split.times, split.observed.seen());
    const restarts = halves === undefined && !split.hasNews ? split.restarts + 1 : 0;
    if (restarts > MAX_RESTARTS) return false;
    this.#leaveOutWhatCame();
    split.abandon();
    const parts = (halves ?? [split.times]).map((times) => this.#split({ times, restarts }));
    this.#waiting.unshift(...parts);
    return true;
  }

  /** Whatever the consumer does not have yet. */
  remaining(): Remaining[] {
    const splits = [...this.#taken, ...this.#waiting].filter((split) => !split.isOver);
    const regions = this.#regions.filter((region) => region !== undefined);
    return [...splits, ...regions.map(({ times }) => this.#split({ times }))].map((split) =>
      split.remaining(),
    );
  }

  #split(start: { times: SplitProgress['times']; restarts?: number }): SplitProgress {
    return new SplitProgress(start, this.delivered, this.#leftOut);
  }

  #carve(walks: number, nowMs: number): SplitProgress | undefined {
    const index = this.#regions.findIndex((region) => region !== undefined);
    const region = this.#regions[index];
    if (region === undefined) return undefined;
    const { piece, rest } = carve(region, this.#carving(walks, nowMs));
    this.#regions[index] = rest;
    const split = this.#split({ times: piece.times });
    this.#origins.set(split, { region: index, piece });
    return split;
  }

  #carving(walks: number, nowMs: number): Carving {
    return { pages: PAGES_A_PIECE, pageSize: this.#pageSize, walks, nowMs };
  }

  /** From now on, splits begin without what was given out so far. */
  #leaveOutWhatCame(): void {
    const before = this.delivered?.lookup();
    const underWay = new Set([...this.#taken].flatMap((split) => split.underWay()));
    this.#leftOut = (id) => underWay.has(id) || before?.(id) === true;
  }
}

import type { ReadSetListItem } from '@aws-sdk/client-omics';
import type { Page } from '../pages/page.js';
import { isOneByOne, walkOrder } from '../pushdown/walk-order.js';
import { ALL_TIMES, reachesBeyond } from './creation-times.js';
import { cutAfterRejection } from './cut-after-rejection.js';
import { ClaimedIds } from './claimed-ids.js';
import { DeliveredIds, type PackedIds } from './delivered-ids.js';
import { Pieces } from './pieces.js';
import { planSplits, WASTED_AT_MOST } from './plan-splits.js';
import { carve, unwalkedAfter, type Carving } from './unwalked-times.js';
import { SplitProgress, timesOf, type Remaining, type Share, type SplitStart } from './split-progress.js';

/** A split that cannot be cut, and starts again this often without a new item, will not get anywhere. */
const MAX_RESTARTS = 3;
/** Pages that are walked once more since a walk was cut: so many at first, then this share of all. */
const WASTE_AT_FIRST = 8;
const WASTE = 0.2;
/** Pages that a piece should have: few enough to end at about the same time, and so that the last is nearly full. */
const PAGES_A_PIECE = 10;
/** Where more pages came than this share of what they brought, and so many, cutting does not help: no more is cut. */
const FUTILE = 1.3;
const FUTILE_AT_FIRST = 24;

/** What a store's splits go by. */
export interface SplitMemory {
  readonly pageSize: number;
  /**
   * Whether to remember what is delivered, so that a split can start again or be cut: `'while-cuttable'` until the walk
   * of the whole store is too long for that.
   */
  readonly remember: boolean | 'while-cuttable';
}

/** The splits of one store that are still to do, and what of them was delivered. */
export class StoreSplits {
  /** The ids that were delivered, where they are remembered. */
  readonly delivered: DeliveredIds | undefined;
  /** Pages of all its walks. */
  pages = 0;
  readonly #memory: SplitMemory;
  readonly #waiting: SplitProgress[];
  readonly #taken = new Set<SplitProgress>();
  readonly #pieces = new Pieces<SplitProgress>();
  #items = 0;
  /** Pieces that were cut. */
  #cut = 0;
  #wasted = 0;
  /** One walk brings all from now on: nothing is remembered to cut by, or the service does not heed bounds. */
  #isOneWalk = false;
  #leftOut: (id: string) => boolean = () => false;
  /** What came since there are walks of single values, which a read set can pass between. */
  #claimed: ClaimedIds | undefined;

  /**
   * @param remaining where its splits stand; one of the whole store that has not begun, where no earlier run says so
   * @param delivered what an earlier run remembered
   */
  constructor(remaining: readonly Remaining[], memory: SplitMemory, delivered?: PackedIds) {
    this.#memory = memory;
    this.delivered = memory.remember === false ? undefined : new DeliveredIds(delivered);
    if (delivered !== undefined) this.#leaveOutWhatCame();
    if (remaining.some(({ value }) => value !== undefined)) this.#claimed = new ClaimedIds();
    // Also behind a token: the walk it belongs to may itself be one that had started again.
    this.#waiting = inTurn(remaining).map((split) => this.#split({ ...split, times: timesOf(split) }));
  }

  /** Whether there is a split that nobody walks and that has its turn. */
  get hasWork(): boolean {
    return this.#hasTurn(this.#waiting[0]) || !this.#pieces.isEmpty;
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
      this.#pieces.end(split);
    }
    const next =
      (this.#hasTurn(this.#waiting[0]) ? this.#waiting.shift() : undefined) ??
      this.#pieces.next(this.#carving(walks, nowMs), (share) => {
        this.#cut += 1;
        return this.#split(share);
      });
    if (next !== undefined) this.#taken.add(next);
    return next;
  }

  /** Notes a page of a split before its items are given out. */
  came(split: SplitProgress, page: Page<ReadSetListItem>): void {
    split.came(page);
    this.pages += 1;
    this.#items += page.items.length;
    const seen = split.observed.seen();
    const ended = page.nextToken === undefined;
    if (seen !== undefined && reachesBeyond(seen, split.times)) this.#becomeOneWalk();
    this.#pieces.learn(split, { items: split.items, ended, seen }, this.#memory.pageSize);
    const isTooLong = this.#wasted === 0 && this.pages > WASTED_AT_MOST;
    if (this.#memory.remember === 'while-cuttable' && isTooLong) {
      this.#isOneWalk = true;
      this.delivered?.forget();
    }
  }

  /**
   * Cuts a split at the end of a page, where that is worth it: pieces are cut off all of its times. `false`
   * where the walk is to go on.
   */
  cut(split: SplitProgress, walks: number, nowMs: number): boolean {
    if (this.delivered === undefined || this.#isOneWalk || this.#isFutile || this.hasWork) return false;
    const { times, pages } = split;
    if (this.#wasted + pages > WASTE_AT_FIRST + WASTE * this.pages) return false;
    const seen = split.observed.seen();
    const expectedPages = this.#pieces.expectedPages(split, this.#memory.pageSize);
    const plan = planSplits({ times, pages, expectedPages, seen }, nowMs);
    if (plan === 'walk-on' || seen === undefined) return false;
    const unwalked = unwalkedAfter(times, seen, pages * this.#memory.pageSize);
    // A piece that is all there is would be walked for the same again.
    if (carve(unwalked, this.#carving(walks, nowMs)).rest === undefined) return false;
    this.#leaveOutWhatCame();
    split.abandon();
    this.#wasted += pages;
    this.#pieces.add(unwalked, split.value);
    return true;
  }

  /** Puts one walk for each of these values in the place of the walk of all the store, at the end of a page. */
  divide(split: SplitProgress, values: readonly Share['value'][]): void {
    this.#leaveOutWhatCame();
    this.#claimed = new ClaimedIds();
    split.abandon();
    const starts = values.map((value) => ({ times: ALL_TIMES, value }));
    this.#waiting.push(...inTurn(starts).map((start) => this.#split(start)));
  }

  /**
   * Puts what is left of a split whose token was rejected back among those that wait, cut in two where that is
   * possible. `false` where that leads nowhere, or what was delivered is not known.
   */
  startAgain(split: SplitProgress): boolean {
    if (this.delivered === undefined) return false;
    const halves = this.#isOneWalk ? undefined : cutAfterRejection(split.times, split.observed.seen());
    const { value } = split;
    const restarts = halves === undefined && !split.hasNews ? split.restarts + 1 : 0;
    if (restarts > MAX_RESTARTS) return false;
    this.#leaveOutWhatCame();
    split.abandon();
    this.#waiting.unshift(
      ...(halves ?? [split.times]).map((times) => this.#split({ times, value, restarts })),
    );
    return true;
  }

  /** Whatever the consumer does not have yet. */
  remaining(): Remaining[] {
    const begun = [...this.#taken, ...this.#waiting].filter((split) => !split.isOver);
    const others = this.#pieces.left().map((share) => this.#split(share));
    return [...begun, ...others].map((split) => split.remaining());
  }

  /** Puts one walk of all the store, or of each value that is left, in the place of all others. */
  #becomeOneWalk(): void {
    if (this.#isOneWalk) return;
    this.#isOneWalk = true;
    this.#leaveOutWhatCame();
    const left = [...this.#taken, ...this.#waiting].filter((split) => !split.isEnded);
    const values = new Map([...left, ...this.#pieces.left()].map(({ value }) => [value?.value, value]));
    for (const split of this.#taken) split.abandon();
    this.#pieces.clear();
    // A page that came to a walk that is given up is not handed on.
    this.#claimed &&= new ClaimedIds();
    const starts = [...values.values()].map((value) => ({ times: ALL_TIMES, value }));
    this.#waiting.splice(0, Infinity, ...inTurn(starts).map((start) => this.#split(start)));
  }

  /** Whether a split that waits may be walked: one of a status when all of the status before it has come. */
  #hasTurn(split: SplitProgress | undefined): boolean {
    if (split === undefined) return false;
    const { value } = split;
    if (!isOneByOne(value?.member)) return true;
    const open = [...[...this.#taken].filter(({ isEnded }) => !isEnded), ...this.#pieces.left()];
    return open.every((other) => other.value?.value === value?.value);
  }

  #split(start: SplitStart): SplitProgress {
    const [before, claimed] = [this.#leftOut, this.#claimed];
    const leftOut = claimed === undefined ? before : (id: string) => before(id) || !claimed.claim(id);
    return new SplitProgress(start, this.delivered, leftOut);
  }

  /** Whether the pages bring so little that the guesses of where to cut cannot be right. */
  get #isFutile(): boolean {
    return this.pages > FUTILE_AT_FIRST + (FUTILE * this.#items) / this.#memory.pageSize;
  }

  #carving(walks: number, nowMs: number): Carving {
    // The first ones differ, so that walks do not end all at once, nor all begin past the end.
    const share = this.#cut < walks ? 0.5 + this.#cut / walks : 1;
    return {
      pages: this.#isFutile ? Infinity : share * PAGES_A_PIECE,
      pageSize: this.#memory.pageSize,
      walks,
      nowMs,
    };
  }

  /** From now on, splits begin without what was given out so far. */
  #leaveOutWhatCame(): void {
    const before = this.delivered?.lookup();
    const underWay = new Set([...this.#taken].flatMap((split) => split.underWay()));
    this.#leftOut = (id) => underWay.has(id) || before?.(id) === true;
  }
}

/** Shares of a store in the order they are walked: what is not narrowed to a value first. */
function inTurn<T extends Pick<Share, 'value'>>(shares: readonly T[]): readonly T[] {
  const values = shares.flatMap(({ value }) => value ?? []);
  const [first] = values;
  if (first === undefined) return shares;
  const order = walkOrder(first.member, [...new Set(values.map(({ value }) => value))]);
  const placeOf = ({ value }: T): number => (value === undefined ? -1 : order.indexOf(value.value));
  return [...shares].sort((a, b) => placeOf(a) - placeOf(b));
}

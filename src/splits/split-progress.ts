import type { ReadSetListItem } from '@aws-sdk/client-omics';
import type { Page } from '../pages/page.js';
import type { WalkValue } from '../pushdown/choose-walks.js';
import { timeMs } from '../text/iso-time.js';
import { ALL_TIMES, type CreationTimes } from './creation-times.js';
import type { DeliveredIds } from './delivered-ids.js';
import { ObservedTimes, seenInJson } from './observed-times.js';
import type { Split } from './split.js';

/** The members of a {@link Split} that say where its walk stands. */
export type Remaining = Omit<Split, 'region' | 'sequenceStoreId' | 'filter' | 'where'>;

/** What of a store a split owns. */
export interface Share {
  readonly times: CreationTimes;
  /** The one value that it is narrowed to, if it is. */
  readonly value?: WalkValue | undefined;
}

/** Where a walk begins. */
export interface SplitStart extends Share, Pick<Remaining, 'nextToken' | 'delivered' | 'seen'> {
  /** How often it was begun again without a new item. */
  readonly restarts?: number;
}

/** A page that came, and how many of its items the consumer has. */
interface HeldPage {
  readonly nextToken: string | undefined;
  readonly ids: readonly (string | undefined)[];
  handed: number;
}

/** Where the walk of one split stands: what came, and what of it the consumer has. */
export class SplitProgress {
  readonly times: CreationTimes;
  readonly value: WalkValue | undefined;
  readonly startingToken: string | undefined;
  readonly restarts: number;
  readonly observed: ObservedTimes;
  /** Pages that came, and their read sets. */
  pages = 0;
  items = 0;
  readonly #remember: DeliveredIds | undefined;
  readonly #leftOut: (id: string) => boolean;
  readonly #ofFirstPage: ReadonlySet<string>;
  readonly #pages: HeldPage[] = [];
  #token: string | undefined;
  #ended = false;
  #abandoned = false;

  /**
   * @param remember told of each id as it is handed on
   * @param leftOut whether an id was given out by another walk; asked once for each item that comes
   */
  constructor(
    { times, value, nextToken, delivered, seen, restarts = 0 }: SplitStart,
    remember: DeliveredIds | undefined,
    leftOut: (id: string) => boolean = () => false,
  ) {
    this.times = times;
    this.value = value;
    this.startingToken = this.#token = nextToken;
    this.restarts = restarts;
    this.observed = new ObservedTimes(seen);
    this.#remember = remember;
    this.#leftOut = leftOut;
    this.#ofFirstPage = new Set(delivered);
  }

  /** Whether an item was not given out before. Asked once for each that comes. */
  isNew({ id }: ReadSetListItem): boolean {
    return id === undefined || !(this.#ofFirstPage.has(id) || this.#leftOut(id));
  }

  /** Whether it is the walk of all the store. */
  get isWhole(): boolean {
    const { afterMs, beforeMs } = this.times;
    return this.value === undefined && afterMs === -Infinity && beforeMs === Infinity;
  }

  /** Whether anything came that was not given out before. */
  get hasNews(): boolean {
    return this.items > 0;
  }

  /** Notes a page before its items are given out. */
  came({ nextToken, items }: Pick<Page<ReadSetListItem>, 'nextToken' | 'items'>): void {
    this.#pages.push({ nextToken, ids: items.map(({ id }) => id), handed: 0 });
    this.pages += 1;
    this.items += items.length;
    if (nextToken === undefined) this.#ended = true;
    this.#settle();
  }

  /** Notes that the consumer has the next item of those that came. */
  handed(): void {
    const page = this.#pages[0];
    if (page === undefined) return;
    const id = page.ids[page.handed];
    if (id !== undefined) this.#remember?.add(id);
    page.handed += 1;
    this.#settle();
  }

  /** Whether other splits have taken over what has not come. */
  isAbandoned(): boolean {
    return this.#abandoned;
  }

  /** Notes that other splits take over what has not come. */
  abandon(): void {
    this.#ended = this.#abandoned = true;
  }

  /** Ids that came and that the consumer does not have yet. */
  underWay(): string[] {
    return this.#pages.flatMap(({ ids, handed }) => ids.slice(handed).filter((id) => id !== undefined));
  }

  /** Whether all there is has come, or others walk what has not. */
  get isEnded(): boolean {
    return this.#ended;
  }

  /** Whether the consumer has all there is. */
  get isOver(): boolean {
    return this.#ended && this.#pages.length === 0;
  }

  /** What the consumer does not have yet. */
  remaining(): Remaining {
    const { afterMs, beforeMs } = this.times;
    const share = {
      ...(this.value === undefined ? {} : { value: this.value }),
      ...(afterMs === -Infinity ? {} : { createdAfter: new Date(afterMs).toISOString() }),
      ...(beforeMs === Infinity ? {} : { createdBefore: new Date(beforeMs).toISOString() }),
    };
    const seen = this.observed.seen();
    if (this.#abandoned) return share;
    const [page] = this.#pages;
    const delivered = [
      ...(this.#token === this.startingToken ? this.#ofFirstPage : []),
      ...(page?.ids.slice(0, page.handed).filter((id) => id !== undefined) ?? []),
    ];
    return {
      ...share,
      ...(this.#token === undefined ? {} : { nextToken: this.#token }),
      ...(delivered.length === 0 ? {} : { delivered }),
      ...(seen === undefined ? {} : { seen: seenInJson(seen) }),
    };
  }

  #settle(): void {
    for (
      let [page] = this.#pages;
      page !== undefined && page.handed === page.ids.length;
      [page] = this.#pages
    ) {
      this.#pages.shift();
      this.#token = page.nextToken;
    }
  }
}

/** The creation times that a split owns; its times are checked. */
export function timesOf({ createdAfter, createdBefore }: Remaining): CreationTimes {
  const { afterMs, beforeMs } = ALL_TIMES;
  return {
    afterMs: createdAfter === undefined ? afterMs : (timeMs(createdAfter) ?? NaN),
    beforeMs: createdBefore === undefined ? beforeMs : (timeMs(createdBefore) ?? NaN),
  };
}

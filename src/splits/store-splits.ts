import { cutAfterRejection } from './cut-after-rejection.js';
import { DeliveredIds, type PackedIds } from './delivered-ids.js';
import { SplitProgress, timesOf, type Remaining } from './split-progress.js';

/** A split that cannot be cut, and starts again this often without a new item, will not get anywhere. */
const MAX_RESTARTS = 3;

/** The splits of one store that are still to do, and what of them was delivered. */
export class StoreSplits {
  /** The ids that were delivered, where they are remembered. */
  readonly delivered: DeliveredIds | undefined;
  readonly #waiting: SplitProgress[];
  readonly #taken = new Set<SplitProgress>();

  /**
   * @param remaining where its splits stand; one of the whole store that has not begun, where no earlier run says so
   * @param remember whether to remember what is delivered, so that a split can start again
   * @param delivered what an earlier run remembered
   */
  constructor(remaining: readonly Remaining[], remember: boolean, delivered?: PackedIds) {
    this.delivered = remember ? new DeliveredIds(delivered) : undefined;
    const before = delivered === undefined ? undefined : this.delivered?.lookup();
    this.#waiting = remaining.map((split) => {
      // Also behind a token: the walk it belongs to may itself be one that had started again.
      return new SplitProgress({ ...split, times: timesOf(split) }, this.delivered, before);
    });
  }

  /** The next split to walk. */
  take(): SplitProgress | undefined {
    const next = this.#waiting.shift();
    if (next !== undefined) this.#taken.add(next);
    for (const split of this.#taken) {
      if (split.isOver) this.#taken.delete(split);
    }
    return next;
  }

  /**
   * Puts what is left of a split whose token was rejected back among those that wait, cut in two where that is
   * possible. `false` where that leads nowhere, or what was delivered is not known.
   */
  startAgain(split: SplitProgress): boolean {
    if (this.delivered === undefined) return false;
    const before = this.delivered.lookup();
    const underWay = new Set(split.underWay());
    const leftOut = (id: string): boolean => underWay.has(id) || before(id);
    const halves = cutAfterRejection(split.times, split.observed.seen());
    const restarts = halves === undefined && !split.hasNews ? split.restarts + 1 : 0;
    if (restarts > MAX_RESTARTS) return false;
    const parts = (halves ?? [split.times]).map(
      (times) => new SplitProgress({ times, restarts }, this.delivered, leftOut),
    );
    split.abandon();
    this.#waiting.unshift(...parts);
    return true;
  }

  /** Whatever the consumer does not have yet. */
  remaining(): Remaining[] {
    return [...this.#taken, ...this.#waiting]
      .filter((split) => !split.isOver)
      .map((split) => split.remaining());
  }
}

import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import {
  addToSample,
  chooseWalks,
  valuesOf,
  type WalkChoice,
  type WalkSample,
  type WalkValue,
} from './choose-walks.js';
import type { ReadSetQuestion } from './read-set-question.js';
import { walkFilter } from './walk-filter.js';
import { walkOrder } from './walk-order.js';

/** How one store is walked. It can change once, from the one walk to a walk for each value. */
export class StoreWalks {
  readonly #question: ReadSetQuestion;
  #choice: WalkChoice;
  #sample: WalkSample | undefined;

  /** @param earlier what the walks of an earlier run, which this one goes on with, are narrowed to */
  constructor(question: ReadSetQuestion, earlier?: readonly (WalkValue | undefined)[]) {
    this.#question = question;
    const { plan, pushdown } = question;
    this.#choice = earlier === undefined ? chooseWalks(plan, pushdown) : asBefore(earlier);
  }

  /** What the walks are narrowed to; nothing where there is one walk for all. */
  get values(): readonly (WalkValue | undefined)[] {
    return valuesOf(this.#choice);
  }

  /** The choice, with what is sent in each walk. */
  get choice(): WalkChoice {
    const filters = this.values.map((value): ReadSetFilter => walkFilter(this.#question, value).sent ?? {});
    return { ...this.#choice, filters };
  }

  /** Notes what a page of the one walk brought, before anything of it is left out. */
  note(readSets: readonly ReadSetListItem[]): void {
    if (this.#isOpen) this.#sample = addToSample(this.#question.plan, this.#sample, readSets);
  }

  /** The values to walk one by one in place of the one walk, as soon as that takes fewer requests. */
  chooseAgain(): readonly (WalkValue | undefined)[] | undefined {
    if (!this.#isOpen) return undefined;
    const choice = chooseWalks(this.#question.plan, 'auto', this.#sample);
    this.#choice = choice;
    return choice.way === 'one-walk' ? undefined : valuesOf(choice);
  }

  get #isOpen(): boolean {
    const { plan, pushdown } = this.#question;
    return pushdown === 'auto' && plan.alternatives.length > 0 && this.#choice.way === 'one-walk';
  }
}

function asBefore(earlier: readonly (WalkValue | undefined)[]): WalkChoice {
  const values = new Set(earlier.flatMap((own) => own?.value ?? []));
  const why = 'an earlier run chose so';
  const member = earlier.find((own) => own !== undefined)?.member;
  if (member === undefined) return { way: 'one-walk', filters: [{}], why };
  const filters = walkOrder(member, [...values]).map((value) => ({ [member]: value }));
  return { way: 'walk-per-value', filters, member, why };
}

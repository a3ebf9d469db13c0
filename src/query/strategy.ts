import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import { fieldReader, MEMBER_FIELDS, type FilterMember } from './fields.js';
import type { FilterAlternative, WherePlan } from './plan-where.js';

/**
 * How much of a condition the service filters: `'auto'` chooses the strategy with fewer requests, `'always'` reads one
 * list per value if a member has several, `'never'` sends no part of the condition and checks all of it client-side.
 */
export type Pushdown = 'auto' | 'always' | 'never';

export const PUSHDOWNS: readonly Pushdown[] = ['auto', 'always', 'never'];

/** A plan, and how much of it the caller lets the service filter. */
export interface PlannedQuery {
  readonly plan: WherePlan;
  readonly pushdown: Pushdown;
}

/** One value of a member of the service's filter. A list narrowed to it has only the read sets with this value. */
export interface FilterValue {
  readonly member: FilterMember;
  readonly value: string;
}

/** The value that each list is narrowed to. A list of all values has `undefined`. */
export type ListValues = readonly (FilterValue | undefined)[];

/** How a store is read. */
export interface ReadStrategy {
  /** `'none'`: nothing is read. `'one-list'`: one list has all values. `'list-per-value'`: each value has its list. */
  readonly strategy: 'none' | 'one-list' | 'list-per-value';
  /** The service's filter of each list. */
  readonly filters: readonly ReadSetFilter[];
  /** The member that has one list per value. */
  readonly member?: FilterMember;
  /** Why this strategy was chosen. */
  readonly reason: string;
}

/** Up to this many values need no sample: one list per value wastes at most one request, as a sample would. */
const UNSAMPLED_VALUES = 2;

/** A list that continues after the sample is assumed to have at least this many pages, or twice those of the sample. */
const ASSUMED_PAGES = 10;

/** Chooses the initial strategy. With `'never'`, the plan's filter must not contain any part of the condition. */
export function chooseStrategy(plan: WherePlan, pushdown: Pushdown): ReadStrategy {
  const { satisfiable, serviceFilter, alternatives } = plan;
  if (!satisfiable) return { strategy: 'none', filters: [], reason: 'no read set can satisfy the condition' };
  if (pushdown === 'never') return readStrategy(plan, "pushdown is 'never'");
  const [fewest] = [...alternatives].sort((a, b) => a.values.length - b.values.length);
  if (fewest === undefined) return readStrategy(plan, 'no member has several values');
  if (pushdown === 'always') return readStrategy(plan, "pushdown is 'always'", fewest);
  const count = fewest.values.length;
  const isOnly = alternatives.length === 1;
  const isNarrowed = Object.keys(serviceFilter).some((name) => !/^created(After|Before)$/.test(name));
  if (count <= UNSAMPLED_VALUES && isOnly && !isNarrowed)
    return readStrategy(plan, `${count} values need no sample`, fewest);
  const sampled = isOnly ? `${count} values` : `${alternatives.length} members`;
  return readStrategy(plan, `the first page is a sample of ${sampled}`);
}

/** Returns the strategy of an earlier run, from the values that its remaining lists are narrowed to. */
function resumedStrategy(plan: WherePlan, earlier: ListValues): ReadStrategy {
  const narrowed = earlier.filter((each) => each !== undefined);
  const [first] = narrowed;
  const values = [...new Set(narrowed.map(({ value }) => value))];
  return readStrategy(plan, 'continues an earlier run', first && { member: first.member, values });
}

/** Reads one list, or one per value of an alternative. */
function readStrategy(
  { serviceFilter }: WherePlan,
  reason: string,
  alternative?: FilterAlternative,
): ReadStrategy {
  if (alternative === undefined) return { strategy: 'one-list', filters: [serviceFilter], reason };
  const { member, values } = alternative;
  const filters = valueOrder(member, values).map((value) => ({ ...serviceFilter, [member]: value }));
  return { strategy: 'list-per-value', filters, member, reason };
}

/**
 * Estimates the requests of one list per value. Each list needs its share of the pages plus half a page, and at least
 * one.
 */
export function requestsPerValue(shares: readonly number[], pages: number): number {
  return shares.reduce((sum, share) => sum + Math.max(1, share * pages + 0.5), 0);
}

/** Whether the strategy may be one list per value, now or after a sample. */
export function canListPerValue({ plan }: Pick<PlannedQuery, 'plan'>): boolean {
  return plan.alternatives.length > 0;
}

/** The strategy of one store, which can change once, from one list to one list per value. */
export class StrategyChooser {
  readonly #query: PlannedQuery;
  #strategy: ReadStrategy;
  /** The pages of the one list so far, which are a sample of it. */
  #pages = 0;
  #readSets = 0;
  /** The number of read sets in the sample with each value of each alternative. */
  readonly #counts = new Map<FilterMember, Map<string, number>>();

  /** @param earlier the values that the remaining lists of an earlier run are narrowed to */
  constructor(query: PlannedQuery, earlier?: ListValues) {
    const { plan, pushdown } = query;
    this.#query = query;
    this.#strategy = earlier ? resumedStrategy(plan, earlier) : chooseStrategy(plan, pushdown);
  }

  get strategy(): ReadStrategy {
    return this.#strategy;
  }

  /** The value that each list is narrowed to. */
  get values(): ListValues {
    const { filters, member } = this.#strategy;
    return filters.map((filter) => member && { member, value: filter[member] ?? '' });
  }

  /** Adds a page of one list to the sample. The read sets must be all that the service sent. */
  addPage(readSets: readonly ReadSetListItem[]): void {
    if (!this.#isOpen) return;
    this.#pages += 1;
    this.#readSets += readSets.length;
    for (const { member, values } of this.#query.plan.alternatives) {
      const valueOf = fieldReader(MEMBER_FIELDS[member]);
      const counts = this.#counts.get(member) ?? new Map(values.map((value) => [value, 0]));
      this.#counts.set(member, counts);
      for (const readSet of readSets) {
        const value = String(valueOf(readSet) ?? '');
        const count = counts.get(value);
        if (count !== undefined) counts.set(value, count + 1);
      }
    }
  }

  /**
   * Chooses the strategy that needs fewer requests from now on. Call it before each further page of one list, since the
   * first page may not be typical. Returns the values to list separately, or `undefined` to continue the one list.
   */
  chooseAgain(): ListValues | undefined {
    if (!this.#isOpen || this.#pages === 0) return undefined;
    const { plan } = this.#query;
    const pages = Math.max(ASSUMED_PAGES, 2 * this.#pages);
    const pagesLeft = pages - this.#pages;
    const costs = plan.alternatives.map((alternative) => {
      const counts = [...(this.#counts.get(alternative.member)?.values() ?? [])];
      const shares = counts.map((count) => count / Math.max(1, this.#readSets));
      return { alternative, requests: requestsPerValue(shares, pages) };
    });
    const { alternative, requests } = costs.reduce((a, b) => (b.requests < a.requests ? b : a));
    const perValue = `one list per ${alternative.member} needs about ${Math.round(requests)} requests`;
    const reason = `${perValue}, continuing one list at least ${pagesLeft}`;
    this.#strategy = readStrategy(plan, reason, requests > pagesLeft ? undefined : alternative);
    return requests > pagesLeft ? undefined : this.values;
  }

  get #isOpen(): boolean {
    const isAuto = this.#query.pushdown === 'auto';
    return isAuto && canListPerValue(this.#query) && this.#strategy.strategy === 'one-list';
  }
}

/** The statuses in the order of a read set's life cycle. It can be archived before and after it is active. */
const LIFE_CYCLE: readonly string[] = [
  'PROCESSING_UPLOAD',
  'UPLOAD_FAILED',
  'ARCHIVED',
  'ACTIVATING',
  'ACTIVE',
  'ARCHIVED',
  'DELETING',
  'DELETED',
];

/**
 * The order in which to read the lists of several values. Statuses follow the life cycle, so that a read set whose
 * status changes meanwhile is in a later list. Without `ACTIVATING`, `ACTIVE` precedes `ARCHIVED`: activation takes
 * hours and leaves the listed statuses, but archiving goes directly from `ACTIVE` to `ARCHIVED`.
 */
export function valueOrder(member: FilterMember, values: readonly string[]): readonly string[] {
  if (!isReadInOrder(member)) return values;
  const hasActivating = values.includes('ACTIVATING');
  const placeOf = (value: string): number =>
    hasActivating ? LIFE_CYCLE.indexOf(value) : LIFE_CYCLE.lastIndexOf(value);
  return [...values].sort((a, b) => placeOf(a) - placeOf(b));
}

/** Whether the lists of a member's values must be read one after another. Only a status changes during a read set's life. */
export function isReadInOrder(member: FilterMember | undefined): boolean {
  return member === 'status';
}

import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import { fieldReader, isChangeable, MEMBER_FIELDS, type FilterMember } from './fields.js';
import type { FilterAlternative, PlannedTest, WherePlan } from './plan-where.js';

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

/**
 * Applies `pushdown` to a plan and adds the caller's `filter`, which is always sent, even where the plan would leave the
 * same condition to the client.
 */
export function applyPushdown(plan: WherePlan, pushdown: Pushdown, filter: ReadSetFilter = {}): WherePlan {
  if (!plan.satisfiable) return plan;
  const never = pushdown === 'never' ? ({ at: 'client', reason: "pushdown is 'never'" } as const) : undefined;
  const tests = plan.tests.map((planned): PlannedTest => {
    const test = { ...planned, ...never };
    if (test.at !== 'client' || !test.path.startsWith('filter.')) return test;
    return { ...test, at: 'service', reason: 'sent as part of filter' };
  });
  if (never) return { ...plan, serviceFilter: filter, alternatives: [], tests };
  return { ...plan, serviceFilter: { ...filter, ...plan.serviceFilter }, tests };
}

/** One value of a member of the service's filter. A list narrowed to it has only the read sets with this value. */
export interface FilterValue {
  readonly member: FilterMember;
  readonly value: string;
}

/** The values that the lists of a store are narrowed to. A list of all values has `undefined`. */
type ListValues = readonly (FilterValue | undefined)[];

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

/** Up to this many lists need no sample: one list per value wastes at most one request, as a sample would. */
const UNSAMPLED_LISTS = 2;

/** A list that continues after the sample is assumed to have at least this many pages, or twice those of the sample. */
const ASSUMED_PAGES = 10;

/**
 * Chooses the initial strategy. With `'never'`, the plan's filter must not contain any part of the condition.
 *
 * @param earlier the values that the remaining lists of an earlier run are narrowed to: its strategy continues
 */
export function chooseStrategy(plan: WherePlan, pushdown: Pushdown, earlier?: ListValues): ReadStrategy {
  const { satisfiable, serviceFilter, alternatives } = plan;
  if (earlier !== undefined) {
    const narrowed = earlier.flatMap((each) => each ?? []);
    const values = [...new Set(narrowed.map(({ value }) => value))];
    const member = narrowed[0]?.member;
    return readStrategy(plan, 'continues an earlier run', member && { member, values });
  }
  if (!satisfiable) return { strategy: 'none', filters: [], reason: 'no read set can satisfy the condition' };
  if (pushdown === 'never') return readStrategy(plan, "pushdown is 'never'");
  const listsOf = ({ member, values }: FilterAlternative): number =>
    requestsPerValue(
      member,
      values.map(() => 0),
      0,
    );
  const [fewest] = [...alternatives].sort((a, b) => listsOf(a) - listsOf(b));
  if (fewest === undefined) return readStrategy(plan, 'no member has several values');
  if (pushdown === 'always') return readStrategy(plan, "pushdown is 'always'", fewest);
  const count = fewest.values.length;
  const isShort = listsOf(fewest) <= UNSAMPLED_LISTS;
  const isOnly = alternatives.length === 1;
  const isNarrowed = Object.keys(serviceFilter).some((name) => !/^created(After|Before)$/.test(name));
  if (isShort && isOnly && !isNarrowed) return readStrategy(plan, `${count} values need no sample`, fewest);
  const sampled = isOnly ? `${count} values` : `${alternatives.length} members`;
  return readStrategy(plan, `the first page is a sample of ${sampled}`);
}

/** Reads one list, or one per value of an alternative. */
function readStrategy(
  { serviceFilter }: WherePlan,
  reason: string,
  alternative?: FilterAlternative,
): ReadStrategy {
  if (alternative === undefined) return { strategy: 'one-list', filters: [serviceFilter], reason };
  const { member, values } = alternative;
  const filters = values.map((value) => ({ ...serviceFilter, [member]: value }));
  return { strategy: 'list-per-value', filters, member, reason };
}

/**
 * Estimates the requests of one list per value. Each list needs its share of the pages and half a page, at least one. If
 * values can change, the closing read repeats all lists except the longest.
 */
export function requestsPerValue(member: FilterMember, shares: readonly number[], pages: number): number {
  const requests = shares.map((share) => Math.max(1, share * pages + 0.5));
  const sum = requests.reduce((total, each) => total + each, 0);
  return isChangeable(member) ? 2 * sum - Math.max(0, ...requests) : sum;
}

/**
 * The strategy of one store. It can change once, from one list to one list per value, and back if statuses change too
 * often for lists by status.
 */
export class StrategyChooser {
  strategy: ReadStrategy;
  readonly #query: PlannedQuery;
  #isFinal = false;
  /** The pages of the one list so far, which are a sample of it. */
  #pages = 0;
  #readSets = 0;
  /** The number of read sets in the sample with each value of each alternative. */
  readonly #counts = new Map<FilterMember, Map<string, number>>();

  constructor(query: PlannedQuery, earlier?: ListValues) {
    this.#query = query;
    this.strategy = chooseStrategy(query.plan, query.pushdown, earlier);
  }

  /** The value that each list is narrowed to. */
  get values(): ListValues {
    const { filters, member } = this.strategy;
    return filters.map((filter) => member && { member, value: filter[member] ?? '' });
  }

  /** The values of all lists of a closing read; `undefined` if the plan has no lists of this member. */
  get closingValues(): ListValues | undefined {
    const { member } = this.strategy;
    const alternative = this.#query.plan.alternatives.find((each) => each.member === member);
    if (member === undefined || alternative === undefined) return undefined;
    const known = new Set(this.values.map((each) => each?.value));
    const others = alternative.values.filter((value) => !known.has(value));
    return [...this.values, ...others.map((value) => ({ member, value }))];
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
    const pages = Math.max(ASSUMED_PAGES, 2 * this.#pages);
    const pagesLeft = pages - this.#pages;
    const { plan } = this.#query;
    const costs = plan.alternatives.map((alternative) => {
      const { member } = alternative;
      // Short lists first: the closing read leaves out the last one.
      const counts = [...(this.#counts.get(member) ?? [])].sort(([, a], [, b]) => a - b);
      const shares = counts.map(([, count]) => count / Math.max(1, this.#readSets));
      const values = counts.map(([value]) => value);
      return { alternative: { member, values }, requests: requestsPerValue(member, shares, pages) };
    });
    const { alternative, requests } = costs.reduce((a, b) => (b.requests < a.requests ? b : a));
    const chosen = requests > pagesLeft ? undefined : alternative;
    const perValue = `one list per ${alternative.member} needs about ${Math.round(requests)} requests`;
    const reason = `${perValue}, continuing one list at least ${pagesLeft}`;
    this.strategy = readStrategy(plan, reason, chosen);
    return chosen && this.values;
  }

  /** Chooses one list for good. */
  chooseOneList(reason: string): void {
    this.strategy = readStrategy(this.#query.plan, reason);
    this.#isFinal = true;
  }

  get #isOpen(): boolean {
    const { plan, pushdown } = this.#query;
    if (this.#isFinal) return false;
    return pushdown === 'auto' && plan.alternatives.length > 0 && this.strategy.strategy === 'one-list';
  }
}

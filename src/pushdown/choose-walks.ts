import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import { wordReader, type WordMember } from '../where/fields.js';
import type { WalkAlternative, WherePlan } from './plan-where.js';
import { walkOrder } from './walk-order.js';

/**
 * What to ask the service for: `'auto'` takes the way with fewer requests, `'always'` one walk for each value wherever
 * there are several, `'never'` nothing, so that all is checked here.
 */
export type Pushdown = 'auto' | 'always' | 'never';

export const PUSHDOWNS: readonly Pushdown[] = ['auto', 'always', 'never'];

/** What the first pages of the one walk showed. */
export interface WalkSample {
  /** Pages read, of which the last one was not the end. */
  readonly pages: number;
  readonly readSets: number;
  /** Of a member that has alternatives: how many read sets have each value. */
  readonly counts: ReadonlyMap<WordMember, ReadonlyMap<string, number>>;
}

/** One value of a member of the service's filter, which a walk is narrowed to. */
export interface WalkValue {
  readonly member: WordMember;
  readonly value: string;
}

/** The filters to walk with, in place of one another or side by side. */
export interface WalkChoice {
  readonly way: 'nothing' | 'one-walk' | 'walk-per-value';
  readonly filters: readonly ReadSetFilter[];
  /** The member whose values the walks are for. */
  readonly member?: WordMember;
  readonly why: string;
}

/**
 * So many values are walked one by one without a sample, where nothing else narrows the walk: they cost one request too
 * many at most, as it would.
 */
const UNSAMPLED_VALUES = 2;

/**
 * A list that is longer than the sample is taken to have at least this many pages, and no less than twice the pages of
 * the sample: what was long so far is likely to go on as long again.
 */
const ASSUMED_PAGES = 10;

/**
 * Chooses how to walk, by the requests still to be sent; asked before the first page, and again before each further one
 * of the one walk as long as `'auto'` stays with it, since a first page need not be like the rest.
 */
export function chooseWalks(plan: WherePlan, pushdown: Pushdown, sample?: WalkSample): WalkChoice {
  const { satisfiable, sent, alternatives } = plan;
  if (!satisfiable) return { way: 'nothing', filters: [], why: 'no read set can satisfy the condition' };
  if (pushdown === 'never') return { way: 'one-walk', filters: [{}], why: "pushdown is 'never'" };
  const [first, ...others] = alternatives;
  if (first === undefined) return { way: 'one-walk', filters: [sent], why: 'no member has several values' };
  const fewest = others.reduce((a, b) => (b.values.length < a.values.length ? b : a), first);
  if (pushdown === 'always') return walkPerValue(sent, fewest, "pushdown is 'always'");
  if (sample === undefined) {
    const count = fewest.values.length;
    const isNarrowed = Object.keys(sent).some((name) => name !== 'createdAfter' && name !== 'createdBefore');
    if (count <= UNSAMPLED_VALUES && others.length === 0 && !isNarrowed)
      return walkPerValue(sent, first, `${count} values need no sample`);
    const sampled = others.length === 0 ? `${count} values` : `${alternatives.length} members`;
    return { way: 'one-walk', filters: [sent], why: `a first page is the sample for ${sampled}` };
  }
  const pages = Math.max(ASSUMED_PAGES, 2 * sample.pages);
  const ahead = pages - sample.pages;
  const costs = alternatives.map((alternative) => ({
    alternative,
    requests: requestsPerValue(sharesOf(alternative, sample), pages),
  }));
  const best = costs.reduce((a, b) => (b.requests < a.requests ? b : a));
  const why = `about ${Math.round(best.requests)} requests by ${best.alternative.member}, ${ahead} or more in one walk`;
  if (best.requests <= ahead) return walkPerValue(sent, best.alternative, why);
  return { way: 'one-walk', filters: [sent], why };
}

/** What each of the chosen walks is narrowed to; nothing where there is one walk for all. */
export function valuesOf({ way, filters, member }: WalkChoice): readonly (WalkValue | undefined)[] {
  if (way === 'nothing') return [];
  if (member === undefined) return [undefined];
  return filters.map((filter) => ({ member, value: filter[member] ?? '' }));
}

/** Whether walks for single values may be chosen, sooner or later. */
export function hasSeveralWays({ plan, pushdown }: { plan: WherePlan; pushdown: Pushdown }): boolean {
  return pushdown !== 'never' && plan.alternatives.length > 0;
}

/** Requests of one walk for each value: its share of the pages and half a page for its last, at least one. */
export function requestsPerValue(shares: readonly number[], pages: number): number {
  return shares.reduce((sum, share) => sum + Math.max(1, share * pages + 0.5), 0);
}

/** Adds a page of the one walk to the sample. */
export function addToSample(
  { alternatives }: WherePlan,
  sample: WalkSample | undefined,
  readSets: readonly ReadSetListItem[],
): WalkSample {
  const counts = alternatives.map(({ member, values }) => {
    const before = sample?.counts.get(member);
    const found = new Map(values.map((value) => [value, before?.get(value) ?? 0]));
    const wordOf = wordReader(member);
    for (const readSet of readSets) {
      const word = wordOf(readSet);
      const count = found.get(word);
      if (count !== undefined) found.set(word, count + 1);
    }
    return [member, found] as const;
  });
  return {
    pages: (sample?.pages ?? 0) + 1,
    readSets: (sample?.readSets ?? 0) + readSets.length,
    counts: new Map(counts),
  };
}

function sharesOf({ member, values }: WalkAlternative, { counts, readSets }: WalkSample): number[] {
  return values.map((value) => (counts.get(member)?.get(value) ?? 0) / Math.max(1, readSets));
}

function walkPerValue(sent: ReadSetFilter, { member, values }: WalkAlternative, why: string): WalkChoice {
  return {
    way: 'walk-per-value',
    filters: walkOrder(member, values).map((value) => ({ ...sent, [member]: value })),
    member,
    why,
  };
}

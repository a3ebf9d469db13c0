import { parseIsoTime, timeOf } from '../iso-time.js';
import type { ListSource } from './ordered-source.js';

/** How filters are understood, which the service does not document. */
export interface FilterRules {
  readonly filtering: 'exact' | 'ignored' | 'name-prefix' | 'any';
  readonly dateBounds: 'half-open' | 'inclusive' | 'exclusive' | 'mixed';
}

type ByTime = (time: number) => boolean;
type ByItem = (item: Readonly<Record<string, unknown>>) => boolean;

/** A filter made ready to be asked about many items. */
export interface CompiledFilter {
  /** The same filter has the same key, however its members are ordered and its dates are written. */
  readonly key: string;
  readonly byTime: readonly ByTime[];
  readonly byItem: readonly ByItem[];
  readonly any: boolean;
}

type Filter = Readonly<Record<string, unknown>>;

const isDate = (member: string): boolean => /(After|Before)$/.test(member);

/** Compiles a filter that the service model has passed. Members that are null are as if absent. */
export const compileFilter = (filter: Filter, { filtering, dateBounds }: FilterRules): CompiledFilter => {
  const byTime: ByTime[] = [];
  const byItem: ByItem[] = [];
  const entries = Object.entries(filter)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [member, value] of filtering === 'ignored' ? [] : entries) {
    if (isDate(member)) {
      const within = bound(member.endsWith('After'), parseIsoTime(value), dateBounds);
      if (member.startsWith('created')) byTime.push(within);
      else byItem.push((item) => within(timeOf(item.updateTime)));
    } else byItem.push(equality(member, value, filtering));
  }
  const key = JSON.stringify(
    entries.map(([member, value]) => [member, isDate(member) ? parseIsoTime(value) : value]),
  );
  return { key, byTime, byItem, any: filtering === 'any' };
};

const bound = (after: boolean, limit: number, bounds: FilterRules['dateBounds']): ByTime => {
  if (after) {
    const open = bounds === 'exclusive' || bounds === 'mixed';
    return open ? (time) => time > limit : (time) => time >= limit;
  }
  const open = bounds === 'exclusive' || bounds === 'half-open';
  return open ? (time) => time < limit : (time) => time <= limit;
};

const equality = (member: string, value: string, filtering: FilterRules['filtering']): ByItem => {
  if (member === 'generatedFrom') {
    return ({ sequenceInformation: info }) =>
      typeof info === 'object' && info !== null && 'generatedFrom' in info && info.generatedFrom === value;
  }
  // the one filter that may be empty asks for read sets without a reference
  if (member === 'referenceArn' && value === '') return ({ referenceArn }) => (referenceArn ?? '') === '';
  if (member === 'name' && filtering === 'name-prefix') {
    return ({ name }) => typeof name === 'string' && name.startsWith(value);
  }
  return (item) => item[member] === value;
};

/** Whether the item at a place passes; creation time is looked at before the item itself is made. */
export const passes = (
  filter: CompiledFilter,
  source: ListSource<Readonly<Record<string, unknown>>>,
  place: number,
): boolean => {
  const { byTime, byItem, any } = filter;
  if (byTime.length + byItem.length === 0) return true;
  if (byTime.length > 0) {
    const time = source.timeAt(place);
    const fits = any ? byTime.some((test) => test(time)) : byTime.every((test) => test(time));
    if (any === fits) return fits;
  }
  if (byItem.length === 0) return !any;
  const item = source.at(place);
  return any ? byItem.some((test) => test(item)) : byItem.every((test) => test(item));
};

import { isRecord, timestampMs } from './service-model.js';
import type { ListSource } from './stores.js';

/** How the emulator interprets filters. The service does not document it. */
export interface FilterRules {
  readonly filtering: 'exact' | 'ignored' | 'name-prefix' | 'any';
  readonly dateBounds: 'half-open' | 'inclusive' | 'exclusive' | 'mixed';
}

type Item = Readonly<Record<string, unknown>>;
type Test = (item: () => Item, time: () => number) => boolean;

export interface CompiledFilter {
  /** Equal for equal filters, whatever the order of their members and the notation of their dates. */
  readonly key: string;
  readonly tests: readonly Test[];
  /** Whether one test is enough. Otherwise an item has to pass them all. */
  readonly any: boolean;
}

/** Compiles a filter that is valid according to the service model. A null member counts as absent. */
export function compileFilter(
  filter: Readonly<Record<string, unknown>>,
  { filtering, dateBounds }: FilterRules,
): CompiledFilter {
  // in this order creation times are tested first, which does not need the item itself
  const entries = Object.entries(filter)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    key: JSON.stringify(
      entries.map(([member, value]) => [member, DATE_MEMBER.test(member) ? timestampMs(value) : value]),
    ),
    tests: (filtering === 'ignored' ? [] : entries).map(([member, value]) =>
      DATE_MEMBER.test(member) ? dateTest(member, value, dateBounds) : equalityTest(member, value, filtering),
    ),
    any: filtering === 'any',
  };
}

const DATE_MEMBER = /(After|Before)$/;

function dateTest(member: string, value: string, bounds: FilterRules['dateBounds']): Test {
  const limit = timestampMs(value);
  const isAfter = member.endsWith('After');
  const isOpen = bounds === 'exclusive' || bounds === (isAfter ? 'mixed' : 'half-open');
  const isWithin = (time: number): boolean => {
    if (time === limit) return !isOpen;
    return isAfter ? time > limit : time < limit;
  };
  if (member.startsWith('created')) return (_, time) => isWithin(time());
  return (item) => isWithin(timestampMs(item().updateTime));
}

function equalityTest(member: string, value: string, filtering: FilterRules['filtering']): Test {
  return (itemOf) => {
    const item = itemOf();
    const { sequenceInformation: information, name } = item;
    if (member === 'generatedFrom') return isRecord(information) && information.generatedFrom === value;
    // an empty referenceArn selects read sets without a reference
    if (member === 'referenceArn' && value === '') return (item.referenceArn ?? '') === '';
    if (member === 'name' && filtering === 'name-prefix') {
      return typeof name === 'string' && name.startsWith(value);
    }
    return item[member] === value;
  };
}

/** Whether the item at a place passes the filter. Reads the item at most once, and only if a test needs it. */
export function passes({ tests, any }: CompiledFilter, source: ListSource, place: number): boolean {
  let read: Item | undefined;
  const item = (): Item => (read ??= source.at(place));
  const isPassed = (test: Test): boolean => test(item, () => source.timeAt(place));
  return any && tests.length > 0 ? tests.some(isPassed) : tests.every(isPassed);
}

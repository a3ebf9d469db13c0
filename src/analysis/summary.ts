import { defined } from '../options/defined.js';
import { Problems } from '../options/problems.js';
import { pathReader, READ_SET_FIELDS } from '../sinks/fields.js';
import { createdMsOf, readSetReducer, type ReadSetLike } from './read-set-like.js';
import { reduceStream, type Reducer, type Stream } from './reducer.js';
import { Totals, type Sums } from './totals.js';

/** Parts of the creation time, and the length of each at the start of an ISO 8601 time. */
const TIME_PARTS = { 'creationTime.year': 4, 'creationTime.month': 7, 'creationTime.day': 10 } as const;

/** A field to group by: one of {@link READ_SET_FIELDS}, or the year, month or day of creation in UTC. */
export type SummaryField = (typeof READ_SET_FIELDS)[number] | `creationTime.${'year' | 'month' | 'day'}`;

/** Every {@link SummaryField}: {@link READ_SET_FIELDS}, then the parts of the creation time. */
export const SUMMARY_FIELDS: readonly SummaryField[] = [
  ...READ_SET_FIELDS,
  ...(Object.keys(TIME_PARTS) as (keyof typeof TIME_PARTS)[]),
];

/** The value of a field of a read set; `null` if it is missing. */
export type FieldValue = string | number | null;

/** Options of {@link summarize}. */
export interface SummaryOptions<Field extends SummaryField = SummaryField> {
  /** The fields to group by, out of {@link SUMMARY_FIELDS}. @default none: only the totals of all read sets */
  by?: readonly Field[] | undefined;
  /**
   * The maximum number of groups, 1 or more. Once there are this many, read sets of further groups are added up in
   * `others`. A group takes about 0.8 KB.
   *
   * @default 10000
   */
  maxGroups?: number | undefined;
}

/** The totals of the read sets that have the same values in the fields of a summary. */
export interface SummaryGroup<Field extends string = string> extends Sums {
  /** Their value in each field. Read sets without a value form a group of their own, with `null`. */
  key: Readonly<Record<Field, FieldValue>>;
}

/** The result of {@link summarize}: the totals of all read sets and of each group. */
export interface Summary<Field extends string = string> extends Sums {
  /** The groups, sorted by their values in each field; `null` is last. */
  groups: SummaryGroup<Field>[];
  /** The totals of read sets in groups beyond `maxGroups`; absent if there are none. */
  others?: Sums;
}

/** The reducer of {@link summarize}, for {@link analyze}. */
export function summary<Field extends SummaryField = never>(
  options: SummaryOptions<Field> = {},
): Reducer<ReadSetLike, Summary<Field>> {
  const { by, maxGroups } = checkOptions(options);
  const readers = by.map(summaryFieldReader);
  const keyOf = (values: readonly FieldValue[]): Record<Field, FieldValue> =>
    Object.fromEntries(by.map((field, i) => [field, values[i]])) as Record<Field, FieldValue>;
  return readSetReducer(() => {
    const all = new Totals();
    const groups = new Map<string, { readonly values: readonly FieldValue[]; readonly totals: Totals }>();
    let others: Totals | undefined;
    const totalsOf = (readSet: ReadSetLike): Totals => {
      const values = readers.map((read) => read(readSet));
      const key = JSON.stringify(values); // distinguishes null from 'null' and 1 from '1'
      const known = groups.get(key);
      if (known !== undefined) return known.totals;
      if (groups.size >= maxGroups) return (others ??= new Totals());
      const totals = new Totals();
      groups.set(key, { values, totals });
      return totals;
    };
    return {
      step(readSet) {
        all.add(readSet);
        if (by.length > 0) totalsOf(readSet).add(readSet);
      },
      finish: () => ({
        ...all.sums(),
        groups: [...groups.values()]
          .sort((a, b) => compareValues(a.values, b.values))
          .map(({ values, totals }) => ({ key: keyOf(values), ...totals.sums() })),
        ...defined({ others: others?.sums() }),
      }),
    };
  });
}

/**
 * Counts read sets, adds up their bases, and finds the oldest and the newest creation time, for all read sets and
 * grouped by any fields.
 *
 * It takes one pass. Memory grows only with the number of groups, which `maxGroups` limits. Missing values are counted:
 * read sets without a number of bases in `basesUnknown`, and read sets without a value in a field as their own group.
 *
 * @throws {InvalidOptionError} at the call; while reading, if the stream has an item that is not a read set
 *
 * @example
 * ```ts
 * const { groups } = await summarize(inventory({ client }), { by: ['status', 'fileType'] });
 * for (const { key, readSets, gigabases, basesUnknown } of groups) {
 *   console.log(key.status, key.fileType, readSets, gigabases.toFixed(1), basesUnknown);
 * }
 * ```
 */
export function summarize<Field extends SummaryField = never>(
  stream: Stream<ReadSetLike>,
  options: SummaryOptions<Field> = {},
): Promise<Summary<Field>> {
  return reduceStream(stream, summary(options));
}

/** Returns a function that reads a field of any read set. A time is an ISO 8601 string. */
export function summaryFieldReader(field: SummaryField): (readSet: ReadSetLike) => FieldValue {
  if (field === 'creationTime') return creationTimeOf;
  const length = new Map<string, number>(Object.entries(TIME_PARTS)).get(field);
  if (length !== undefined) {
    return (readSet) => {
      const time = creationTimeOf(readSet);
      // A year outside 0 to 9999 has a sign and six digits.
      return time === null ? null : time.slice(0, /^[+-]/.test(time) ? length + 3 : length);
    };
  }
  const read = pathReader(field);
  return (readSet) => {
    const value = read(readSet) ?? null;
    return typeof value === 'string' || typeof value === 'number' || value === null
      ? value
      : JSON.stringify(value);
  };
}

function creationTimeOf(readSet: ReadSetLike): string | null {
  const createdMs = createdMsOf(readSet);
  return createdMs === undefined ? null : new Date(createdMs).toISOString();
}

function checkOptions<Field extends SummaryField>(options: SummaryOptions<Field>) {
  const problems = new Problems();
  if (!problems.members('options', options, ['by', 'maxGroups'])) problems.throwIfAny();
  const { by = [], maxGroups = 10_000 } = options;
  if (maxGroups !== Infinity) problems.integer('maxGroups', maxGroups, 1);
  if (!Array.isArray(by)) problems.add('by', 'an array of fields', by);
  else by.forEach((field: unknown, i) => problems.oneOf(`by[${i}]`, field ?? null, SUMMARY_FIELDS));
  problems.throwIfAny();
  return { by: [...new Set(by)], maxGroups };
}

/** Orders groups by their values: numbers, then strings by code units, then `null`. */
function compareValues(a: readonly FieldValue[], b: readonly FieldValue[]): number {
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i] ?? null, b[i] ?? null];
    if (x === y) continue;
    if (x === null || y === null) return x === null ? 1 : -1;
    if (typeof x !== typeof y) return typeof x === 'number' ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return 0;
}

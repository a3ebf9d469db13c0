import { Problems } from '../options/problems.js';
import type { ReadSetLike } from './read-set-like.js';
import { readSetReducer } from './read-set-reducer.js';
import { reduceStream, type Reducer, type Stream } from './reducer.js';
import { SUMMARY_FIELDS, summaryFieldReader, type FieldValue, type SummaryField } from './summary-fields.js';
import { Totals, type Sums } from './totals.js';

/** Options of {@link summarize}. */
export interface SummaryOptions<Field extends SummaryField = SummaryField> {
  /**
   * The fields to group by: any of {@link READ_SET_FIELDS}, `creationTime.year`, `creationTime.month` and
   * `creationTime.day`.
   *
   * @default none: sums of all read sets alone
   */
  by?: readonly Field[] | undefined;
  /**
   * Groups at most, 1 to any number. Read sets of groups that come when so many are there are summed up in `others`. A
   * group takes about 0.8 KB.
   *
   * @default 10000
   */
  maxGroups?: number | undefined;
}

/** Read sets that are equal in the fields of a summary. */
export interface SummaryGroup<Field extends string = string> extends Sums {
  /** What they have in each field; `null` where they have nothing, which is a group of its own. */
  key: Readonly<Record<Field, FieldValue>>;
}

/** What {@link summarize} gives: the sums of all read sets, and of each group. */
export interface Summary<Field extends string = string> extends Sums {
  /** The groups, sorted by what they have in each field, those without last. */
  groups: SummaryGroup<Field>[];
  /** The sums of the read sets whose groups were too many; absent where there are none. */
  others?: Sums;
}

/** The reducer of {@link summarize}, for {@link analyze}. */
export function summary<Field extends SummaryField = never>(
  options: SummaryOptions<Field> = {},
): Reducer<ReadSetLike, Summary<Field>> {
  const { by, maxGroups } = checkOptions(options);
  return readSetReducer(() => {
    const readers = by.map(summaryFieldReader);
    const all = new Totals();
    const groups = new Map<string, { readonly values: readonly FieldValue[]; readonly totals: Totals }>();
    let others: Totals | undefined;
    const totalsOf = (readSet: ReadSetLike): Totals => {
      const values = readers.map((read) => read(readSet));
      const name = JSON.stringify(values); // tells null from 'null' and 1 from '1'
      const known = groups.get(name);
      if (known !== undefined) return known.totals;
      if (groups.size >= maxGroups) return (others ??= new Totals());
      const totals = new Totals();
      groups.set(name, { values, totals });
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
          .map(({ values, totals }) => ({ key: keyOf(by, values), ...totals.sums() })),
        ...(others === undefined ? {} : { others: others.sums() }),
      }),
    };
  });
}

/**
 * Counts read sets, sums up their bases, and finds the oldest and the newest, of all and by any fields.
 *
 * It is one pass. Memory grows with the groups alone, which `maxGroups` bounds. What the list does not say is told:
 * read sets without a number of bases are counted in `basesUnknown`, and those without a field are a group of their
 * own.
 *
 * @throws {InvalidOptionError} at the call; while reading, when something comes that is no read set
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

function checkOptions<Field extends SummaryField>(
  options: SummaryOptions<Field>,
): { by: readonly Field[]; maxGroups: number } {
  const problems = new Problems();
  if (!problems.members('options', options, ['by', 'maxGroups'])) problems.throwIfAny();
  const { by = [], maxGroups = 10_000 } = options;
  if (maxGroups !== Infinity) problems.integer('maxGroups', maxGroups, 1);
  if (Array.isArray(by)) {
    by.forEach((field: unknown, i) => {
      problems.oneOf(`by[${i}]`, field ?? null, SUMMARY_FIELDS);
    });
  } else {
    problems.add('by', 'an array of fields', by);
  }
  problems.throwIfAny();
  return { by: [...new Set(by)], maxGroups };
}

function keyOf<Field extends string>(
  fields: readonly Field[],
  values: readonly FieldValue[],
): Record<Field, FieldValue> {
  return Object.fromEntries(fields.map((field, i) => [field, values[i] ?? null])) as Record<
    Field,
    FieldValue
  >;
}

/** The order of groups: numbers, then strings by their code units, then what is missing. */
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

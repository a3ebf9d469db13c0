import type { CreationType, ETagAlgorithm, FileType, ReadSetStatus } from '@aws-sdk/client-omics';

/** Whether a field has a value at all. A field that is absent or null is missing; so is an empty `referenceArn`. */
export interface PresenceTest {
  /** The field has no value. `present` is its opposite. */
  missing?: true | undefined;
  /** The field has a value, whichever. */
  present?: true | undefined;
}

/** A test of a text: all operators that are given hold. */
export interface TextTest extends PresenceTest {
  /**
   * The whole text matches this glob: `*` stands for any characters, none too, `?` for one; a backslash takes the
   * meaning from the next character. Upper and lower case differ, and nothing is normalised.
   */
  like?: string | undefined;
}

/** A test of an amount or a time: all operators that are given hold, none of them of a field that is missing. */
export interface RangeTest<Value> extends PresenceTest {
  /** Greater than or equal to this. */
  gte?: Value | undefined;
  /** Greater than this. */
  gt?: Value | undefined;
  /** Less than or equal to this. */
  lte?: Value | undefined;
  /** Less than this. */
  lt?: Value | undefined;
}

/** A text equal to this, to one of these, or that passes a {@link TextTest}. */
export type TextCondition<Word extends string = string> = Word | readonly Word[] | TextTest;

/**
 * A number equal to this, to one of these, or that passes a {@link RangeTest}. Numbers are JavaScript's: above 2^53,
 * counts that lie next to each other cannot be told apart.
 */
export type NumberCondition = number | readonly number[] | RangeTest<number>;

/** A time, as a Date or as an ISO 8601 date or date-time: a date is its midnight; without a zone it is UTC. */
export type TimeValue = Date | string;

/** A time equal to this to the millisecond, to one of these, or that passes a {@link RangeTest}. */
export type TimeCondition = TimeValue | readonly TimeValue[] | RangeTest<TimeValue>;

/**
 * A condition over the fields of a read set, in plain JSON. All of its members hold: fields by their path, `and`, `or`,
 * `not`. A value stands for equality, an array for any of its values, and operators for the rest. Members that are
 * `undefined` are as if absent.
 *
 * A field that is missing equals nothing and passes no operator but `missing`; `not` is true exactly where the
 * condition in it is false, so `not: { status: 'ACTIVE' }` takes in a read set without a status.
 *
 * @example
 * ```ts
 * const wanted = compileWhere({
 *   fileType: ['BAM', 'CRAM'],
 *   'sequenceInformation.totalBaseCount': { gte: 30e9 },
 *   status: ['ACTIVE', 'ARCHIVED'],
 *   creationTime: { gte: '2023-01-01', lt: '2024-01-01' },
 *   or: [{ sampleId: { like: 'NA12*' } }, { referenceArn: { present: true } }],
 *   not: { 'etag.algorithm': { like: '*_SHA256up' } },
 * });
 * const found = listReadSets({ client }, { sequenceStoreId: '1234567890' }).pipe(filter(wanted));
 * console.log(await count(found)); // 32
 * ```
 */
export interface ReadSetWhere {
  id?: TextCondition | undefined;
  arn?: TextCondition | undefined;
  sequenceStoreId?: TextCondition | undefined;
  subjectId?: TextCondition | undefined;
  sampleId?: TextCondition | undefined;
  status?: TextCondition<ReadSetStatus> | undefined;
  name?: TextCondition | undefined;
  description?: TextCondition | undefined;
  /** `''` is for read sets without a reference, as `{ missing: true }` is. */
  referenceArn?: TextCondition | undefined;
  fileType?: TextCondition<FileType> | undefined;
  sequenceInformation?: PresenceTest | undefined;
  'sequenceInformation.totalReadCount'?: NumberCondition | undefined;
  'sequenceInformation.totalBaseCount'?: NumberCondition | undefined;
  'sequenceInformation.generatedFrom'?: TextCondition | undefined;
  'sequenceInformation.alignment'?: TextCondition | undefined;
  creationTime?: TimeCondition | undefined;
  statusMessage?: TextCondition | undefined;
  creationType?: TextCondition<CreationType> | undefined;
  etag?: PresenceTest | undefined;
  'etag.algorithm'?: TextCondition<ETagAlgorithm> | undefined;
  'etag.source1'?: TextCondition | undefined;
  'etag.source2'?: TextCondition | undefined;
  /** All of these hold; an empty array always does. */
  and?: readonly ReadSetWhere[] | undefined;
  /** At least one of these holds; an empty array never does. */
  or?: readonly ReadSetWhere[] | undefined;
  /** This does not hold. */
  not?: ReadSetWhere | undefined;
}

/** A field of a read set, nested ones by path. */
export type ReadSetField = Exclude<keyof ReadSetWhere, 'and' | 'or' | 'not'>;

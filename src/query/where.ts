import type { CreationType, ETagAlgorithm, FileType, ReadSetStatus } from '@aws-sdk/client-omics';

/** Tests whether a field has a value. An absent or null field is missing, and so is an empty `referenceArn`. */
export interface PresenceTest {
  /** The field has no value. The opposite of `present`. */
  missing?: true | undefined;
  /** The field has a value. */
  present?: true | undefined;
}

/** A test of a text field. All given operators must hold. */
export interface TextTest extends PresenceTest {
  /**
   * A glob that matches the whole text: `*` matches any number of characters, `?` matches one, and a backslash escapes
   * the next character. Matching is case-sensitive, without Unicode normalization.
   */
  like?: string | undefined;
}

/**
 * A test of a number or a time. `gte` and `lte` include their bound, `gt` and `lt` exclude it. All given operators must
 * hold. A missing field passes only `missing`.
 */
export interface RangeTest<Value> extends PresenceTest {
  gte?: Value | undefined;
  gt?: Value | undefined;
  lte?: Value | undefined;
  lt?: Value | undefined;
}

/** Text equal to a value, equal to one of several values, or passing a {@link TextTest}. */
export type TextCondition<Word extends string = string> = Word | readonly Word[] | TextTest;

/**
 * A number equal to a value, equal to one of several values, or passing a {@link RangeTest}. Above 2^53, JavaScript
 * numbers cannot tell adjacent counts apart.
 */
export type NumberCondition = number | readonly number[] | RangeTest<number>;

/** A Date, or an ISO 8601 date or date-time. A date means midnight. Without a time zone, UTC applies. */
export type TimeValue = Date | string;

/** A time equal to a value to the millisecond, equal to one of several values, or passing a {@link RangeTest}. */
export type TimeCondition = TimeValue | readonly TimeValue[] | RangeTest<TimeValue>;

/**
 * A condition on the fields of a read set. All of its members must hold: fields, named by path, and `and`, `or`, `not`.
 * A value means equality, an array means any of its values, and an object holds operators. Members that are `undefined`
 * are ignored. A condition can be stored as JSON.
 *
 * A missing field equals no value and passes only the operator `missing`. `not` holds exactly where its condition does
 * not, so `not: { status: 'ACTIVE' }` accepts a read set without a status.
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
  /** `''` selects read sets without a reference, like `{ missing: true }`. */
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
  /** All of these hold. An empty array always holds. */
  and?: readonly ReadSetWhere[] | undefined;
  /** At least one of these holds. An empty array never holds. */
  or?: readonly ReadSetWhere[] | undefined;
  /** This condition does not hold. */
  not?: ReadSetWhere | undefined;
}

/** The path of a field of a read set, such as `status` or `etag.algorithm`. */
export type ReadSetField = Exclude<keyof ReadSetWhere, 'and' | 'or' | 'not'>;

import type { FileType, ReadSetStatus } from '@aws-sdk/client-omics';
import { Problems } from '../options/problems.js';
import type { ReadSetWhere } from '../query/where.js';
import { Column, DigestIndex, TextStore } from './columns.js';
import { createdMsOf, readSetReducer, type ReadSetLike } from './read-set-like.js';
import { reduceStream, type Reducer, type Stream } from './reducer.js';

const NO_ISSUES: Readonly<Record<IssueKind, number>> = {
  'upload-failed': 0,
  'stuck-upload': 0,
  activating: 0,
  'no-reference': 0,
  'no-sample': 0,
  'no-subject': 0,
  'sample-of-several-subjects': 0,
};

/** The members of a read set that are copied into an issue. */
const IDENTITY = ['sequenceStoreId', 'id', 'name', 'sampleId', 'subjectId', 'status', 'fileType'] as const;

const OPTIONS = ['stuckAfterHours', 'now', 'maxIssues', 'onIssue'];
const HOUR_MS = 3_600_000;

/** An issue of one read set, with the members that identify it. Members that the read set lacks are absent. */
export interface ReadSetIssue {
  kind: 'upload-failed' | 'stuck-upload' | 'activating' | 'no-reference' | 'no-sample' | 'no-subject';
  sequenceStoreId?: string;
  id?: string;
  name?: string;
  sampleId?: string;
  subjectId?: string;
  status?: ReadSetStatus;
  fileType?: FileType;
  /** A sentence that describes the issue; for a failed upload, the service's own `statusMessage`. */
  message: string;
}

/** A sample whose read sets have more than one subject. */
export interface SampleIssue {
  kind: 'sample-of-several-subjects';
  sampleId: string;
  subjectIds: string[];
  /** A condition that lists the read sets of the sample: `inventory({ client }, { where: issue.where })`. */
  where: ReadSetWhere & { sampleId: string };
  message: string;
}

/** A problem with one read set or one sample, as plain JSON. */
export type Issue = ReadSetIssue | SampleIssue;

/** The kinds of issues. */
export type IssueKind = Issue['kind'];

/** Options of {@link findIssues}. */
export interface IssuesOptions {
  /**
   * The age in hours from which a read set in PROCESSING_UPLOAD counts as stuck, 0 or more; `Infinity` for never.
   * @default 24
   */
  stuckAfterHours?: number | undefined;
  /** The time at which ages are measured. @default the start of the pass */
  now?: Date | undefined;
  /** The maximum number of issues in the result, 0 or more. An issue takes about 0.2 KB. @default 10000 */
  maxIssues?: number | undefined;
  /**
   * Called with each issue when it is found, including issues beyond `maxIssues`; issues of samples are found at the
   * end. If it throws, the pass ends.
   */
  onIssue?: ((issue: Issue) => void) | undefined;
}

/** The result of {@link findIssues}. */
export interface Issues {
  /** Read sets in the stream. */
  readSets: number;
  /** The number of issues of each kind, including issues beyond `maxIssues`. */
  counts: Record<IssueKind, number>;
  /** The first `maxIssues` issues: those of read sets in stream order, then those of samples. */
  issues: Issue[];
  /** The number of issues beyond `maxIssues`. */
  omitted: number;
}

/** The reducer of {@link findIssues}, for {@link analyze}. */
export function issues(options: IssuesOptions = {}): Reducer<ReadSetLike, Issues> {
  const { stuckAfterHours, now, maxIssues, onIssue } = checkOptions(options);
  return readSetReducer(() => {
    const nowMs = now?.getTime() ?? Date.now();
    const samples = new SampleSubjects();
    const counts = { ...NO_ISSUES };
    const result: Issues = { readSets: 0, counts, issues: [], omitted: 0 };
    const record = (issue: Issue): void => {
      counts[issue.kind] += 1;
      if (result.issues.length < maxIssues) result.issues.push(issue);
      else result.omitted += 1;
      onIssue(issue);
    };
    return {
      step(readSet) {
        result.readSets += 1;
        samples.add(readSet);
        for (const issue of readSetIssues(readSet, nowMs, stuckAfterHours)) record(issue);
      },
      finish() {
        for (const issue of samples.issues()) record(issue);
        return result;
      },
    };
  });
}

/**
 * Finds read sets that need attention: failed uploads with the service's message, read sets stuck in PROCESSING_UPLOAD,
 * read sets in ACTIVATING, BAM and CRAM files without a reference, read sets without a sample or a subject, and samples with
 * several subjects.
 *
 * A list does not show when a status last changed. An upload starts when its read set is created, so `stuck-upload` is
 * judged by the age of the read set. An activation can start at any time, so every read set in ACTIVATING is reported as
 * `activating`, whatever its age. A uBAM file has no reference, so that is not an issue. Read sets of every status count, including
 * `DELETED`; filter the stream to exclude some.
 *
 * It takes one pass. Memory: about 0.2 KB per issue in the result, which `maxIssues` limits, and about 50 bytes per
 * distinct sample.
 *
 * @throws {InvalidOptionError} at the call; while reading, if the stream has an item that is not a read set
 *
 * @example
 * ```ts
 * const found = await findIssues(inventory({ client }), { stuckAfterHours: 48 });
 * console.log(found.counts['upload-failed'], found.counts['no-reference']);
 * for (const issue of found.issues.slice(0, 20)) {
 *   if (issue.kind !== 'sample-of-several-subjects') console.log(issue.kind, issue.id, issue.name, issue.message);
 *   else console.log(issue.message, await count(inventory({ client }, { where: issue.where })), 'read sets');
 * }
 * ```
 */
export function findIssues(stream: Stream<ReadSetLike>, options: IssuesOptions = {}): Promise<Issues> {
  return reduceStream(stream, issues(options));
}

/** The issues of one read set. Empty strings count as missing. */
function readSetIssues(readSet: ReadSetLike, nowMs: number, stuckAfterHours: number): ReadSetIssue[] {
  const { status, fileType, statusMessage, referenceArn, sampleId, subjectId } = readSet;
  const found: ReadSetIssue[] = [];
  const add = (kind: ReadSetIssue['kind'], message: string): void => {
    found.push({ kind, ...identityOf(readSet), message });
  };
  if (status === 'UPLOAD_FAILED') {
    const reason = statusMessage === '' ? undefined : statusMessage;
    add('upload-failed', reason ?? 'Upload failed, without a status message.');
  }
  const hours = (nowMs - (createdMsOf(readSet) ?? NaN)) / HOUR_MS;
  if (status === 'PROCESSING_UPLOAD' && hours > stuckAfterHours) {
    add('stuck-upload', `PROCESSING_UPLOAD, created ${formatAge(hours)} ago.`);
  }
  if (status === 'ACTIVATING') add('activating', 'ACTIVATING. The list does not say since when.');
  if ((fileType === 'BAM' || fileType === 'CRAM') && !referenceArn) {
    add('no-reference', `${fileType} without a reference.`);
  }
  if (!sampleId) add('no-sample', 'No sample.');
  if (!subjectId) add('no-subject', 'No subject.');
  return found;
}

/**
 * The subjects of each sample. A sample takes about 50 bytes, and 0.5 KB more if it has several subjects. Read sets
 * without a sample or without a subject are ignored.
 */
class SampleSubjects {
  readonly #sampleNumbers = new DigestIndex();
  /** The offset in `#texts` of each sample's first subject. */
  readonly #firstSubjects = new Column(Uint32Array);
  readonly #texts = new TextStore();
  /** The samples with several subjects, by number. */
  readonly #several = new Map<number, { readonly sampleId: string; readonly subjectIds: Set<string> }>();

  add({ sampleId, subjectId }: ReadSetLike): void {
    if (!sampleId || !subjectId) return;
    const knownSamples = this.#sampleNumbers.size;
    const number = this.#sampleNumbers.numberOf(JSON.stringify(sampleId)); // keeps lone surrogates distinct
    if (number === knownSamples) {
      this.#firstSubjects.push(this.#texts.add(subjectId));
      return;
    }
    const several = this.#several.get(number);
    if (several !== undefined) {
      several.subjectIds.add(subjectId);
      return;
    }
    const first = this.#texts.at(this.#firstSubjects.at(number));
    if (first !== subjectId) this.#several.set(number, { sampleId, subjectIds: new Set([first, subjectId]) });
  }

  /** Yields an issue for each sample with several subjects, sorted by sample. */
  *issues(): Generator<SampleIssue, void, undefined> {
    const several = [...this.#several.values()].sort((a, b) => (a.sampleId < b.sampleId ? -1 : 1));
    for (const { sampleId, subjectIds: subjects } of several) {
      const subjectIds = [...subjects].sort();
      const shown = subjectIds.slice(0, 5).join(', ') + (subjectIds.length > 5 ? ', …' : '');
      const message = `Sample ${sampleId} has ${subjectIds.length} subjects: ${shown}.`;
      yield { kind: 'sample-of-several-subjects', sampleId, subjectIds, where: { sampleId }, message };
    }
  }
}

function identityOf(readSet: ReadSetLike): Omit<ReadSetIssue, 'kind' | 'message'> {
  const identity: Partial<Record<(typeof IDENTITY)[number], string>> = {};
  for (const member of IDENTITY) {
    const value = readSet[member];
    if (value) identity[member] = value;
  }
  return identity as Omit<ReadSetIssue, 'kind' | 'message'>;
}

function formatAge(hours: number): string {
  const [count, unit] = hours < 48 ? [Math.floor(hours), 'hour'] : [Math.floor(hours / 24), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function checkOptions(options: IssuesOptions) {
  const problems = new Problems();
  if (!problems.members('options', options, OPTIONS)) problems.throwIfAny();
  const { stuckAfterHours = 24, now, maxIssues = 10_000, onIssue = () => undefined } = options;
  problems.amount('stuckAfterHours', stuckAfterHours, 0);
  problems.date('now', now);
  if (maxIssues !== Infinity) problems.integer('maxIssues', maxIssues, 0);
  problems.function('onIssue', onIssue);
  problems.throwIfAny();
  return { stuckAfterHours, now: now && new Date(now), maxIssues, onIssue };
}

import { Problems } from '../options/problems.js';
import type { ReadSetLike } from './read-set-like.js';
import { READ_SET_ISSUE_KINDS, readSetIssues, type ReadSetIssue } from './read-set-issues.js';
import { readSetReducer } from './read-set-reducer.js';
import { reduceStream, type Reducer, type Stream } from './reducer.js';
import { SampleSubjects, type SampleIssue } from './sample-subjects.js';

/** Something that wants to be looked at: of one read set, or of one sample. It is plain JSON. */
export type Issue = ReadSetIssue | SampleIssue;

/** What kinds of issues there are. */
export type IssueKind = Issue['kind'];

const ISSUE_KINDS: readonly IssueKind[] = [...READ_SET_ISSUE_KINDS, 'sample-of-several-subjects'];

/** Options of {@link findIssues}. */
export interface IssuesOptions {
  /**
   * A read set that is in PROCESSING_UPLOAD or ACTIVATING, and was created more than so many hours ago, counts as stuck;
   * 0 to any number, `Infinity` for never. @default 24
   */
  stuckAfterHours?: number | undefined;
  /** The time that ages are reckoned at. @default when the stream is begun */
  now?: Date | undefined;
  /** Issues in the result at most, 0 to any number; further ones are counted. One takes about 0.2 KB. @default 10000 */
  maxIssues?: number | undefined;
  /**
   * Told of every issue as it is found, those of samples in the end; also of those that are more than `maxIssues`. What
   * it throws ends the pass.
   */
  onIssue?: ((issue: Issue) => void) | undefined;
}

/** What {@link findIssues} gives. */
export interface Issues {
  /** Read sets that came. */
  readSets: number;
  /** Issues of each kind, all of them. */
  counts: Record<IssueKind, number>;
  /** The first ones in the order of the stream, then those of samples. */
  issues: Issue[];
  /** Issues that are more than `maxIssues`. */
  omitted: number;
}

/** The reducer of {@link findIssues}, for {@link analyze}. */
export function issues(options: IssuesOptions = {}): Reducer<ReadSetLike, Issues> {
  const { stuckAfterHours, now, maxIssues, onIssue } = checkOptions(options);
  return readSetReducer(() => {
    const rule = { stuckAfterHours, nowMs: now?.getTime() ?? Date.now() };
    const samples = new SampleSubjects();
    const found: Issues = { readSets: 0, counts: noIssues(), issues: [], omitted: 0 };
    const note = (issue: Issue): void => {
      found.counts[issue.kind] += 1;
      if (found.issues.length < maxIssues) found.issues.push(issue);
      else found.omitted += 1;
      onIssue(issue);
    };
    return {
      step(readSet) {
        found.readSets += 1;
        samples.add(readSet);
        for (const issue of readSetIssues(readSet, rule)) note(issue);
      },
      finish() {
        for (const issue of samples.issues()) note(issue);
        return found;
      },
    };
  });
}

/**
 * Finds what wants to be looked at: failed uploads with the service's message; read sets stuck in PROCESSING_UPLOAD or
 * ACTIVATING; BAM and CRAM without a reference; read sets without a sample or a subject; samples under several subjects.
 *
 * Stuck is a suspicion: the list has no time of the last change of status, so the age is that of the creation. That
 * fits an upload; a read set of last year that began to activate a minute ago counts as `stuck-activation` as well. A
 * uBAM has no reference, rightly, and is no issue. Every status counts, `DELETED` too: filter the stream for others.
 *
 * An issue of a read set has its store, id, name, sample, subject, status and file type; that of a sample has a `where`
 * that lists its read sets.
 *
 * It is one pass. Memory: the issues in the result, about 0.2 KB each, which `maxIssues` bounds, and about 50 bytes for
 * each different sample.
 *
 * @throws {InvalidOptionError} at the call; while reading, when something comes that is no read set
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

function checkOptions(options: IssuesOptions): {
  stuckAfterHours: number;
  now: Date | undefined;
  maxIssues: number;
  onIssue: (issue: Issue) => void;
} {
  const problems = new Problems();
  if (!problems.members('options', options, ['stuckAfterHours', 'now', 'maxIssues', 'onIssue'])) {
    problems.throwIfAny();
  }
  const { stuckAfterHours = 24, now, maxIssues = 10_000, onIssue = () => undefined } = options;
  problems.amount('stuckAfterHours', stuckAfterHours, 0);
  problems.date('now', now);
  if (maxIssues !== Infinity) problems.integer('maxIssues', maxIssues, 0);
  problems.function('onIssue', onIssue);
  problems.throwIfAny();
  return { stuckAfterHours, now: now && new Date(now), maxIssues, onIssue };
}

function noIssues(): Record<IssueKind, number> {
  return Object.fromEntries(ISSUE_KINDS.map((kind) => [kind, 0])) as Record<IssueKind, number>;
}

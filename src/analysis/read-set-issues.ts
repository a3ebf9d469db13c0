import type { ReadSetLike } from './read-set-like.js';

/** What can be wrong with one read set. */
export const READ_SET_ISSUE_KINDS = [
  'upload-failed',
  'stuck-upload',
  'stuck-activation',
  'no-reference',
  'no-sample',
  'no-subject',
] as const;

/** Something about one read set. */
export interface ReadSetIssue {
  kind: (typeof READ_SET_ISSUE_KINDS)[number];
  sequenceStoreId?: string;
  id?: string;
  /** What is wrong; of a failed upload, the service's own `statusMessage`. */
  message: string;
}

/** When a read set counts as stuck. */
export interface StuckRule {
  readonly stuckAfterHours: number;
  readonly nowMs: number;
}

const HOUR_MS = 3_600_000;
const ALIGNED_FILES: readonly unknown[] = ['BAM', 'CRAM'];

/** What is wrong with a read set, as far as a list tells. */
export function readSetIssues(readSet: ReadSetLike, rule: StuckRule): ReadSetIssue[] {
  const { status, fileType, statusMessage, referenceArn, sampleId, subjectId } = readSet;
  const issues: ReadSetIssue[] = [];
  const add = (kind: ReadSetIssue['kind'], message: string): void => {
    const { sequenceStoreId, id } = readSet;
    issues.push({
      kind,
      ...(sequenceStoreId === undefined ? {} : { sequenceStoreId }),
      ...(id === undefined ? {} : { id }),
      message,
    });
  };
  if (status === 'UPLOAD_FAILED') add('upload-failed', statusMessage ?? 'The service gives no message.');
  const hours = (rule.nowMs - (readSet.creationTime?.getTime() ?? NaN)) / HOUR_MS;
  if (hours > rule.stuckAfterHours) {
    if (status === 'PROCESSING_UPLOAD') {
      add('stuck-upload', `PROCESSING_UPLOAD, and created ${age(hours)} ago.`);
    }
    if (status === 'ACTIVATING') {
      add(
        'stuck-activation',
        `ACTIVATING, and created ${age(hours)} ago; since when it is activating, the list does not say.`,
      );
    }
  }
  // A uBAM has none, rightly.
  if (ALIGNED_FILES.includes(fileType) && !referenceArn)
    add('no-reference', `A ${fileType} without a reference.`);
  if (!sampleId) add('no-sample', 'No sample.');
  if (!subjectId) add('no-subject', 'No subject.');
  return issues;
}

function age(hours: number): string {
  const [count, unit] = hours < 48 ? [Math.floor(hours), 'hour'] : [Math.floor(hours / 24), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

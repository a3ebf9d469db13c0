import type { FileType, ReadSetStatus } from '@aws-sdk/client-omics';
import { createdMsOf, type ReadSetLike } from './read-set-like.js';

/** What can be wrong with one read set. */
export const READ_SET_ISSUE_KINDS = [
  'upload-failed',
  'stuck-upload',
  'stuck-activation',
  'no-reference',
  'no-sample',
  'no-subject',
] as const;

/** Something about one read set, and which one it is: what it has no value for is absent. */
export interface ReadSetIssue {
  kind: (typeof READ_SET_ISSUE_KINDS)[number];
  sequenceStoreId?: string;
  id?: string;
  name?: string;
  sampleId?: string;
  subjectId?: string;
  status?: ReadSetStatus;
  fileType?: FileType;
  /** What is wrong, in a sentence; of a failed upload, the service's own `statusMessage`. */
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
    issues.push({ kind, ...whichOf(readSet), message });
  };
  if (status === 'UPLOAD_FAILED') {
    const reason = statusMessage === '' ? undefined : statusMessage;
    add('upload-failed', reason ?? 'Upload failed, without a status message.');
  }
  const hours = (rule.nowMs - (createdMsOf(readSet) ?? NaN)) / HOUR_MS;
  if (hours > rule.stuckAfterHours) {
    const message = `${status}, created ${age(hours)} ago.`;
    if (status === 'PROCESSING_UPLOAD') add('stuck-upload', message);
    if (status === 'ACTIVATING') add('stuck-activation', message);
  }
  // A uBAM has none, rightly.
  if (ALIGNED_FILES.includes(fileType) && !referenceArn)
    add('no-reference', `${fileType} without a reference.`);
  if (!sampleId) add('no-sample', 'No sample.');
  if (!subjectId) add('no-subject', 'No subject.');
  return issues;
}

/** Which read set it is. An empty text is none. */
function whichOf(readSet: ReadSetLike): Omit<ReadSetIssue, 'kind' | 'message'> {
  const { sequenceStoreId, id, name, sampleId, subjectId, status, fileType } = readSet;
  const which: Omit<ReadSetIssue, 'kind' | 'message'> = {};
  if (sequenceStoreId) which.sequenceStoreId = sequenceStoreId;
  if (id) which.id = id;
  if (name) which.name = name;
  if (sampleId) which.sampleId = sampleId;
  if (subjectId) which.subjectId = subjectId;
  if (status) which.status = status;
  if (fileType) which.fileType = fileType;
  return which;
}

function age(hours: number): string {
  const [count, unit] = hours < 48 ? [Math.floor(hours), 'hour'] : [Math.floor(hours / 24), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

import type { Problems } from '../options/problems.js';
import type { Checkpoint } from './checkpoint.js';

/**
 * Where checkpoints are kept: a file ({@link fileCheckpointStore}), or whatever a job has, such as an S3 object or a
 * row of a database. One run uses it at a time.
 */
export interface CheckpointStore {
  /** The latest checkpoint; `undefined` where there is none. */
  load(): Promise<Checkpoint | undefined>;
  /** Keeps a checkpoint in place of the one before. When it resolves, the new one is durable; when it fails, the old one stays. */
  save(checkpoint: Checkpoint): Promise<void>;
}

/** Notes what is given as a store and is none. */
export function checkCheckpointStore(name: string, store: unknown, problems: Problems): void {
  if (store === undefined) return;
  const { load, save } = Object(store) as Partial<Record<keyof CheckpointStore, unknown>>;
  if (typeof load === 'function' && typeof save === 'function') return;
  problems.add(name, 'a CheckpointStore, such as fileCheckpointStore gives', store);
}

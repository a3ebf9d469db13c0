import { access, constants, lstat, open, rm, stat } from 'node:fs/promises';
import { CheckpointError, OutputError } from '../errors.js';
import { ContentDigest } from '../files/content-digest.js';
import { createPartial, fileBehindLinks, putInPlace, reopenPartial, setMode } from '../files/partial-file.js';
import type { Destination } from './destination.js';
import { codeOf, fileError } from './output-error.js';
import type { ResumePoint } from './resumable-output.js';

const OTHER_RUN = 'another run may be writing to it';

/**
 * Opens a file that is replaced in one step: rows go to `FILE.partial` next to it, which is renamed at the end. Until
 * then, and if the run fails, the existing file stays unchanged. A link stays too: the file it leads to is replaced.
 *
 * Each run creates its own `FILE.partial`, or continues the one of its checkpoint, and appends to it. Before each
 * checkpoint and before the rename, it checks that the file of that name is its own and has the expected length. So of
 * two runs that write one file at the same time, at least one fails. If the second starts over, the first fails and the
 * second replaces the file. If both continue the same `FILE.partial` and both add rows, both fail and the file stays.
 *
 * @param mode the permissions of the existing file, which the new file gets; `undefined` if there is none
 * @param resumeAt how much of `FILE.partial` a checkpoint covers, if one is kept
 * @param signal aborts the check of the rows that the checkpoint covers
 * @returns `'finished'` if the checkpoint covers the whole file, and the file is in place
 */
export async function openReplacedFile(
  path: string,
  mode: number | undefined,
  resumeAt: ResumePoint | undefined,
  signal: AbortSignal,
): Promise<Destination | 'finished'> {
  const exists = mode !== undefined;
  const target = await fileBehindLinks(path).catch((error: unknown) => {
    throw fileError(path, error);
  });
  const fail = (error: unknown): never => {
    if (error instanceof OutputError || error instanceof CheckpointError || error === signal.reason)
      throw error;
    throw fileError(path, error, target);
  };
  const partial = `${target}.partial`;
  if (resumeAt?.finished === true) {
    const finished = await isInPlace(target, partial, resumeAt, signal).catch(fail);
    if (finished) return 'finished';
  }
  if (exists) await access(target, constants.W_OK).catch(fail);
  // Respect a read-only file even where root or the directory's permissions would allow replacing it.
  if (exists && (mode & 0o222) === 0) fail({ code: 'EACCES' });
  const isContinued = resumeAt !== undefined && resumeAt.bytes > 0;
  const opened = isContinued
    ? continuePartial(partial, mode, resumeAt, signal)
    : createPartial(partial, mode).then((file) => ({ file, digest: resumeAt && new ContentDigest() }));
  const { file, digest } = await opened.catch((error: unknown) => {
    throw codeOf(error).endsWith('EISDIR') ? fileError(partial, error) : fail(error);
  });

  const own = await file.stat();
  /** Why `FILE.partial` is no longer the file that this run opened, if so. */
  const lossOfPartial = async (): Promise<string | undefined> => {
    const current = await lstat(partial).catch(() => undefined);
    if (current === undefined) return `${partial} was removed while it was being written`;
    const isOwn = own.ino === current.ino && own.dev === current.dev;
    return isOwn ? undefined : `${partial} was replaced; ${OTHER_RUN}`;
  };
  const sync = async (): Promise<void> => {
    await file.sync();
    const { size } = await file.stat();
    const { bytes } = destination;
    const changed =
      size === bytes ? undefined : `${partial} has ${size} bytes instead of ${bytes}; ${OTHER_RUN}`;
    const problem = (await lossOfPartial()) ?? changed;
    if (problem !== undefined) throw new OutputError(path, problem);
  };
  const destination: Destination = {
    path,
    bytes: isContinued ? resumeAt.bytes : 0,
    keepsPartial: true,
    write: async (chunk) => {
      await file.writeFile(chunk).catch(fail);
      destination.bytes += chunk.length;
      digest?.add(chunk);
    },
    sync: async () => {
      await sync().catch(fail);
      return { bytes: destination.bytes, digest: String(digest) };
    },
    commit: async () => {
      try {
        await sync();
        await file.close();
        await putInPlace(partial, target);
      } catch (error) {
        fail(error);
      }
    },
    abandon: async (_, rows) => {
      const loss = await lossOfPartial();
      await file.close().catch(() => undefined);
      const incomplete = { path, untouched: exists, rows };
      if (loss !== undefined) return incomplete;
      if (rows > 0 && destination.bytes > 0) return { ...incomplete, partialPath: partial };
      await rm(partial, { force: true }).catch(() => undefined);
      return incomplete;
    },
  };
  return destination;
}

/** Opens a device or a file descriptor, which is written to directly. */
export async function openDevice(path: string): Promise<Destination> {
  const fail = (error: unknown): never => {
    throw fileError(path, error);
  };
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND).catch(fail);
  const destination: Destination = {
    path,
    bytes: 0,
    keepsPartial: false,
    write: async (chunk) => {
      await file.writeFile(chunk).catch(fail);
      destination.bytes += chunk.length;
    },
    commit: () => file.close().catch(fail),
    abandon: (_, rows) => {
      file.close().catch(() => undefined); // not awaited: it waits for a write, which may never end
      return Promise.resolve({ rows });
    },
  };
  return destination;
}

/** Whether the last run replaced the file, but stopped before it could report success. */
async function isInPlace(
  target: string,
  partial: string,
  { bytes, digest }: ResumePoint,
  signal: AbortSignal,
): Promise<boolean> {
  const size = (path: string) =>
    stat(path).then(
      (stats) => stats.size,
      () => undefined,
    );
  if ((await size(partial)) !== undefined || (await size(target)) !== bytes) return false;
  const file = await open(target);
  try {
    return String(await ContentDigest.of(file, bytes, signal)) === digest;
  } finally {
    await file.close();
  }
}

/**
 * Opens the partial file of a checkpoint, and cuts off the rows after it.
 *
 * @throws {CheckpointError} if the rows that the checkpoint covers are missing or were changed; then nothing is cut off
 */
async function continuePartial(
  partial: string,
  mode: number | undefined,
  { bytes, digest: expected }: ResumePoint,
  signal: AbortSignal,
) {
  const missing = (state: string): CheckpointError =>
    new CheckpointError('output-missing', `${partial} ${state}; it should have at least ${bytes} bytes.`);
  const file = await reopenPartial(partial).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw missing('is missing');
    throw codeOf(error) === 'ELOOP' ? missing('is a symbolic link') : error;
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw missing('is not a file');
    if (stats.size < bytes) throw missing(`has ${stats.size} bytes`);
    const digest = await ContentDigest.of(file, bytes, signal);
    if (String(digest) !== expected) {
      throw new CheckpointError(
        'output-changed',
        `The first ${bytes} bytes of ${partial} differ from those written.`,
      );
    }
    if (mode !== undefined) await setMode(file, mode);
    await file.truncate(bytes);
    return { file, digest };
  } catch (error) {
    await file.close();
    throw error;
  }
}

import { access, chmod, constants, open, realpath, rm, stat, type FileHandle } from 'node:fs/promises';
import { OutputError } from '../errors.js';
import { putInPlace } from '../files/put-in-place.js';
import type { Destination } from './destination.js';
import { codeOf, fileError } from './output-error.js';

/**
 * Opens a file that is replaced in one step: rows go to `FILE.partial` next to it, which is renamed at the end. Until
 * then, and if the run fails, the existing file stays unchanged.
 *
 * Each run creates its own `FILE.partial` and appends to it. If two runs write the same file at the same time, one finds
 * another file there, or another length, and fails before it replaces anything.
 *
 * @param mode the permissions of the existing file, which the new file gets; `undefined` if there is none
 * @param resumeAt continue the existing `FILE.partial` after this many bytes
 */
export async function openReplacedFile(path: string, mode: number | undefined, resumeAt?: number) {
  const fail = (error: unknown): never => {
    throw error instanceof OutputError ? error : fileError(path, error);
  };
  const exists = mode !== undefined;
  const target = exists ? await realpath(path).catch(fail) : path; // replaces the file behind a link, not the link
  if (exists) await access(target, constants.W_OK).catch(fail);
  // Respect a read-only file even where root or the directory's permissions would allow replacing it.
  if (exists && (mode & 0o222) === 0) fail({ code: 'EACCES' });
  const partial = `${target}.partial`;
  const file = await openPartial(partial, resumeAt).catch((error: unknown) => {
    throw codeOf(error).endsWith('EISDIR') ? fileError(partial, error) : fail(error);
  });
  const sync = async (): Promise<void> => {
    await file.sync();
    const [own, current] = [await file.stat(), await stat(partial).catch(() => undefined)];
    if (own.ino === current?.ino && own.dev === current.dev && own.size === destination.bytes) return;
    throw new OutputError(path, `another run is writing to ${partial}`);
  };
  const destination: Destination = {
    path,
    bytes: resumeAt ?? 0,
    keepsPartial: true,
    write: async (chunk) => {
      await file.writeFile(chunk).catch(fail);
      destination.bytes += chunk.length;
    },
    sync: () => sync().catch(fail),
    commit: async () => {
      try {
        if (exists) await chmod(partial, mode).catch(() => undefined);
        await sync();
        await file.close();
        await putInPlace(partial, target);
      } catch (error) {
        fail(error);
      }
    },
    abandon: async (_, rows) => {
      await file.close().catch(() => undefined);
      if (rows > 0 && destination.bytes > 0) return { path, untouched: exists, partialPath: partial, rows };
      await rm(partial, { force: true }).catch(() => undefined);
      return { path, untouched: exists, rows };
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

async function openPartial(partial: string, length: number | undefined): Promise<FileHandle> {
  if (length === undefined) {
    await rm(partial, { force: true });
    return open(partial, 'ax');
  }
  const file = await open(partial, constants.O_WRONLY | constants.O_APPEND);
  await file.truncate(length);
  return file;
}

import { access, chmod, constants, open, realpath, rm, stat, type FileHandle } from 'node:fs/promises';
import { OutputError } from '../errors.js';
import { putInPlace } from '../files/put-in-place.js';
import type { Destination } from './destination.js';
import { codeOf, fileError } from './output-error.js';

/**
 * A file that is replaced in one step: what is written goes to `FILE.partial` beside it, which takes its name in the
 * end. Until then, and when the run fails, the file that was there before is untouched.
 *
 * Each run makes a `FILE.partial` of its own, and appends to it. So a second run on the same file at the same time is
 * noticed before anything is replaced: there is another file, or one of another length.
 *
 * @param mode the permissions of the file that is there, which the new one gets
 * @param resumeAt go on in the `FILE.partial` that is there, after so many bytes of it
 */
export async function openReplacedFile(
  path: string,
  mode: number | undefined,
  resumeAt?: number,
): Promise<Destination> {
  const fail = (error: unknown): never => {
    throw error instanceof OutputError ? error : fileError(path, error);
  };
  const exists = mode !== undefined;
  const target = exists ? await realpath(path).catch(fail) : path; // a link stays a link
  if (exists) await access(target, constants.W_OK).catch(fail);
  // A file that nobody may write to is meant to stay, also where root or the directory would let it be replaced.
  if (exists && (mode & 0o222) === 0) fail({ code: 'EACCES' });
  const partial = `${target}.partial`;
  const file = await (resumeAt === undefined ? create(partial) : reopen(partial, resumeAt)).catch(
    (error: unknown) => {
      throw codeOf(error).endsWith('EISDIR') ? fileError(partial, error) : fail(error);
    },
  );
  let written = resumeAt ?? 0;
  const sync = async (): Promise<void> => {
    await file.sync();
    const [own, there] = [await file.stat(), await stat(partial).catch(() => undefined)];
    if (own.ino === there?.ino && own.dev === there.dev && own.size === written) return;
    throw new OutputError(path, `another run is writing to ${partial}`);
  };
  return {
    path,
    get bytes() {
      return written;
    },
    keepsRows: true,
    write: async (bytes) => {
      await file.writeFile(bytes).catch(fail);
      written += bytes.length;
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
    abandon: async ({ rows }) => {
      await file.close().catch(() => undefined);
      if (rows > 0 && written > 0) return { path, untouched: exists, partialPath: partial };
      await rm(partial, { force: true }).catch(() => undefined);
      return { path, untouched: exists };
    },
  };
}

async function create(partial: string): Promise<FileHandle> {
  await rm(partial, { force: true });
  return open(partial, 'ax');
}

async function reopen(partial: string, length: number): Promise<FileHandle> {
  const file = await open(partial, constants.O_WRONLY | constants.O_APPEND);
  await file.truncate(length);
  return file;
}

import { access, chmod, constants, open, realpath, rename, rm } from 'node:fs/promises';
import type { Destination } from './destination.js';
import { outputError } from './output-error.js';

/**
 * A file that is replaced in one step: what is written goes to `FILE.partial` beside it, which takes its name in the
 * end. Until then, and when the run fails, the file that was there before is untouched.
 *
 * @param mode the permissions of the file that is there, which the new one gets
 */
export async function openReplacedFile(path: string, mode: number | undefined): Promise<Destination> {
  const fail = (error: unknown): never => {
    throw outputError(path, error);
  };
  const exists = mode !== undefined;
  const target = exists ? await realpath(path).catch(fail) : path; // a link stays a link
  if (exists) await access(target, constants.W_OK).catch(fail);
  // A file that nobody may write to is meant to stay, also where root or the directory would let it be replaced.
  if (exists && (mode & 0o222) === 0) fail({ code: 'EACCES' });
  const partial = `${target}.partial`;
  const file = await open(partial, 'w').catch((error: unknown) => {
    throw outputError((error as { code?: string }).code === 'EISDIR' ? partial : path, error);
  });
  let empty = true;
  return {
    isTerminal: false,
    columns: undefined,
    write: async (text) => {
      await file.writeFile(text).catch(fail);
      empty = false;
    },
    commit: async () => {
      try {
        if (exists) await chmod(partial, mode).catch(() => undefined);
        await file.sync();
        await file.close();
        await rename(partial, target);
      } catch (error) {
        fail(error);
      }
    },
    abandon: async () => {
      await file.close().catch(() => undefined);
      const untouched = exists ? `${path} is untouched` : `${path} is not written`;
      if (!empty) return `What was written is in ${partial}; ${untouched}.`;
      await rm(partial, { force: true }).catch(() => undefined);
      return `Nothing was written; ${untouched}.`;
    },
  };
}

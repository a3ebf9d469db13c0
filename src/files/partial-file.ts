import { constants, open, readlink, realpath, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';

const { O_APPEND, O_CREAT, O_EXCL, O_RDWR, O_WRONLY } = constants;

/** Windows has no such flag. */
const O_NOFOLLOW = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;

/** As many links as Linux follows. */
const MAX_LINKS = 40;

/**
 * Creates a partial file that only this run has open. A file left there by an earlier run is removed.
 * A link of that name is removed too, and never followed.
 *
 * @param mode the permissions, exactly; by default those that the umask gives to a new file
 */
export async function createPartial(path: string, mode?: number): Promise<FileHandle> {
  await rm(path, { force: true });
  const file = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, mode ?? 0o666);
  if (mode !== undefined) await setMode(file, mode);
  return file;
}

/** Opens a partial file to read it and to append to it. Rejects with the code `ELOOP` if it is a link. */
export function reopenPartial(path: string): Promise<FileHandle> {
  return open(path, O_RDWR | O_APPEND | O_NOFOLLOW);
}

/** Sets the permissions of an open file, unless its file system has none. */
export async function setMode(file: FileHandle, mode: number): Promise<void> {
  await file.chmod(mode & 0o7777).catch(() => undefined);
}

/**
 * Renames a partial file, already flushed to the disk, to its final path. This replaces an existing file in one step; if
 * it rejects, nothing was replaced. The directory is flushed too, so that the new name survives a crash, where the file
 * system allows that.
 */
export async function putInPlace(partial: string, path: string): Promise<void> {
  await rename(partial, path);
  await syncDirectory(dirname(path)).catch(() => undefined);
}

/** The file that a path leads to through symbolic links, whether or not it exists. Any other path is returned as it is. */
export async function fileBehindLinks(path: string): Promise<string> {
  let file = path;
  for (let links = 0; links <= MAX_LINKS; links += 1) {
    const link = await readlink(file).catch(() => undefined);
    if (link === undefined) return file;
    // `..` in a link is the parent of the real directory, so that one is resolved first.
    const next = isAbsolute(link) ? link : `${await realpath(dirname(file))}/${link}`;
    const directory = await realpath(dirname(next)).catch(() => undefined);
    file = directory === undefined ? next : join(directory, basename(next));
  }
  throw Object.assign(new Error('its symbolic links form a loop'), { code: 'ELOOP' });
}

/** Windows cannot open directories, and does not need this. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}

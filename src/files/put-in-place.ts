import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Gives a file that was written aside, and forced to the disk, its name: what had it before is replaced in one step.
 * Rejects where nothing was replaced. That the new name itself lasts is up to the directory, which not every file system
 * can force to the disk.
 */
export async function putInPlace(partial: string, path: string): Promise<void> {
  await rename(partial, path);
  await syncDirectory(dirname(path)).catch(() => undefined);
}

/** Windows cannot open a directory, and needs no such thing. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}

import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Renames a partial file, already flushed to the disk, to its final path. This replaces an existing file in one step; if
 * it rejects, nothing was replaced. The directory is flushed too, so that the new name survives a crash, where the file
 * system allows that.
 */
export async function putInPlace(partial: string, path: string): Promise<void> {
  await rename(partial, path);
  await syncDirectory(dirname(path)).catch(() => undefined);
}

/** Windows cannot open directories, and does not need this. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}

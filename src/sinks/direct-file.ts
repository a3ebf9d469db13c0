import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Destination } from './destination.js';
import { fileError } from './output-error.js';

/** A pipe or a device, written to as it is. Opening a pipe waits for its reader. */
export async function openDirectFile(path: string): Promise<Destination> {
  const fail = (error: unknown): never => {
    throw fileError(path, error);
  };
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND).catch(fail);
  let written = 0;
  return {
    path,
    get bytes() {
      return written;
    },
    keepsRows: false,
    write: async (bytes) => {
      await file.writeFile(bytes).catch(fail);
      written += bytes.length;
    },
    commit: () => file.close().catch(fail),
    abandon: async () => {
      await file.close().catch(() => undefined);
      return {};
    },
  };
}

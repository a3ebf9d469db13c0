import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Destination } from './destination.js';
import { outputError } from './output-error.js';

/** A pipe or a device, written to as it is. Opening a pipe waits for its reader. */
export async function openDirectFile(path: string): Promise<Destination> {
  const fail = (error: unknown): never => {
    throw outputError(path, error);
  };
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND).catch(fail);
  return {
    isTerminal: false,
    columns: undefined,
    write: (text) => file.writeFile(text).catch(fail),
    commit: () => file.close().catch(fail),
    abandon: async () => {
      await file.close().catch(() => undefined);
      return undefined;
    },
  };
}

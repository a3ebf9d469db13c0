import type { Destination } from './destination.js';
import { outputError } from './output-error.js';

/** stdout. A write is over when it was handed on, so a slow reader slows the run. */
export function standardOutput(stream: NodeJS.WriteStream = process.stdout): Destination {
  const fail = (error: unknown): Error => outputError('standard output', error);
  return {
    isTerminal: stream.isTTY,
    columns: stream.isTTY ? stream.columns : undefined,
    write: (text) =>
      new Promise((resolve, reject) => {
        try {
          stream.write(text, (error) => {
            if (error) reject(fail(error));
            else resolve();
          });
        } catch (error) {
          reject(fail(error)); // files are written synchronously
        }
      }),
    commit: () => Promise.resolve(),
    abandon: () => Promise.resolve(undefined),
  };
}

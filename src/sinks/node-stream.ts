import { finished, type Writable } from 'node:stream';
import type { Destination } from './destination.js';
import { streamError } from './output-error.js';

/** The process's own streams, which are left open. */
const STANDARD = ['stdout', 'stderr'] as const;

/** What becomes of a caller's stream, and who is told when it fails. */
export interface StreamOptions {
  readonly end: boolean;
  /** Told at once when the stream fails or is closed, also between writes. */
  readonly onFailure: (error: Error) => void;
}

/**
 * A Node stream, treated as `stream.pipeline` does: ended after the last row, destroyed when the run does not get
 * through; stdout and stderr are left open. A write is over when it was handed on, so a slow reader slows the run.
 */
export function nodeStream(stream: Writable, { end, onFailure }: StreamOptions): Destination {
  const standard = STANDARD.find((own) => process[own] === stream);
  const name =
    standard === undefined ? 'the stream' : `standard ${standard === 'stdout' ? 'output' : 'error'}`;
  let giveUp: ((error: Error) => void) | undefined;
  const stopWatching = finished(stream, { readable: false }, (error) => {
    const failure = streamError(name, error ?? { code: 'ERR_STREAM_PREMATURE_CLOSE' });
    giveUp?.(failure); // a stream that is destroyed may not call back
    onFailure(failure);
  });
  /** Waits for the callback of a method of the stream. */
  const settled = (call: (done: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      giveUp = reject;
      try {
        call((error) => {
          if (error) reject(streamError(name, error));
          else resolve();
        });
      } catch (error) {
        reject(streamError(name, error)); // files are written synchronously
      }
    });
  /** Ends the stream. One that fails to end says so twice: to the callback, and as an event, which may come later. */
  const ending = async (): Promise<void> => {
    const heard = (): void => undefined;
    const forget = (): void => void stream.off('error', heard).off('close', forget);
    stream.on('error', heard).on('close', forget);
    await settled((done) => stream.end(done));
    forget();
  };
  let written = 0;
  return {
    path: undefined,
    get bytes() {
      return written;
    },
    keepsRows: false,
    write: async (bytes) => {
      await settled((done) => stream.write(bytes, done));
      written += bytes.length;
    },
    commit: async () => {
      stopWatching();
      if (end && standard === undefined) await ending();
    },
    abandon: ({ reason }) => {
      if (standard !== undefined) stopWatching();
      else stream.destroy(reason instanceof Error ? reason : undefined);
      return Promise.resolve({});
    },
  };
}

import { constants, open } from 'node:fs';
import { Socket } from 'node:net';
import { finished, type Writable } from 'node:stream';
import { promisify } from 'node:util';
import { sleep } from '../streams/abort.js';
import type { Destination } from './destination.js';
import { codeOf, fileError, streamError } from './output-error.js';

export interface StreamOptions {
  /** The path of the stream, if it has one. */
  readonly path?: string;
  /** Whether to end the stream after the last row. */
  readonly end: boolean;
  /** Called as soon as the stream fails or is closed, also between writes. */
  readonly onFailure: (error: Error) => void;
}

const STANDARD_STREAMS = ['stdout', 'stderr'] as const;

const CLOSED_EARLY = { code: 'ERR_STREAM_PREMATURE_CLOSE' };

/**
 * A Node stream, treated as `stream.pipeline` does: ended after the last row, destroyed if the run fails. stdout and
 * stderr stay open. A write waits until the stream has passed it on, so a slow reader slows the run.
 */
export function nodeStream(stream: Writable, { path, end, onFailure }: StreamOptions): Destination {
  const standard = STANDARD_STREAMS.find((name) => process[name] === stream);
  const name =
    standard === undefined ? 'the stream' : `standard ${standard === 'stdout' ? 'output' : 'error'}`;
  const failureOf = (error: unknown): Error =>
    path === undefined ? streamError(name, error) : fileError(path, error);
  let rejectCall: ((error: Error) => void) | undefined;
  const stopWatching = finished(stream, { readable: false }, (error) => {
    const failure = failureOf(error ?? CLOSED_EARLY);
    rejectCall?.(failure); // a destroyed stream may never call back
    onFailure(failure);
  });
  /** Calls a method of the stream and waits for its callback. */
  const callback = (call: (done: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      rejectCall = reject;
      try {
        call((error) => {
          if (error) reject(failureOf(error));
          else resolve();
        });
      } catch (error) {
        reject(failureOf(error)); // stdout writes to a file synchronously, and throws
      }
    });
  /** Ends the stream. If that fails, it calls back and also emits `error`, possibly later. */
  const endStream = async (): Promise<void> => {
    const ignore = (): void => undefined;
    const stopIgnoring = (): void => void stream.off('error', ignore).off('close', stopIgnoring);
    stream.on('error', ignore).on('close', stopIgnoring);
    await callback((done) => stream.end(done));
    stopIgnoring();
  };
  const destination: Destination = {
    path,
    bytes: 0,
    keepsPartial: false,
    write: async (chunk) => {
      await callback((done) => stream.write(chunk, done));
      destination.bytes += chunk.length;
    },
    commit: async () => {
      stopWatching();
      if (end && standard === undefined) await endStream();
    },
    abandon: (reason, rows) => {
      if (standard !== undefined) stopWatching();
      else stream.destroy(reason instanceof Error ? reason : undefined);
      return Promise.resolve({ rows });
    },
  };
  return destination;
}

const openFile = promisify(open);
const READER_POLL_MS = 50;

/**
 * Opens a named pipe and waits until it has a reader, or rejects at once with `signal.reason`. A blocking open, or a
 * blocking write to a pipe that nobody reads, could not be aborted, and would even keep the process from exiting.
 */
export async function openPipe(path: string, options: StreamOptions, signal: AbortSignal) {
  for (;;) {
    const fd = await openFile(path, constants.O_WRONLY | constants.O_NONBLOCK).catch((error: unknown) => {
      if (codeOf(error) === 'ENXIO') return undefined; // no reader yet
      throw fileError(path, error);
    });
    if (fd !== undefined)
      return nodeStream(new Socket({ fd, readable: false }), { ...options, path, end: true });
    await sleep(READER_POLL_MS, signal);
  }
}

/** A web stream: closed after the last row, aborted if the run fails, and unlocked either way. */
export function webStream(stream: WritableStream<Uint8Array>, { end, onFailure }: StreamOptions) {
  const writer = stream.getWriter();
  const fail = (error: unknown): never => {
    throw streamError('the stream', error);
  };
  let isWriting = true;
  const report = (error: unknown): void => {
    if (isWriting) onFailure(streamError('the stream', error));
  };
  writer.closed.then(() => report(CLOSED_EARLY), report);
  const destination: Destination = {
    path: undefined,
    bytes: 0,
    keepsPartial: false,
    write: async (chunk) => {
      await writer.ready.catch(fail);
      await writer.write(chunk).catch(fail);
      destination.bytes += chunk.length;
    },
    commit: async () => {
      isWriting = false;
      if (end) await writer.close().catch(fail);
      writer.releaseLock();
    },
    abandon: (reason, rows) => {
      isWriting = false;
      writer.abort(reason).catch(() => undefined); // not awaited: it may wait for a write that never ends
      writer.releaseLock();
      return Promise.resolve({ rows });
    },
  };
  return destination;
}

import type { Destination } from './destination.js';
import type { StreamOptions } from './node-stream.js';
import { streamError } from './output-error.js';

/** A web stream: closed after the last row, aborted when the run does not get through, and unlocked. */
export function webStream(
  stream: WritableStream<Uint8Array>,
  { end, onFailure }: StreamOptions,
): Destination {
  const writer = stream.getWriter();
  const fail = (error: unknown): never => {
    throw streamError('the stream', error);
  };
  let open = true;
  writer.closed.then(
    () => {
      if (open) onFailure(streamError('the stream', { code: 'ERR_STREAM_PREMATURE_CLOSE' }));
    },
    (error: unknown) => {
      if (open) onFailure(streamError('the stream', error));
    },
  );
  let written = 0;
  return {
    path: undefined,
    get bytes() {
      return written;
    },
    keepsRows: false,
    write: async (bytes) => {
      await writer.ready.catch(fail);
      await writer.write(bytes).catch(fail);
      written += bytes.length;
    },
    commit: async () => {
      open = false;
      if (end) await writer.close().catch(fail);
      writer.releaseLock();
    },
    abandon: ({ reason }) => {
      open = false;
      // It may wait for a write that is under way; the run does not.
      writer.abort(reason).catch(() => undefined);
      writer.releaseLock();
      return Promise.resolve({});
    },
  };
}

import { createGzip } from 'node:zlib';
import type { Destination } from './destination.js';

/**
 * Compresses the bytes of a destination. Each `sync` ends a gzip member. Concatenated members are one gzip file
 * (RFC 1952, 2.2), so a file truncated after a member can be continued.
 */
export function gzipped(inner: Destination): Destination {
  let member: ReturnType<typeof openMember> | undefined;
  const endMember = async (): Promise<void> => {
    if (inner.bytes === 0) member ??= openMember(inner); // an empty file is not valid gzip
    const ending = member;
    member = undefined;
    await ending?.end();
  };
  return {
    path: inner.path,
    get bytes() {
      return inner.bytes;
    },
    keepsPartial: inner.keepsPartial,
    write: (bytes) => (member ??= openMember(inner)).write(bytes),
    sync: async () => {
      await endMember();
      return (await inner.sync?.()) ?? { bytes: inner.bytes };
    },
    commit: async () => {
      await endMember();
      await inner.commit();
    },
    abandon: async (reason, rows) => {
      await endMember().catch(() => undefined);
      return inner.abandon(reason, rows);
    },
  };
}

function openMember(inner: Destination) {
  const gzip = createGzip();
  const written = (async () => {
    for await (const bytes of gzip as AsyncIterable<Uint8Array>) await inner.write(bytes);
  })();
  written.catch(() => undefined); // the next write or the end rejects with it
  return {
    write: async (bytes: Uint8Array): Promise<void> => {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          gzip.off('close', done);
          resolve();
        };
        gzip.once('close', done); // a destroyed stream may never call back
        gzip.write(bytes, done);
      });
      if (gzip.destroyed) await written;
    },
    end: async (): Promise<void> => {
      gzip.end();
      await written;
    },
  };
}

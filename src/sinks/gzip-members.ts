import { createGzip } from 'node:zlib';
import type { Destination } from './destination.js';

/**
 * Compresses what goes to a destination. Each `sync` ends a gzip member: members one after another are one gzip file
 * (RFC 1952, 2.2), and one that is cut after a whole member can be resumed.
 */
export function gzipMembers(inner: Destination): Destination {
  let member: Member | undefined;
  const endMember = async (): Promise<void> => {
    if (inner.bytes === 0) member ??= openMember(inner); // nothing at all is no gzip file
    const ending = member;
    member = undefined;
    await ending?.end();
  };
  return {
    path: inner.path,
    get bytes() {
      return inner.bytes;
    },
    keepsRows: inner.keepsRows,
    write: (bytes) => (member ??= openMember(inner)).write(bytes),
    ...(inner.sync === undefined
      ? {}
      : {
          sync: async () => {
            await endMember();
            await inner.sync?.();
          },
        }),
    commit: async () => {
      await endMember();
      await inner.commit();
    },
    abandon: async (run) => {
      await endMember().catch(() => undefined);
      return inner.abandon(run);
    },
  };
}

interface Member {
  write(bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

function openMember(inner: Destination): Member {
  const gzip = createGzip();
  const handedOn = (async () => {
    for await (const bytes of gzip as AsyncIterable<Uint8Array>) await inner.write(bytes);
  })();
  handedOn.catch(() => undefined); // told to whoever writes next
  return {
    write: async (bytes) => {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          gzip.off('close', done);
          resolve();
        };
        gzip.once('close', done); // a stream that is destroyed may not call back
        gzip.write(bytes, done);
      });
      if (gzip.destroyed) await handedOn;
    },
    end: async () => {
      gzip.end();
      await handedOn;
    },
  };
}

import type { IncomingMessage } from 'node:http';

/** The most a request's body may hold. */
export const MAX_BODY_BYTES = 1_048_576;

/** The text of a request's body; undefined when it is longer than `MAX_BODY_BYTES`. Rejects when the client leaves. */
export const readBody = (request: IncomingMessage): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    let bytes = 0;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.on('end', () =>
      resolve(bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8')),
    );
    request.on('error', reject);
  });

/** Path and query of a request target; of a parameter given twice the last counts. */
export const splitTarget = (
  target: string,
): { readonly path: string; readonly query: Record<string, string> } => {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: {} };
  return {
    path: target.slice(0, mark),
    query: Object.fromEntries(new URLSearchParams(target.slice(mark + 1))),
  };
};

/** A body as JSON: an empty one is undefined. */
export type ParsedBody =
  { readonly outcome: 'parsed'; readonly value: unknown } | { readonly outcome: 'malformed' };

export const parseBody = (text: string): ParsedBody => {
  if (text.trim() === '') return { outcome: 'parsed', value: undefined };
  try {
    return { outcome: 'parsed', value: JSON.parse(text) };
  } catch {
    return { outcome: 'malformed' };
  }
};

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { defined } from '../options/defined.js';
import { handleRequest } from './handle-request.js';
import type { History, OpenEntry } from './history.js';
import { errorResponse, type EmulatedResponse } from './responses.js';
import type { Service } from './service.js';

/** Responds to one request and records it in the history. Rejects if the client closes the connection. */
export async function serveRequest(
  service: Service,
  history: History,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  const [path = '', search = ''] = url.split(/\?(.*)/s);
  const query = Object.fromEntries(new URLSearchParams(search));
  const entry = history.start({ method, path, query });
  const closed = new AbortController();
  response.on('close', () => {
    history.finish(entry, 'aborted');
    closed.abort();
  });

  const body = await readBody(request);
  let emulated: EmulatedResponse;
  let latencyMs = 0;
  try {
    emulated = handleRequest(service, entry, headers, body);
    latencyMs = service.latencyOf(entry);
  } catch (error) {
    // a function in the options or a source of read sets threw: clients do not retry a 501
    const message = `The emulator failed: ${error instanceof Error ? error.message : String(error)}`;
    emulated = errorResponse('EmulatorFailure', message);
  }
  if (latencyMs > 0) await delay(latencyMs, undefined, { signal: closed.signal });
  if (response.destroyed || response.socket === null) return;
  send(response, emulated, history, entry);
}

const MAX_BODY_BYTES = 1_048_576;

/** Reads the text of a body: `undefined` if it is too long. Rejects if the client closes the connection. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  let bytes = 0;
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}

/** Finishes the entry before the client can receive the response, so that its next request never overlaps this one. */
function send(response: ServerResponse, emulated: EmulatedResponse, history: History, entry: OpenEntry) {
  if (!('body' in emulated)) {
    if (emulated.kind === 'hang') return; // until the client or the emulator closes the connection
    history.finish(entry, 'no-response');
    if (emulated.kind === 'reset') response.socket?.resetAndDestroy();
    else response.socket?.destroy();
    return;
  }
  const { kind, status, contentType, errorType, retryAfterSeconds, items } = emulated;
  const text = Buffer.from(emulated.body, 'utf8');
  const bytes = Math.max(text.length, emulated.bytes ?? 0);
  Object.assign(entry, { status, errorType, itemsSent: items });
  history.finish(entry, kind === 'message' ? 'responded' : 'no-response');
  const messageHeaders: Record<string, string | number> = {
    'content-type': contentType,
    'content-length': bytes,
    'x-amzn-requestid': randomUUID(),
    ...defined({ 'x-amzn-errortype': errorType, 'retry-after': retryAfterSeconds }),
  };
  response.writeHead(status, messageHeaders);
  if (kind === 'cut-off') {
    response.write(text.subarray(0, Math.ceil(text.length / 2)), () => response.socket?.destroy());
  } else if (bytes > text.length) {
    // the client may stop reading: `pipeline` then destroys the source, and the error is the client's business
    pipeline(Readable.from(padded(text, bytes)), response, () => undefined);
  } else response.end(text);
}

const PADDING = Buffer.alloc(65_536, ' ');

/** A text followed by spaces up to a size, in chunks. */
function* padded(text: Buffer, bytes: number): Generator<Buffer> {
  yield text;
  for (let left = bytes - text.length; left > 0; left -= PADDING.length) yield PADDING.subarray(0, left);
}

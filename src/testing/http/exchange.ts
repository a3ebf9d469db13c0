import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { History, OpenEntry } from '../history.js';
import type { LatencyClock } from '../latency.js';
import { respond, type RawRequest, type Responder, type Response } from '../respond.js';
import { errorAnswer, type Answer, type MessageAnswer } from './answer.js';
import { readBody, splitTarget } from './read-request.js';

export interface ExchangeParts {
  readonly responder: Responder;
  readonly history: History;
  readonly latency: LatencyClock;
}

/** One request and its answer: read, decide, wait, send; and what is remembered of it. */
export const exchange = async (
  { responder, history, latency }: ExchangeParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { now } = responder.context;
  const { method = 'GET', url = '/', headers } = request;
  const { path, query } = splitTarget(url);
  const entry = history.start(method, path, now());
  response.on('close', () => history.finish(entry, 'aborted', now()));

  const body = await readBody(request);
  const raw: RawRequest = { method, path, query, authorization: headers.authorization, body };
  const { answer, waitMs, facts } = decide(responder, latency, raw);
  Object.assign(entry, facts, { query });
  if (waitMs > 0) await waitUnlessClosed(response, waitMs);
  if (response.destroyed || response.socket === null) return;
  send(response, answer, entry, () =>
    history.finish(entry, answer.kind === 'message' ? 'answered' : 'no-answer', now()),
  );
};

interface Decision {
  readonly answer: Answer;
  readonly waitMs: number;
  /** What is remembered of the request. */
  readonly facts: Partial<Omit<Response, 'answer'>>;
}

/** A bug in an option's function or in a source of read sets is answered as 501, which no client retries. */
const decide = (responder: Responder, latency: LatencyClock, request: RawRequest): Decision => {
  try {
    const { answer, ...facts } = respond(responder, request);
    return { answer, waitMs: latency.next(facts), facts };
  } catch (error) {
    const message = `The emulator failed: ${error instanceof Error ? error.message : String(error)}`;
    return { answer: errorAnswer('EmulatorFailure', message), waitMs: 0, facts: {} };
  }
};

const waitUnlessClosed = (response: ServerResponse, waitMs: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, waitMs);
    response.once('close', done);
    function done(): void {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    }
  });

/** `finished` is called before the client can know of the answer, so its next request never overlaps this one. */
const send = (response: ServerResponse, answer: Answer, entry: OpenEntry, finished: () => void): void => {
  if (!('body' in answer)) {
    if (answer.kind === 'hang') return; // ends when the client or the emulator closes the connection
    finished();
    if (answer.kind === 'reset') response.socket?.resetAndDestroy();
    else response.socket?.destroy();
    return;
  }
  const bytes = Buffer.from(answer.body, 'utf8');
  entry.status = answer.status;
  entry.errorType = answer.errorType;
  entry.itemsSent = answer.items;
  finished();
  response.writeHead(answer.status, headersOf(answer, bytes.length));
  if (answer.kind === 'message') response.end(bytes);
  else response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.socket?.destroy());
};

const headersOf = (answer: MessageAnswer, length: number): Record<string, string | number> => ({
  'content-type': answer.contentType,
  'content-length': length,
  'x-amzn-requestid': randomUUID(),
  ...(answer.errorType === undefined ? {} : { 'x-amzn-errortype': answer.errorType }),
  ...(answer.retryAfterSeconds === undefined ? {} : { 'retry-after': String(answer.retryAfterSeconds) }),
});

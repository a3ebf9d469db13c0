import type { OmicsClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-omics';
import type { DeserializeMiddleware, SerializeMiddleware } from '@smithy/types';
import { LoopbackHostPrefixError, UnreadableResponseError } from '../errors.js';

const passThrough = <Next>(next: Next): Next => next;

/**
 * Returns a view of the caller's client whose `send` is exactly one request on the wire. The retry middleware is replaced,
 * not removed, because the signing middleware is placed relative to it. The caller's client is not changed.
 */
export function singleAttempt(client: OmicsClient): OmicsClient {
  const stack = client.middlewareStack.clone();
  stack.add(passThrough, {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  });
  if (client.config.logger.constructor.name === 'NoOpLogger') {
    // The SDK copies every response for its logger, even for one that does nothing: 0.2 ms a page.
    stack.add(passThrough, { name: 'loggerMiddleware', step: 'initialize', override: true });
  }
  stack.addRelativeTo(refuseLoopbackHostPrefix(client.config), {
    name: 'healthomicsStreamsLoopbackGuard',
    relation: 'after',
    toMiddleware: 'endpointV2Middleware', // before the serializer, the endpoint is not resolved yet
    override: true,
  });
  stack.add(exchange(client.config), {
    name: 'healthomicsStreamsExchange',
    step: 'deserialize',
    priority: 'low',
    override: true,
  });
  return Object.create(client, { middlewareStack: { value: stack } }) as OmicsClient;
}

const sentCallbacks = new WeakMap<AbortSignal, () => void>();

/** Calls `callback` when the request with this abort signal goes onto the wire, after the SDK has signed it. */
export function onSent(signal: AbortSignal, callback: () => void): void {
  sentCallbacks.set(signal, callback);
}

/**
 * Reports that a request is sent, reads the whole body of its response, and rejects a success that is not a JSON object.
 * The SDK treats a 200 with an empty body or a JSON array as a response without items, which would lose a page silently.
 */
function exchange(
  config: OmicsClient['config'],
): DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes> {
  return (next, context) => async (args) => {
    const { abortSignal } = (context.__smithy_context ?? {}) as { abortSignal?: AbortSignal };
    if (abortSignal !== undefined) sentCallbacks.get(abortSignal)?.();
    const result = await next(args);
    const response = result.response as { statusCode: number; body?: unknown };
    const body = await (config.streamCollector as (stream: unknown) => Promise<Uint8Array>)(response.body);
    response.body = body; // the SDK's deserializer accepts bytes in place of the stream
    const firstByte = body.find((byte) => byte > 0x20);
    if (response.statusCode < 300 && firstByte !== '{'.charCodeAt(0)) {
      throw new UnreadableResponseError(response.statusCode, firstCharacters(body));
    }
    return result;
  };
}

/** Refuses a request to this machine before the SDK prefixes its host, wherever the endpoint is configured. */
function refuseLoopbackHostPrefix(
  config: OmicsClient['config'],
): SerializeMiddleware<ServiceInputTypes, ServiceOutputTypes> {
  return (next, context) => (args) => {
    const host = (context.endpointV2 as { url?: URL } | undefined)?.url?.hostname;
    if (host !== undefined && !config.disableHostPrefix && isLoopback(host)) {
      throw new LoopbackHostPrefixError(host);
    }
    return next(args);
  };
}

/** Whether a host, as it appears in a URL, is this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|\[::1\]|127(\.\d+){3})$/.test(host);
}

/** The start of a body as a quoted string with control characters escaped, or `''` for an empty body. */
export function firstCharacters(body: unknown): string {
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body.subarray(0, 320)) : body;
  return typeof text === 'string' && text !== '' ? JSON.stringify(text.slice(0, 80)) : '';
}

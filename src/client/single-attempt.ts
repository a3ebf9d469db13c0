import type { OmicsClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-omics';
import type { DeserializeMiddleware, SerializeMiddleware } from '@smithy/types';
import { LoopbackHostPrefixError } from '../errors.js';
import { checkBody, checkOutput } from './response-body.js';

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
  const deserialize = { step: 'deserialize', override: true } as const;
  stack.add(checkOutput, { ...deserialize, name: 'healthomicsStreamsOutput', priority: 'high' });
  stack.add(checkBody(client.config), { ...deserialize, name: 'healthomicsStreamsBody', priority: 'low' });
  stack.add(reportSent, { ...deserialize, name: 'healthomicsStreamsSent', priority: 'low' });
  return Object.create(client, { middlewareStack: { value: stack } }) as OmicsClient;
}

const sentCallbacks = new WeakMap<AbortSignal, () => void>();

/** Calls `callback` when the request with this abort signal goes onto the wire, after the SDK has signed it. */
export function onSent(signal: AbortSignal, callback: () => void): void {
  sentCallbacks.set(signal, callback);
}

/** A request as it was signed. */
interface SignedRequest {
  readonly identity?: object | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

const signedRequests = new WeakMap<AbortSignal, SignedRequest>();

/** The credentials and the signature of the request with this abort signal. Empty before it was signed. */
export function secretsOf(signal: AbortSignal): readonly string[] {
  const { identity, headers } = signedRequests.get(signal) ?? {};
  const signature = /Signature=(\w+)/.exec(headers?.authorization ?? '')?.[1];
  const secrets: unknown[] = Object.values(identity ?? {});
  return [...secrets, signature].filter((secret) => typeof secret === 'string');
}

/** Reports that a request goes onto the wire, and keeps what signed it, which its error may repeat. */
const reportSent: DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes> =
  (next, context) => (args) => {
    const { abortSignal, selectedHttpAuthScheme } = (context.__smithy_context ?? {}) as {
      abortSignal?: AbortSignal;
      selectedHttpAuthScheme?: { identity?: object };
    };
    if (abortSignal !== undefined) {
      const { headers } = args.request as SignedRequest;
      signedRequests.set(abortSignal, { identity: selectedHttpAuthScheme?.identity, headers });
      sentCallbacks.get(abortSignal)?.();
    }
    return next(args);
  };

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

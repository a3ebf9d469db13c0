import type { ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-omics';
import type { DeserializeMiddleware } from '@smithy/types';

const callbacks = new WeakMap<AbortSignal, () => void>();

/**
 * Has `callback` called when the request that is sent with `signal` goes onto the wire, after the SDK has resolved,
 * serialised and signed it. A pace is kept there: what comes before does not always take the same time.
 */
export function onDeparture(signal: AbortSignal, callback: () => void): void {
  callbacks.set(signal, callback);
}

/** The middleware next to the wire that makes those calls; the SDK hands it the request's signal. */
export const tellDeparture: DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes> =
  (next, context) => (args) => {
    const { abortSignal } = (context.__smithy_context ?? {}) as { abortSignal?: AbortSignal };
    if (abortSignal !== undefined) callbacks.get(abortSignal)?.();
    return next(args);
  };

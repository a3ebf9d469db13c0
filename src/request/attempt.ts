import { RequestTimeoutError, UnreadableResponseError } from '../errors.js';
import { firstCharacters } from '../client/read-whole-body.js';
import { abortable, LONGEST_TIMER_MS } from '../lifetime/abortable.js';
import { openScope } from '../lifetime/scope.js';

/**
 * Runs one attempt, whose whole answer must come within `requestTimeoutMs`. The attempt is given a signal that ends
 * its request on the wire; when it does not heed it, it is left behind all the same.
 */
export async function attempt<Output>(
  run: (signal: AbortSignal) => Promise<Output>,
  requestTimeoutMs: number,
  signal: AbortSignal,
): Promise<Output> {
  const scope = openScope(signal);
  const timer =
    requestTimeoutMs === Infinity
      ? undefined
      : setTimeout(
          () => {
            scope.abort(new RequestTimeoutError(requestTimeoutMs));
          },
          Math.min(requestTimeoutMs, LONGEST_TIMER_MS),
        );
  try {
    return await abortable(run(scope.signal), scope.signal);
  } catch (error) {
    throw asUnreadable(error) ?? error;
  } finally {
    clearTimeout(timer);
    scope.release();
  }
}

/** A parser's complaint about the body of a success, as an error that shows what came; else `undefined`. */
function asUnreadable(error: unknown): UnreadableResponseError | undefined {
  const response = (error as { $response?: { statusCode?: unknown; body?: unknown } } | undefined)?.$response;
  const status = response?.statusCode;
  if (typeof status !== 'number' || status < 200 || status >= 300) return undefined;
  return new UnreadableResponseError(status, firstCharacters(response?.body), error);
}

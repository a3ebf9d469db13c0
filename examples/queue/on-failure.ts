import { HealthOmicsStreamsError, RejectedTokenError, RequestFailedError } from 'healthomics-streams';

/**
 * What the queue does about a page that could not be fetched: `'pause'` holds every worker back for a while, `'again'`
 * retries this page, `'start-over'` restarts the split, `'give-up'` fails it.
 */
export type Reaction = 'pause' | 'again' | 'start-over' | 'give-up';

/** What the service or the library refuses, it refuses again; anything else, such as a full disk, may be transient. */
export function onFailure(error: unknown): Reaction {
  if (error instanceof RejectedTokenError) return 'start-over';
  if (!(error instanceof RequestFailedError))
    return error instanceof HealthOmicsStreamsError ? 'give-up' : 'again';
  const status = statusOf(error.cause);
  if (status === 429) return 'pause';
  return status !== undefined && [400, 401, 403, 404].includes(status) ? 'give-up' : 'again';
}

function statusOf(cause: unknown): number | undefined {
  return (cause as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}

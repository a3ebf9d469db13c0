import { RequestFailedError } from 'healthomics-streams';

/** Rethrows a failed request as the service's own exception: by its name the state machine decides what to retry. */
export async function unwrapped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RequestFailedError && error.cause instanceof Error ? error.cause : error;
  }
}

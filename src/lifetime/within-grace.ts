import { abortable } from './abortable.js';

/** How long what heeds no signal may hold an end up. */
const GRACE_MS = 1000;

/** Settles as `work` does, or after a second at most, when it is left to end by itself; its outcome is then ignored. */
export async function withinGrace(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GRACE_MS);
  });
  try {
    await Promise.race([work, grace]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for `work`, and once `signal` aborts for a second at most. */
export async function withinGraceOf(signal: AbortSignal, work: Promise<void>): Promise<void> {
  try {
    await abortable(work, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    await withinGrace(work);
  }
}

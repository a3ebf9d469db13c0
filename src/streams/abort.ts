import { setMaxListeners } from 'node:events';

/** The longest wait a timer can hold. Node fires a longer one at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How long an abort waits for work that ignores its signal. */
const GRACE_MS = 1000;

/** Settles like `work`, or rejects with `signal.reason` when the signal aborts first; `work` is then ignored. */
export function abortable<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    work.then(
      (value) => {
        signal.removeEventListener('abort', onAbort);
        resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener('abort', onAbort);
        reject(error);
      },
    );
  });
}

/** Runs `wait` with a promise that resolves after `ms` milliseconds, and leaves no timer. */
async function withTimer(ms: number, wait: (elapsed: Promise<void>) => Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(ms, LONGEST_TIMER_MS));
  });
  try {
    await wait(elapsed);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits `ms` milliseconds, or rejects at once with `signal.reason`. Leaves no timer and no listener. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return withTimer(ms, (elapsed) => abortable(elapsed, signal));
}

/** Waits for `work` for at most one second. A failure within that second rejects; a later one is ignored. */
export function withinGrace(work: Promise<unknown>): Promise<void> {
  return withTimer(GRACE_MS, (elapsed) => Promise.race([work, elapsed]));
}

/** Waits for `work`, and for at most one second once `signal` has aborted. */
export async function withinGraceOf(signal: AbortSignal, work: Promise<void>): Promise<void> {
  try {
    await abortable(work, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    await withinGrace(work);
  }
}

/**
 * Creates an abort that follows other signals and keeps the reason by identity. All links to one signal share a listener, so
 * ten thousand requests on one signal raise no MaxListenersExceededWarning. In Node 20, the signals of `AbortSignal.any`
 * stay attached to a long-lived source. Call `unlink()` when the work is over.
 */
export function linkAbort(...signals: readonly (AbortSignal | undefined)[]) {
  const parents = signals.filter((signal) => signal !== undefined);
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every request in flight listens
  const unlink = (): void => {
    for (const parent of parents) unfollow(parent, abort);
  };
  const abort = (reason: unknown): void => {
    unlink();
    controller.abort(reason);
  };
  const aborted = parents.find((parent) => parent.aborted);
  if (aborted !== undefined) abort(aborted.reason);
  else for (const parent of parents) follow(parent, abort);
  return { signal: controller.signal, abort, unlink };
}

type Follower = (reason: unknown) => void;

const followersOf = new WeakMap<AbortSignal, Set<Follower>>();

function follow(parent: AbortSignal, follower: Follower): void {
  const followers = followersOf.get(parent) ?? new Set();
  followersOf.set(parent, followers.add(follower));
  parent.addEventListener('abort', notifyFollowers); // adds the same listener only once
}

function unfollow(parent: AbortSignal, follower: Follower): void {
  const followers = followersOf.get(parent);
  followers?.delete(follower);
  if (followers?.size === 0) parent.removeEventListener('abort', notifyFollowers);
}

function notifyFollowers({ target }: Event): void {
  const parent = target as AbortSignal;
  for (const follower of [...(followersOf.get(parent) ?? [])]) follower(parent.reason);
}

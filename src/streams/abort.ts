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

/** Waits `ms` milliseconds, or rejects at once with `signal.reason`. Leaves no timer and no listener. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(ms, LONGEST_TIMER_MS));
  });
  await abortable(elapsed, signal).finally(() => clearTimeout(timer));
}

/** Waits for `work`, and for at most one second once `signal` has aborted. Ignores a failure after that second. */
export async function withinGraceOf(signal: AbortSignal, work: Promise<unknown>): Promise<void> {
  const waiting = new AbortController();
  await abortable(work, signal)
    .catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return Promise.race([work, sleep(GRACE_MS, waiting.signal)]);
    })
    .finally(() => waiting.abort());
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
    for (const parent of parents) {
      const links = linksOf.get(parent);
      links?.delete(abort);
      if (links?.size === 0) parent.removeEventListener('abort', abortLinks);
    }
  };
  const abort = (reason: unknown): void => {
    unlink();
    controller.abort(reason);
  };
  for (const parent of parents) {
    linksOf.set(parent, (linksOf.get(parent) ?? new Set()).add(abort));
    parent.addEventListener('abort', abortLinks); // adds the same listener only once
  }
  const aborted = parents.find((parent) => parent.aborted);
  if (aborted !== undefined) abort(aborted.reason);
  return { signal: controller.signal, abort, unlink };
}

/** The `abort` of every link to a signal. */
const linksOf = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>();

function abortLinks({ target }: Event): void {
  const parent = target as AbortSignal;
  for (const abort of [...(linksOf.get(parent) ?? [])]) abort(parent.reason);
}

/** Lets one loop wait for `notify()` or an abort. If `notify()` was called meanwhile, the next wait ends at once. */
export class WakeUp {
  #notified = false;
  #wake: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.notify(), { once: true });
  }

  notify(): void {
    this.#notified = true;
    this.#wake?.();
  }

  /** Resolves at the next `notify()`, or when the signal aborts. */
  async next(): Promise<void> {
    if (!this.#notified) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
    this.#notified = false;
  }
}

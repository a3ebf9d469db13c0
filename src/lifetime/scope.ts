/**
 * The lifetime of one iteration or one request: an `AbortSignal` that follows any number of others and can be
 * ended by itself. A scope listens to each signal it follows with one listener and takes it away when it ends, so
 * ten thousand requests on one caller's signal leave nothing behind. (`AbortSignal.any` does not: in Node 20 the
 * composite signals stay attached to a long-lived source.)
 */
export interface Scope {
  readonly signal: AbortSignal;
  /** Ends the scope: aborts its signal with `reason`, if nothing has aborted it yet. */
  abort(reason: unknown): void;
  /** Stops following; the signal stays as it is. Call it when the work is over. */
  release(): void;
}

/** Opens a scope that aborts, with the same reason by identity, when any of `parents` does. */
export function openScope(...parents: readonly (AbortSignal | undefined)[]): Scope {
  const controller = new AbortController();
  const links: (() => void)[] = [];
  const release = (): void => {
    for (const unlink of links.splice(0)) unlink();
  };
  const abort = (reason: unknown): void => {
    if (controller.signal.aborted) return;
    release();
    controller.abort(reason);
  };
  for (const parent of parents) {
    if (parent === undefined) continue;
    if (parent.aborted) {
      abort(parent.reason);
      break;
    }
    const follow = (): void => {
      abort(parent.reason);
    };
    parent.addEventListener('abort', follow, { once: true });
    links.push(() => {
      parent.removeEventListener('abort', follow);
    });
  }
  return { signal: controller.signal, abort, release };
}

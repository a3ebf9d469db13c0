import { setMaxListeners } from 'node:events';

/**
 * The lifetime of one iteration or one request: an `AbortSignal` that follows any number of others and can be ended by
 * itself. All scopes that follow a signal share one listener on it, which is taken away when the last of them ends, so
 * neither ten thousand requests one after another nor a hundred at once look like a leak to Node. (With
 * `AbortSignal.any` they would: in Node 20 its signals stay attached to a long-lived source.)
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
  setMaxListeners(0, controller.signal); // as many wait for its end as requests are in flight
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
    links.push(
      follow(parent, () => {
        abort(parent.reason);
      }),
    );
  }
  return { signal: controller.signal, abort, release };
}

interface Followers {
  readonly callbacks: Set<() => void>;
  readonly notify: () => void;
}

/** Who follows which signal; only signals with followers are in it. */
const followersOf = new WeakMap<AbortSignal, Followers>();

/** Calls `callback` when the signal aborts; gives what ends that. */
function follow(signal: AbortSignal, callback: () => void): () => void {
  const followers = followersOf.get(signal) ?? firstFollower(signal);
  followers.callbacks.add(callback);
  return () => {
    followers.callbacks.delete(callback);
    if (followers.callbacks.size > 0 || followersOf.get(signal) !== followers) return;
    followersOf.delete(signal);
    signal.removeEventListener('abort', followers.notify);
  };
}

function firstFollower(signal: AbortSignal): Followers {
  const callbacks = new Set<() => void>();
  const notify = (): void => {
    for (const callback of [...callbacks]) callback();
  };
  const followers = { callbacks, notify };
  followersOf.set(signal, followers);
  signal.addEventListener('abort', notify, { once: true });
  return followers;
}

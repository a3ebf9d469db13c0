import { LONGEST_TIMER_MS } from '../lifetime/abortable.js';

/** The time, and a call at a given time. Tests have one of their own. */
export interface Clock {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /**
   * Calls back once it is `time`, never before and never at once. With `spinMs` the event loop is kept turning for the last
   * milliseconds, which costs processor time and is exact; without, it may be late as timers are.
   *
   * @returns what takes the call back and leaves no timer
   */
  callAt(time: number, spinMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),

  callAt(time, spinMs, callback) {
    let timer: NodeJS.Timeout | undefined;
    let immediate: NodeJS.Immediate | undefined;
    const wait = (): void => {
      const left = time - performance.now();
      if (left <= spinMs) immediate = setImmediate(check);
      // Node cuts fractions off: it would fire early, and once more a millisecond later.
      else timer = setTimeout(check, Math.min(Math.ceil(left - spinMs), LONGEST_TIMER_MS));
    };
    const check = (): void => {
      if (performance.now() >= time) callback();
      else wait();
    };
    wait();
    return () => {
      clearTimeout(timer);
      clearImmediate(immediate);
    };
  },
};

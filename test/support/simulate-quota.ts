import { inFlightToFill } from '../../src/request/in-flight.js';
import { afterPermit, afterResponse, startRate } from '../../src/request/rate-controller.js';

/** A run against a throttling service. Rates are requests a second, and may depend on the seconds since the start. */
export interface SimulatedCase {
  readonly quota: number | ((seconds: number) => number);
  /** The capacity of the token bucket, or a sliding window of one second. */
  readonly bucket: number | 'sliding';
  readonly pages: number;
  readonly requestsPerSecond?: number | 'auto';
  readonly latencyMs?: number;
  /** The largest lateness of a timer, and of the way to the service. */
  readonly jitterMs?: number;
  /** Lists that can be read at the same time, however low the rate is. */
  readonly stores?: number;
  /** The rate of another client that uses the same quota. */
  readonly others?: (seconds: number) => number;
  /** The share of requests that are throttled by chance. */
  readonly chance?: number;
  readonly seed?: number;
}

export interface SimulatedRun {
  /** The time of the last response. */
  readonly seconds: number;
  readonly sent: number;
  readonly throttled: number;
  /** The rate at the start of each second. */
  readonly rates: readonly number[];
}

/** The largest number of requests in flight. */
const MOST_IN_FLIGHT = 48;

/** Simulates the requests of an inventory as discrete events, without a wall clock. Deterministic for a seed. */
export function simulateQuota(one: SimulatedCase): SimulatedRun {
  const { bucket, pages, latencyMs = 80, jitterMs = 0.6, stores = 8, others = () => 0, chance = 0 } = one;
  const { quota, requestsPerSecond = 'auto' } = one;
  const random = randomOf(one.seed ?? 1);
  const quotaAt = typeof quota === 'number' ? () => quota : quota;
  const admits = bucket === 'sliding' ? slidingWindow(quotaAt) : tokenBucket(quotaAt, bucket);
  const events = new EventQueue();
  const rates: number[] = [];
  let state = startRate(requestsPerSecond);
  let [now, retries, fresh, open, begun, done, sent, throttled, seconds] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  let hasTimer = false;

  const send = (askedAt: number): void => {
    const sentAt = now;
    const waited = sentAt > askedAt + 1e-6;
    state = afterPermit(state, now);
    sent += 1;
    events.add(now + 0.2 + random() * jitterMs, () => {
      const isAccepted = random() >= chance && admits(now);
      events.add(now + latencyMs * (0.9 + 0.2 * random()), () => {
        const outcome = isAccepted ? 'accepted' : 'throttled';
        state = afterResponse(state, now, { sentAt, outcome, waited });

        if (isAccepted) {
          open -= 1;
          done += 1;
          seconds = now / 1000;
        } else {
          throttled += 1;
          retries += 1;
        }
        pump();
      });
    });
  };
  const waitingSince: number[] = [];
  const pump = (): void => {
    const wanted = Math.min(MOST_IN_FLIGHT, Math.max(stores, inFlightToFill(state.rate, latencyMs)));
    for (; open < wanted && begun < pages; open += 1) {
      begun += 1;
      fresh += 1;
    }
    while (waitingSince.length < retries + fresh) waitingSince.push(now);
    while (retries + fresh > 0 && state.nextAt <= now + 1e-9) {
      if (retries > 0) retries -= 1;
      else fresh -= 1;
      send(waitingSince.shift() ?? now);
    }
    if (retries + fresh === 0 || hasTimer) return;
    hasTimer = true;
    events.add(Math.max(now, state.nextAt) + random() * jitterMs, () => {
      hasTimer = false;
      pump();
    });
  };
  const runOther = (): void => {
    const rate = others(now / 1000);
    if (rate > 0) admits(now);
    events.add(now + (rate > 0 ? (1000 / rate) * (0.9 + 0.2 * random()) : 100), runOther);
  };
  const record = (): void => {
    rates.push(state.rate);
    events.add(now + 1000, record);
  };

  events.add(0, pump);
  events.add(0, record);
  if (one.others !== undefined) events.add(0, runOther);
  while (done < pages) {
    const event = events.next();
    now = event.at;
    event.run();
  }
  return { seconds, sent, throttled, rates };
}

type Admission = (now: number) => boolean;

function tokenBucket(quotaAt: (seconds: number) => number, size: number): Admission {
  let tokens = size;
  let at = 0;
  return (now) => {
    tokens = Math.min(size, tokens + ((now - at) * quotaAt(now / 1000)) / 1000);
    at = now;
    if (tokens < 1 - 1e-9) return false;
    tokens -= 1;
    return true;
  };
}

function slidingWindow(quotaAt: (seconds: number) => number): Admission {
  const accepted: number[] = [];
  return (now) => {
    while (accepted[0] !== undefined && now - accepted[0] >= 1000) accepted.shift();
    return accepted.length < quotaAt(now / 1000) && accepted.push(now) > 0;
  };
}

/** Events in the order of their times. */
class EventQueue {
  /** The latest event comes first. */
  readonly #events: { readonly at: number; readonly run: () => void }[] = [];

  add(at: number, run: () => void): void {
    let i = this.#events.length;
    while (i > 0 && this.#events[i - 1]!.at <= at) i -= 1;
    this.#events.splice(i, 0, { at, run });
  }

  /** Removes the earliest event. */
  next(): { readonly at: number; readonly run: () => void } {
    return this.#events.pop()!;
  }
}

function randomOf(seed: number): () => number {
  let x = (seed * 7919) >>> 0;
  return () => (x = (Math.imul(x, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

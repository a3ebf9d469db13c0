/**
 * Finds and holds the request rate of one quota by binary-increase control, as BIC-TCP does. Pure: each function returns
 * the next state. Times are milliseconds of a monotonic clock.
 *
 * - Climb until a request is throttled, then wait one round trip for the responses to the requests in flight.
 * - Search: back off by a factor until a rate passes a test, then test the middle between it and the refused rate.
 * - Hold the proven rate, and after a while probe a little above it, with steps that double while the tests pass.
 */
export interface RateState {
  readonly phase: 'climb' | 'search' | 'hold' | 'probe';
  /** The current rate in requests a second. */
  readonly rate: number;
  /** A hair below the configured rate, or `Infinity`. */
  readonly ceiling: number;
  /** The highest rate that passed a test, or 0. */
  readonly proven: number;
  /** The lowest rate above it that was throttled, or `Infinity`. */
  readonly refused: number;
  /** When the rate last changed. Responses to requests sent before say nothing about the current rate. */
  readonly changedAt: number;
  /** Requests that were accepted at this rate since the last throttle. */
  readonly accepted: number;
  /** The requests in flight when the climb ended, until the next permit. */
  readonly overload: Overload | undefined;
  /** When the next request may be sent. */
  readonly nextAt: number;
  /** The usual time from a permit to the wire. */
  readonly lead: number;
}

/** Requests sent from a throttled request on. The service throttles, so what it accepts is its quota. */
interface Overload {
  readonly since: number;
  /** When the last throttled request was sent. */
  readonly until: number;
  readonly accepted: number;
  readonly throttled: number;
}

/** The outcome of a request. `'failed'` (a reset, a timeout, a 500) says nothing about the quota. */
export type RequestOutcome = 'accepted' | 'throttled' | 'failed';

export interface Response {
  readonly sentAt: number;
  readonly outcome: RequestOutcome;
  /** Whether the request waited for its permit. If not, demand is below the rate, and a higher rate is untested. */
  readonly waited: boolean;
}

/** The documented default quota of an account and Region, in requests a second. */
export const DOCUMENTED_RATE = 5;

/** A climb adds this share of the rate per second: at each response, this many requests a second. */
const CLIMB = 0.5;
/** After a throttle, continue at this share of the rate, unless a higher rate is proven. */
const BACK_OFF = 0.75;
/** Rates that differ by this share are alike: the end of a search, half the first step of a probe, twice a small step down. */
const CLOSE = 0.03;
/** A test needs at least this many accepted requests. */
const SHORTEST_TEST = 5;
/** Probe for a higher rate after holding one for this long. */
const HOLD_SECONDS = 5;

/** The initial state: a hair below the configured rate, or the documented rate to climb from. */
export function startRate(requestsPerSecond: number | 'auto'): RateState {
  const common = { refused: Infinity, changedAt: -Infinity, overload: undefined, nextAt: -Infinity, lead: 0 };
  if (requestsPerSecond === 'auto') {
    const auto = {
      phase: 'climb',
      rate: DOCUMENTED_RATE,
      ceiling: Infinity,
      proven: 0,
      accepted: 0,
    } as const;
    return { ...common, ...auto };
  }
  const ceiling = requestsPerSecond * (1 - CLOSE / 2);
  return { ...common, phase: 'hold', rate: ceiling, ceiling, proven: ceiling, accepted: 1 / CLOSE };
}

/** A permit was issued. Full intervals follow a late one: two requests are never closer than the interval. */
export function afterPermit(before: RateState, now: number): RateState {
  const state = measured(before);
  return { ...state, nextAt: now + 1000 / state.rate };
}

/**
 * The request whose permit was issued at `issuedAt` goes onto the wire. If that took longer than usual, the next permit
 * is delayed by the difference, because the service counts arrivals.
 */
export function afterSent(state: RateState, now: number, issuedAt: number, isLatest: boolean): RateState {
  const late = now - issuedAt - state.lead;
  const nextAt = state.nextAt + (isLatest && late > 0 ? late : 0);
  return { ...state, nextAt, lead: state.lead + (late > 0 ? late / 16 : late) };
}

/** A response was received. */
export function afterResponse(state: RateState, now: number, response: Response): RateState {
  const { sentAt, outcome, waited } = response;
  if (outcome === 'failed' || state.rate === Infinity) return state;
  if (sentAt < state.changedAt) return counted(state, response);
  if (outcome === 'throttled') return afterThrottle(state, now, sentAt);
  if (!waited) return state;
  const next = { ...state, accepted: state.accepted + 1 };
  if (state.phase === 'climb') {
    const rate = Math.min(state.ceiling, state.rate + CLIMB);
    return rate < state.ceiling ? { ...next, rate } : { ...next, rate, phase: 'hold', proven: rate };
  }
  // A pause may have filled the bucket, so a test also lasts some round trips.
  const isLong = sentAt - state.changedAt >= 2 * (now - sentAt);
  return isLong && next.accepted >= testLength(state) ? afterPass(next, now) : next;
}

/**
 * How many requests must be accepted for a test to pass. A rate that exceeds the quota by the share d empties a bucket
 * of one within 1/d requests.
 */
export function testLength({ phase, rate, proven, refused, ceiling }: RateState): number {
  if (phase === 'hold') return rate === ceiling ? Infinity : Math.max(SHORTEST_TEST, HOLD_SECONDS * rate);
  const step = rate > proven ? rate - proven : (refused - proven) / 2;
  return Math.min(1 / CLOSE, Math.max(SHORTEST_TEST, proven / step));
}

function afterPass(state: RateState, now: number): RateState {
  const { phase, rate, proven, refused, ceiling } = state;
  const to = (changes: Partial<RateState>): RateState => changed(state, now, { proven: rate, ...changes });
  if (phase === 'search')
    return to(isClose(rate, refused) ? { phase: 'hold' } : { rate: (rate + refused) / 2 });
  if (phase === 'probe' && rate === ceiling) return to({ phase: 'hold' });
  const step = phase === 'hold' ? 2 * CLOSE * Math.max(rate, DOCUMENTED_RATE) : 2 * (rate - proven);
  if (step > rate / SHORTEST_TEST) return to({ phase: 'climb', refused: Infinity });
  return to({ phase: 'probe', refused: Infinity, rate: Math.min(ceiling, rate + step) });
}

function afterThrottle(state: RateState, now: number, sentAt: number): RateState {
  const { phase, rate, proven, accepted } = state;
  if (phase === 'climb') {
    const overload: Overload = { since: sentAt, until: sentAt, accepted: 0, throttled: 1 };
    const nextAt = now + (now - sentAt);
    return changed(state, nextAt, { overload, nextAt, ...refuse(proven, rate) });
  }
  if (phase === 'hold' && accepted * CLOSE >= 1) {
    const lower = rate * (1 - CLOSE / 2); // one odd throttle
    return changed(state, now, { rate: lower, proven: lower });
  }
  const next = refuse(proven, rate);
  // Throttles at so low a rate may not depend on it, so climb again.
  const isOdd = accepted >= 2 && next.rate < Math.min(DOCUMENTED_RATE, state.ceiling) / 4;
  return changed(
    state,
    now,
    isOdd ? { phase: 'climb', rate: next.rate, proven: 0, refused: Infinity } : next,
  );
}

/** A rate was refused: return to the proven rate, and test it again, because a full bucket may have let it pass. */
function refuse(before: number, refused: number): Pick<RateState, 'phase' | 'rate' | 'proven' | 'refused'> {
  const proven = before < refused ? before : 0;
  if (isClose(proven, refused)) return { phase: 'hold', rate: proven, proven, refused };
  return { phase: 'search', rate: Math.max(BACK_OFF * refused, proven), proven, refused };
}

function isClose(proven: number, refused: number): boolean {
  return refused <= (1 + CLOSE) * proven;
}

function changed(state: RateState, changedAt: number, changes: Partial<RateState>): RateState {
  return { ...state, changedAt, accepted: 0, overload: undefined, ...changes };
}

/** Counts the response to a request that was in flight when the climb ended. */
function counted(state: RateState, { sentAt, outcome }: Response): RateState {
  const { overload } = state;
  if (overload === undefined || sentAt < overload.since) return state;
  const { accepted, throttled, until } = overload;
  if (outcome === 'accepted') return { ...state, overload: { ...overload, accepted: accepted + 1 } };
  return { ...state, overload: { ...overload, throttled: throttled + 1, until: Math.max(until, sentAt) } };
}

/** Between two throttles, an empty bucket accepts no more than the quota. A bucket of one accepts half of an overload. */
function measured(state: RateState): RateState {
  if (state.overload === undefined) return state;
  const { since, until, accepted, throttled } = state.overload;
  const most = Math.min(state.refused, (1000 * (accepted + 1)) / (until - since));
  return { ...state, overload: undefined, ...(throttled < accepted + 2 ? {} : refuse(state.proven, most)) };
}

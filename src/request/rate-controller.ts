import {
  isExcessive,
  noEvidence,
  noRequests,
  plus,
  shareThrottled,
  SHORTEST_TEST,
  spanFrom,
  withResponse,
  type Evidence,
  type Sample,
} from './quota-evidence.js';

/**
 * Finds and holds the request rate of one quota by binary-increase control, as BIC-TCP does. Pure: each function returns
 * the next state. Times are milliseconds of a monotonic clock.
 *
 * - Climb until a request is throttled, then wait one round trip for the responses to the requests in flight.
 * - Search: back off by a factor until a rate passes a test, then test the middle between it and the refused rate.
 * - Hold the proven rate, and after a while probe a little above it, with steps that double while the tests pass.
 * - A throttle at a rate that the service has accepted before does not depend on the rate. Then climb again, and from now
 *   on a rate fails a test only if clearly more requests are throttled than this background.
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
  /** Requests that were accepted at this rate. */
  readonly accepted: number;
  /** Requests at this rate. The latest weigh most. */
  readonly recent: Sample;
  readonly evidence: Evidence;
  /** Whether the climb has ended, and the responses to the requests in flight are awaited until the next permit. */
  readonly isMeasuring: boolean;
  /** When the next request may be sent. */
  readonly nextAt: number;
  /** The usual time from a permit to the wire. */
  readonly lead: number;
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
/** Probe for a higher rate after holding one for this long. */
const HOLD_SECONDS = 5;

/** The initial state: a hair below the configured rate, or the documented rate to climb from. */
export function startRate(requestsPerSecond: number | 'auto'): RateState {
  const counts = { recent: noRequests, evidence: noEvidence, isMeasuring: false };
  const common = { ...counts, refused: Infinity, changedAt: -Infinity, nextAt: -Infinity, lead: 0 };
  if (requestsPerSecond === 'auto') {
    return { ...common, phase: 'climb', rate: DOCUMENTED_RATE, ceiling: Infinity, proven: 0, accepted: 0 };
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
export function afterResponse(before: RateState, now: number, response: Response): RateState {
  const { sentAt, outcome, waited } = response;
  if (outcome === 'failed' || before.rate === Infinity) return before;
  const isThrottled = outcome === 'throttled';
  const { rate, isMeasuring } = before;
  const evidence = withResponse(before.evidence, rate, sentAt, isThrottled, !isMeasuring);
  const state = { ...before, evidence };
  if (sentAt < state.changedAt) return state;
  const next = { ...state, recent: plus(state.recent, isThrottled, 1 - CLOSE) };
  if (isThrottled) return isExcessive(next) ? afterThrottle(next, now, sentAt) : next;
  return waited ? afterAccepted({ ...next, accepted: state.accepted + 1 }, now, sentAt) : next;
}

function afterAccepted(state: RateState, now: number, sentAt: number): RateState {
  if (state.phase === 'climb') {
    const rate = Math.min(state.ceiling, state.rate + CLIMB);
    return rate < state.ceiling ? { ...state, rate } : { ...state, rate, phase: 'hold', proven: rate };
  }
  // A pause may have filled the bucket, so a test also lasts some round trips.
  const isLong = sentAt - state.changedAt >= 2 * (now - sentAt);
  return isLong && state.accepted >= testLength(state) ? afterPass(state, now) : state;
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
  const evidence = phase === 'hold' ? { ...state.evidence, span: undefined, least: 0 } : state.evidence;
  const before = { ...state, evidence, proven: rate };
  const to = (changes: Partial<RateState>): RateState => changed(before, now, changes);
  if (phase === 'search')
    return to(isClose(rate, refused) ? { phase: 'hold' } : { rate: (rate + refused) / 2 });
  if (phase === 'probe' && rate === ceiling) return to({ phase: 'hold' });
  const step = phase === 'hold' ? 2 * CLOSE * Math.max(rate, DOCUMENTED_RATE) : 2 * (rate - proven);
  if (step > rate / SHORTEST_TEST) return to({ phase: 'climb', refused: Infinity });
  return to({ phase: 'probe', refused: Infinity, rate: Math.min(ceiling, rate + step) });
}

function afterThrottle(state: RateState, now: number, sentAt: number): RateState {
  const { phase, rate, ceiling, proven, accepted } = state;
  const { least, below } = state.evidence;
  if (least > (1 + 2 * CLOSE) * rate) {
    const background = shareThrottled(below);
    const evidence = { ...state.evidence, background, least: 0 };
    const to = Math.min(ceiling, least / (1 - background)); // the rate at which `least` is accepted
    return changed(state, now, { phase: 'climb', rate: to, proven: 0, refused: Infinity, evidence });
  }
  const evidence = { ...state.evidence, background: 0 };
  if (phase === 'climb') {
    const nextAt = now + (now - sentAt);
    const measuring = { isMeasuring: true, evidence: { ...evidence, span: spanFrom(sentAt) } };
    return changed(state, nextAt, { nextAt, ...measuring, ...refuse(proven, rate) });
  }
  if (phase === 'hold' && accepted * CLOSE >= 1) {
    const lower = rate * (1 - CLOSE / 2); // one odd throttle
    return changed(state, now, { evidence, rate: lower, proven: lower });
  }
  return changed(state, now, { evidence, ...refuse(proven, rate) });
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
  return { ...state, changedAt, accepted: 0, recent: noRequests, isMeasuring: false, ...changes };
}

/** An empty bucket accepts no more than the quota. A bucket of one accepts half of an overload. */
function measured(state: RateState): RateState {
  const { span } = state.evidence;
  if (!state.isMeasuring || span === undefined) return state;
  const { since, until, accepted, throttled } = span;
  const most = Math.min(state.refused, (1000 * (accepted + 1)) / (until - since));
  return { ...state, isMeasuring: false, ...(throttled < accepted + 2 ? {} : refuse(state.proven, most)) };
}

/**
 * The request rate of one quota. Pure: each function returns the next state. Times are milliseconds of a monotonic clock.
 *
 * Each response raises the rate a little, and the growth itself doubles over {@link DOUBLING} responses without a
 * throttle. A throttle undoes the growth that may have overshot, and divides the growth by {@link BRAKE}. Consecutive
 * throttles form an episode: an empty token bucket, or a full window, accepts exactly the quota, so the requests that
 * were accepted during the episode bound the quota from above.
 */
export interface RateState {
  /** The current rate in requests a second, from `floor` to `ceiling`. */
  readonly rate: number;
  readonly floor: number;
  /** The configured rate, or `Infinity`. */
  readonly ceiling: number;
  /** When the next request may be sent. */
  readonly nextAt: number;
  /** The share of the rate that the next response adds to it. */
  readonly growth: number;
  /** The shortest time from a permit to the wire. */
  readonly lead: number;
  /**
   * Whether to keep full intervals after a late request instead of catching up: for a configured rate, and after the
   * first throttle.
   */
  readonly strict: boolean;
  /** When a throttle last changed the rate. Throttles of requests sent before that add no information. */
  readonly changedAt: number;
  /** Responses since the last throttle. */
  readonly acceptedInRow: number;
  readonly episode: Episode | undefined;
  /** Responses at the floor, where throttles hardly depend on the quota. */
  readonly atFloor: Sample;
  readonly probe: Probe | undefined;
}

/** Requests sent since `since`, and how many of them were throttled. */
interface Episode {
  readonly since: number;
  readonly sent: number;
  readonly throttled: number;
}

interface Sample {
  readonly responses: number;
  readonly throttled: number;
}

/** A test of a higher rate: it passes if the share of throttled requests is at most `tolerance`. */
interface Probe extends Sample {
  readonly tolerance: number;
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

/** The highest growth per second: 50 % climbs from 5 to 20 requests a second in 2.8 s. */
const FASTEST = 0.5;
/** A configured rate grows at this share of {@link FASTEST}. */
const CONFIGURED_SHARE = 0.05;
/** The first request of a process takes far longer to prepare. Later ones take less than this many milliseconds. */
const WARM_LEAD_MS = 3;
/** The lowest growth per response. Probing the quota costs about one throttle in a hundred responses. */
const SLOWEST = 0.00003;
const DOUBLING = 40;
const BRAKE = 8;
/** The seconds of growth that a throttle undoes: the time from an overshoot to its response. */
const OVERSHOOT_SECONDS = 0.6;
/** A throttle lowers the rate by at least this share. A configured rate is likely right, so its steps are smaller. */
const STEP = 0.015;
const STEP_CONFIGURED = 0.005;
/**
 * A bucket may hold one second of requests and hide the quota up to twice its rate. Up to this rate, the quota may be
 * 5.
 */
const NEAR_DOCUMENTED = 2.5 * DOCUMENTED_RATE;
/** Accepted requests that make the measurement of an episode reliable. */
const ENOUGH = 8;
/** The share of a measured quota to use, because the bucket is empty and must refill. */
const UNDER_MEASURE = 0.92;
const NONE: Sample = { responses: 0, throttled: 0 };

/** The initial state: the configured rate, or the documented one to climb from. */
export function startRate(requestsPerSecond: number | 'auto'): RateState {
  const configured = requestsPerSecond !== 'auto';
  const rate = configured ? requestsPerSecond : DOCUMENTED_RATE;
  return {
    rate,
    floor: Math.min(0.9 * DOCUMENTED_RATE, configured ? rate / 4 : Infinity),
    ceiling: configured ? rate : Infinity,
    nextAt: -Infinity,
    growth: ((configured ? CONFIGURED_SHARE : 1) * FASTEST) / rate,
    lead: Infinity,
    strict: configured,
    changedAt: -Infinity,
    acceptedInRow: 0,
    episode: undefined,
    atFloor: NONE,
    probe: undefined,
  };
}

/** A permit was issued. Catches up after a timer that is late by less than one interval, and never allows a burst. */
export function afterPermit(state: RateState, now: number): RateState {
  const interval = 1000 / state.rate;
  const late = now - state.nextAt;
  const madeUp = !state.strict && late < Math.max(interval, 5) ? late : 0;
  const episode = state.episode && { ...state.episode, sent: state.episode.sent + 1 };
  return { ...state, episode, nextAt: now - madeUp + interval };
}

/**
 * The request whose permit was issued at `issuedAt` goes onto the wire. If that took longer than for other requests,
 * the next permit is delayed by the difference, because a strict server counts arrivals.
 */
export function afterSent(state: RateState, now: number, issuedAt: number, isLatest: boolean): RateState {
  const took = now - issuedAt;
  if (state.lead === Infinity && took > WARM_LEAD_MS) {
    return { ...state, nextAt: state.nextAt + (isLatest ? took - WARM_LEAD_MS : 0) };
  }
  const lead = Math.min(took, state.lead === Infinity ? took : state.lead + (took - state.lead) / 50);
  return { ...state, lead, nextAt: state.nextAt + (state.strict && isLatest ? took - lead : 0) };
}

/** A response was received. */
export function afterResponse(state: RateState, now: number, response: Response): RateState {
  if (response.outcome === 'failed' || state.rate === Infinity) return state;
  const throttled = response.outcome === 'throttled';
  const acceptedInRow = throttled ? 0 : state.acceptedInRow + 1;
  if (state.probe !== undefined) return duringProbe({ ...state, acceptedInRow }, state.probe, now, response);
  const atFloor =
    acceptedInRow > 60
      ? NONE
      : state.rate < 1.08 * state.floor
        ? counted(state.atFloor, throttled)
        : state.atFloor;
  const next = { ...state, acceptedInRow, atFloor };
  return throttled ? afterThrottle(next, now, response) : afterAccepted(next, response);
}

function afterAccepted(state: RateState, { sentAt, waited }: Response): RateState {
  const over = !waited || state.acceptedInRow > Math.max(10, state.rate / 2);
  const next = over ? { ...state, episode: undefined } : state;
  if (!waited || sentAt < state.changedAt) return next;
  const rate = Math.min(state.ceiling, state.rate * (1 + state.growth));
  const fastest = rate === state.ceiling ? CONFIGURED_SHARE * FASTEST : FASTEST;
  return { ...next, rate, growth: Math.min(fastest / rate, state.growth * 2 ** (1 / DOUBLING)) };
}

function afterThrottle(before: RateState, now: number, { sentAt }: Response): RateState {
  const { episode: open } = before;
  const episode = open && sentAt >= open.since ? { ...open, throttled: open.throttled + 1 } : open;
  const state = { ...before, episode, strict: true };
  if (sentAt < state.changedAt) return state;
  if (state.atFloor.throttled >= 5) return startProbe(state, now);
  const { rate, floor, ceiling, growth } = state;
  const configured = ceiling !== Infinity;
  const slower =
    rate * (1 - Math.max(configured ? STEP_CONFIGURED : STEP, growth * rate * OVERSHOOT_SECONDS));
  const next = { ...state, changedAt: now, growth: Math.max(SLOWEST, growth / BRAKE) };
  const fresh: Episode = { since: now, sent: 0, throttled: 0 };
  if (episode === undefined) {
    const climbing = growth * rate > 0.9 * FASTEST;
    if (!climbing || rate > NEAR_DOCUMENTED)
      return { ...next, episode: fresh, rate: Math.max(floor, slower) };
    const nextAt = state.nextAt + 1000 / DOCUMENTED_RATE; // refill the token that the overshoot used
    return { ...next, episode: fresh, rate: DOCUMENTED_RATE, growth: SLOWEST, nextAt };
  }
  const admitted = episode.sent - episode.throttled;
  const known = admitted >= ENOUGH;
  const most = ((admitted + 1) * 1000) / (now - episode.since);
  const believed = !configured || most < (known ? 0.8 : 0.5) * rate; // a bucket of one looks slow although it is exact
  const to = believed ? Math.min(slower, UNDER_MEASURE * most) : slower;
  const least = !configured && rate > 1.05 * DOCUMENTED_RATE ? DOCUMENTED_RATE : floor;
  return { ...next, rate: Math.max(least, to), ...(known ? { episode: fresh } : { growth }) };
}

/**
 * Throttles continue at the floor, perhaps because of other users of the quota. Starts a test of whether the rate
 * matters.
 */
function startProbe(state: RateState, now: number): RateState {
  const { responses, throttled } = state.atFloor;
  const tolerance = 0.2 + Math.min(0.3, throttled / responses);
  return faster({ ...state, episode: undefined, atFloor: NONE }, { ...NONE, tolerance }, now);
}

function duringProbe(
  state: RateState,
  probe: Probe,
  now: number,
  { sentAt, outcome, waited }: Response,
): RateState {
  if (state.acceptedInRow > 60) return { ...state, probe: undefined };
  if (sentAt < state.changedAt) return state;
  const next = counted(probe, outcome === 'throttled');
  if (next.responses < Math.max(12, state.rate / 2)) return { ...state, probe: next };
  const again = { ...probe, ...NONE };
  if (next.throttled / next.responses < probe.tolerance) {
    return waited ? faster(state, again, now) : { ...state, probe: again };
  }
  return { ...state, probe: undefined, rate: Math.max(state.floor, state.rate / 2), changedAt: now };
}

function faster(state: RateState, probe: Probe, now: number): RateState {
  return { ...state, probe, strict: true, rate: Math.min(state.ceiling, state.rate * 2), changedAt: now };
}

function counted<Counts extends Sample>(sample: Counts, throttled: boolean): Counts {
  return { ...sample, responses: sample.responses + 1, throttled: sample.throttled + (throttled ? 1 : 0) };
}

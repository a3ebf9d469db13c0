/**
 * How fast a lane sends, and what the answers have taught about the quota. A pure core: each function takes a state,
 * a time and what happened, and gives the next state. Times are milliseconds of one monotonic clock.
 *
 * The rate grows a little with each answer, and the growth itself doubles over {@link DOUBLING} answers without a
 * throttle. A throttle takes the rate back by as much as the growth may have overshot, and divides the growth by
 * {@link BRAKE}. So one rule climbs fast where nothing is known, settles just under the quota, and leaves for a raised
 * quota. Throttles that come one after another are counted as a bout: an empty token bucket, or a full window, admits
 * exactly the quota, so what was admitted since the bout began bounds the quota from above.
 */
export interface Pace {
  /** Requests a second at present, from `floor` to `ceiling`. */
  readonly rate: number;
  readonly floor: number;
  /** The rate that was told; `Infinity` for none. */
  readonly ceiling: number;
  /** When the next request may be sent. */
  readonly nextAt: number;
  /** What the next answer adds to the rate, as a share of it. */
  readonly growth: number;
  /** How long a request takes at least from its turn to the wire. */
  readonly lead: number;
  /** Lost time is not made up for by a shorter interval: where the rate is told, or once anything was throttled. */
  readonly strict: boolean;
  /** When the rate was last changed by a throttle. Throttles of requests sent before are the same news once more. */
  readonly changedAt: number;
  /** Answers since the last throttle. */
  readonly calm: number;
  readonly bout: Bout | undefined;
  /** Answers at the floor, where a throttle hardly speaks of the quota. */
  readonly atFloor: Sample;
  readonly trial: Trial | undefined;
}

/** Requests sent since `since`, and those of them that were throttled. */
interface Bout {
  readonly since: number;
  readonly sent: number;
  readonly throttled: number;
}

interface Sample {
  readonly answers: number;
  readonly throttled: number;
}

/** Throttles are taken for chance while a higher rate does not raise their share above `tolerated`. */
interface Trial extends Sample {
  readonly tolerated: number;
}

/** What became of a request; `'failed'` (a reset, a timeout, a 500) teaches nothing about the quota. */
export type RequestOutcome = 'taken' | 'throttled' | 'failed';

export interface Answer {
  readonly sentAt: number;
  readonly outcome: RequestOutcome;
  /** The request had to wait for its turn. Otherwise demand is lower than the rate, and says nothing for a higher one. */
  readonly heldBack: boolean;
}

/** The default quota of an account and Region, in requests a second: the most likely one by far. */
export const DOCUMENTED_RATE = 5;

/** The growth at most, a second: 50 % is 5 to 20 requests a second in 2.8 s. */
const FASTEST = 0.5;
/** The share of it that a told rate starts with and is left when it is reached: a throttle there takes off 1.5 %. */
const TOLD = 0.05;
/** The first request of a process takes far longer to prepare than those after it, which take less than this, in ms. */
const WARM_LEAD_MS = 3;
/** The growth at least, an answer: it costs about one throttle in a hundred answers to know that the quota still holds. */
const SLOWEST = 0.00003;
const DOUBLING = 40;
const BRAKE = 8;
/** The seconds of growth that a throttle takes back: from overshooting to hearing of it. */
const OVERSHOOT_SECONDS = 0.6;
/** A throttle takes at least this share off the rate. A told rate is likely right, and gives way in smaller steps. */
const STEP = 0.015;
const STEP_TOLD = 0.005;
/** A bucket may hold a second's worth and so hide a quota until twice its rate; up to here the quota may well be 5. */
const NEAR_DOCUMENTED = 2.5 * DOCUMENTED_RATE;
/** Admitted requests that make the measure of a bout a good one. */
const ENOUGH = 8;
/** Of a measured quota, how much is used: the bucket is empty and must not be emptied again at once. */
const UNDER_MEASURE = 0.92;
const NONE: Sample = { answers: 0, throttled: 0 };

/** A lane that has sent nothing yet: it goes at the rate that is told, or from the documented one upwards. */
export function startPace(requestsPerSecond: number | 'auto'): Pace {
  const told = requestsPerSecond !== 'auto';
  const rate = told ? requestsPerSecond : DOCUMENTED_RATE;
  return {
    rate,
    floor: Math.min(0.9 * DOCUMENTED_RATE, told ? rate / 4 : Infinity),
    ceiling: told ? rate : Infinity,
    nextAt: -Infinity,
    growth: ((told ? TOLD : 1) * FASTEST) / rate,
    lead: Infinity,
    strict: told,
    changedAt: -Infinity,
    calm: 0,
    bout: undefined,
    atFloor: NONE,
    trial: undefined,
  };
}

/** A request has its turn. There is no burst: only a lateness below one interval (a timer's) is made up for. */
export function afterSend(pace: Pace, now: number): Pace {
  const interval = 1000 / pace.rate;
  const late = now - pace.nextAt;
  const madeUp = !pace.strict && late < Math.max(interval, 5) ? late : 0;
  const bout = pace.bout && { ...pace.bout, sent: pace.bout.sent + 1 };
  return { ...pace, bout, nextAt: now - madeUp + interval };
}

/**
 * A request that had its turn at `turnAt` goes onto the wire. What it took longer than others delays the next one by as
 * much, since a strict server counts from what reaches it. `nextAt` is that of the request after it.
 */
export function afterLeaving(pace: Pace, now: number, turnAt: number, isLatest: boolean): Pace {
  const took = now - turnAt;
  if (pace.lead === Infinity && took > WARM_LEAD_MS) {
    return { ...pace, nextAt: pace.nextAt + (isLatest ? took - WARM_LEAD_MS : 0) };
  }
  const lead = Math.min(took, pace.lead === Infinity ? took : pace.lead + (took - pace.lead) / 50);
  return { ...pace, lead, nextAt: pace.nextAt + (pace.strict && isLatest ? took - lead : 0) };
}

/** The answer to a request is known. */
export function afterAnswer(pace: Pace, now: number, answer: Answer): Pace {
  if (answer.outcome === 'failed' || pace.rate === Infinity) return pace;
  const throttled = answer.outcome === 'throttled';
  const calm = throttled ? 0 : pace.calm + 1;
  if (pace.trial !== undefined) return duringTrial({ ...pace, calm }, pace.trial, now, answer);
  const atFloor =
    calm > 60 ? NONE : pace.rate < 1.08 * pace.floor ? counted(pace.atFloor, throttled) : pace.atFloor;
  const next = { ...pace, calm, atFloor };
  return throttled ? afterThrottle(next, now, answer) : afterTaken(next, answer);
}

function afterTaken(pace: Pace, { sentAt, heldBack }: Answer): Pace {
  const over = !heldBack || pace.calm > Math.max(10, pace.rate / 2);
  const next = over ? { ...pace, bout: undefined } : pace;
  if (!heldBack || sentAt < pace.changedAt) return next;
  const rate = Math.min(pace.ceiling, pace.rate * (1 + pace.growth));
  const fastest = rate === pace.ceiling ? TOLD * FASTEST : FASTEST;
  return { ...next, rate, growth: Math.min(fastest / rate, pace.growth * 2 ** (1 / DOUBLING)) };
}

function afterThrottle(before: Pace, now: number, { sentAt }: Answer): Pace {
  const { bout: open } = before;
  const bout = open && sentAt >= open.since ? { ...open, throttled: open.throttled + 1 } : open;
  const pace = { ...before, bout, strict: true };
  if (sentAt < pace.changedAt) return pace;
  if (pace.atFloor.throttled >= 5) return startTrial(pace, now);
  const { rate, floor, ceiling, growth } = pace;
  const told = ceiling !== Infinity;
  const slower = rate * (1 - Math.max(told ? STEP_TOLD : STEP, growth * rate * OVERSHOOT_SECONDS));
  const next = { ...pace, changedAt: now, growth: Math.max(SLOWEST, growth / BRAKE) };
  const fresh: Bout = { since: now, sent: 0, throttled: 0 };
  if (bout === undefined) {
    const climbing = growth * rate > 0.9 * FASTEST;
    if (!climbing || rate > NEAR_DOCUMENTED) return { ...next, bout: fresh, rate: Math.max(floor, slower) };
    const nextAt = pace.nextAt + 1000 / DOCUMENTED_RATE; // the token that the overshoot used up
    return { ...next, bout: fresh, rate: DOCUMENTED_RATE, growth: SLOWEST, nextAt };
  }
  const admitted = bout.sent - bout.throttled;
  const known = admitted >= ENOUGH;
  const most = ((admitted + 1) * 1000) / (now - bout.since);
  const believed = !told || most < (known ? 0.8 : 0.5) * rate; // a bucket of one looks slow when it is only exact
  const to = believed ? Math.min(slower, UNDER_MEASURE * most) : slower;
  const least = !told && rate > 1.05 * DOCUMENTED_RATE ? DOCUMENTED_RATE : floor;
  return { ...next, rate: Math.max(least, to), ...(known ? { bout: fresh } : { growth }) };
}

/** Throttled again and again at the floor: by chance, or by others on the same quota. See whether the rate matters. */
function startTrial(pace: Pace, now: number): Pace {
  const { answers, throttled } = pace.atFloor;
  const tolerated = 0.2 + Math.min(0.3, throttled / answers);
  return faster({ ...pace, bout: undefined, atFloor: NONE }, { ...NONE, tolerated }, now);
}

function duringTrial(pace: Pace, trial: Trial, now: number, { sentAt, outcome, heldBack }: Answer): Pace {
  if (pace.calm > 60) return { ...pace, trial: undefined };
  if (sentAt < pace.changedAt) return pace;
  const next = counted(trial, outcome === 'throttled');
  if (next.answers < Math.max(12, pace.rate / 2)) return { ...pace, trial: next };
  const again = { ...trial, ...NONE };
  if (next.throttled / next.answers < trial.tolerated) {
    return heldBack ? faster(pace, again, now) : { ...pace, trial: again };
  }
  return { ...pace, trial: undefined, rate: Math.max(pace.floor, pace.rate / 2), changedAt: now };
}

function faster(pace: Pace, trial: Trial, now: number): Pace {
  return { ...pace, trial, strict: true, rate: Math.min(pace.ceiling, pace.rate * 2), changedAt: now };
}

function counted<Counts extends Sample>(sample: Counts, throttled: boolean): Counts {
  return { ...sample, answers: sample.answers + 1, throttled: sample.throttled + (throttled ? 1 : 0) };
}

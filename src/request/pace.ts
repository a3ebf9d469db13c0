/** How fast one lane sends, and what it has learnt about the quota. Plain data; times are in milliseconds. */
export interface Pace {
  /** Requests a second at present. */
  readonly rate: number;
  /** Never faster than this: the rate that was told, or `Infinity`. */
  readonly ceiling: number;
  /** Never slower than this. */
  readonly floor: number;
  /** When the next request may be sent. */
  readonly nextAt: number;
  /** What each answer adds to the rate, as a share of it. */
  readonly growth: number;
  /** Whether a request was ever throttled. From then on, time lost is not made up for. */
  readonly strict: boolean;
  /** When the rate was last lowered. Throttles of requests sent before then are the same news once more. */
  readonly loweredAt: number;
  /** Answers since the last throttle. */
  readonly calm: number;
  /** Throttles that come one after another, from the first of them. */
  readonly bout: Bout | undefined;
  /** Throttles at the floor, where the quota is hardly what they come from. */
  readonly atFloor: number;
  /** Set while throttles are taken for chance: the share that is, and how the trial of a higher rate goes. */
  readonly doubt: Doubt | undefined;
}

interface Bout {
  readonly since: number;
  readonly sent: number;
  readonly throttled: number;
}

interface Doubt {
  readonly share: number;
  readonly answers: number;
  readonly throttled: number;
}

/** What became of a request. `heldBack`: it had to wait for its turn, so the rate was what bounded it. */
export interface Answer {
  readonly sentAt: number;
  readonly outcome: Outcome;
  readonly heldBack: boolean;
}

export type Outcome = 'taken' | 'throttled' | 'failed';

/** The default quota of an account in a Region: https://docs.aws.amazon.com/omics/latest/dev/service-quotas.html */
export const DOCUMENTED_RATE = 5;

const P = (globalThis as any).PARAMS ?? {};
const FASTEST = P.fastest ?? 0.4;
const SLOWEST = P.slowest ?? 0.00005;
const DOUBLING = P.doubling ?? 40;
const BRAKE = P.brake ?? 16;
const NUDGE = P.nudge ?? 0.01;
const NUDGE_TOLD = P.nudgeTold ?? 0.0075;
const TOLD_GROWTH = P.toldGrowth ?? 0.06;
const BACK = P.back ?? 0.5;
const NEAR = P.near ?? 2.5;
const BOUND = P.bound ?? 1;

export function startPace(requestsPerSecond: number | 'auto'): Pace {
  const told = requestsPerSecond !== 'auto';
  const rate = told ? requestsPerSecond : DOCUMENTED_RATE;
  return {
    rate,
    ceiling: told ? rate : Infinity,
    floor: Math.min(0.9 * DOCUMENTED_RATE, told ? rate / 4 : Infinity),
    nextAt: -Infinity,
    growth: (told ? TOLD_GROWTH : FASTEST) / rate,
    strict: false,
    loweredAt: -Infinity,
    calm: 0,
    bout: undefined,
    atFloor: 0,
    doubt: undefined,
  };
}

export function afterSend(pace: Pace, now: number): Pace {
  const interval = 1000 / pace.rate;
  const late = now - pace.nextAt;
  const madeUp = !pace.strict && late < Math.max(interval, 5) ? late : 0;
  const bout = pace.bout && { ...pace.bout, sent: pace.bout.sent + 1 };
  return { ...pace, nextAt: now - madeUp + interval, bout };
}

export function afterAnswer(pace: Pace, now: number, answer: Answer): Pace {
  if (answer.outcome === 'failed') return pace;
  if (pace.doubt !== undefined) return afterTrial(pace, pace.doubt, now, answer);
  return answer.outcome === 'taken' ? afterTaken(pace, answer) : afterThrottle(pace, now, answer);
}

function afterTaken(pace: Pace, { sentAt, heldBack }: Answer): Pace {
  const calm = pace.calm + 1;
  const bout = calm > Math.max(10, pace.rate / 2) ? undefined : pace.bout;
  const atFloor = calm > 60 ? 0 : pace.atFloor;
  if (!heldBack) return { ...pace, calm, atFloor, bout: undefined };
  if (sentAt < pace.loweredAt) return { ...pace, calm, atFloor, bout };
  const growth = Math.min(pace.growth, FASTEST / pace.rate);
  return {
    ...pace,
    rate: Math.min(pace.ceiling, pace.rate * (1 + growth)),
    growth: growth * 2 ** (1 / DOUBLING),
    calm,
    bout,
    atFloor,
  };
}

function afterThrottle(pace: Pace, now: number, { sentAt }: Answer): Pace {
  const { rate, floor, ceiling, growth } = pace;
  const told = ceiling !== Infinity;
  const bout = pace.bout && { ...pace.bout, throttled: pace.bout.throttled + (sentAt >= pace.bout.since ? 1 : 0) };
  const next = { ...pace, strict: true, calm: 0, bout };
  if (sentAt < pace.loweredAt) return next;
  const low = rate < floor * 1.05;
  if (low && pace.atFloor >= 4) {
    return { ...next, atFloor: 0, bout: undefined, doubt: { share: 0.25, answers: 0, throttled: 0 } };
  }
  const back = rate * (1 - Math.max(told ? NUDGE_TOLD : NUDGE, growth * rate * BACK));
  const first = { ...next, atFloor: pace.atFloor + (low ? 1 : 0), loweredAt: now, growth: Math.max(SLOWEST, growth / BRAKE) };
  if (bout === undefined) {
    const begun = { ...first, bout: { since: now, sent: 0, throttled: 0 } };
    if (!told && growth * rate > 0.9 * FASTEST && rate < DOCUMENTED_RATE * NEAR) {
      return { ...begun, rate: DOCUMENTED_RATE, growth: SLOWEST, nextAt: pace.nextAt + 1000 / DOCUMENTED_RATE };
    }
    return { ...begun, rate: Math.max(floor, back) };
  }
  const most = ((bout.sent - bout.throttled + BOUND) * 1000) / (now - bout.since);
  const to = told && most > 0.6 * rate ? back : Math.min(back, most);
  const least = rate > DOCUMENTED_RATE * 1.05 && !told ? DOCUMENTED_RATE : floor;
  return { ...first, rate: Math.max(least, to) };
}

function afterTrial(pace: Pace, before: Doubt, now: number, { sentAt, outcome, heldBack }: Answer): Pace {
  const throttled = outcome === 'throttled';
  const calm = throttled ? 0 : pace.calm + 1;
  if (calm > 60) return { ...pace, calm, doubt: undefined };
  if (sentAt < pace.loweredAt || !heldBack) return { ...pace, calm };
  const doubt = { ...before, answers: before.answers + 1, throttled: before.throttled + (throttled ? 1 : 0) };
  if (doubt.answers < Math.max(10, pace.rate / 2)) return { ...pace, calm, doubt };
  const share = doubt.throttled / doubt.answers;
  const fine = share < before.share + 0.2;
  const rate = Math.max(pace.floor, Math.min(pace.ceiling, pace.rate * (fine ? 1.5 : 0.6)));
  const next = { share: before.share, answers: 0, throttled: 0 };
  return { ...pace, calm, rate, loweredAt: now, doubt: next };
}

/**
 * Tells throttles that a quota causes from those that do not depend on the rate. Pure. A throttle shows an empty bucket.
 * From then on the service accepts no more than its quota, so the requests accepted until the next throttle bound the
 * quota from below. A throttle at a rate clearly below that bound belongs to the background.
 */
export interface Evidence {
  /** The share of requests that is throttled at any rate. */
  readonly background: number;
  /** Consecutive accepted requests. */
  readonly inRow: number;
  /** The requests since a throttle. */
  readonly span: Span | undefined;
  /** The quota is at least this, by the best span so far. */
  readonly least: number;
  /** The requests of the best span, and later ones at rates below `least`. */
  readonly below: Sample;
}

export interface Sample {
  readonly accepted: number;
  readonly throttled: number;
}

/** The requests from a throttled one to the latest. */
export interface Span extends Sample {
  readonly since: number;
  readonly until: number;
}

/** A test, and a span that bounds the quota, need at least this many accepted requests. */
export const SHORTEST_TEST = 5;

export const noRequests: Sample = { accepted: 0, throttled: 0 };

export const noEvidence: Evidence = {
  background: 0,
  inRow: 0,
  span: undefined,
  least: 0,
  below: noRequests,
};

/** Adds a response to a request that was sent at `rate`. */
export function withResponse(
  before: Evidence,
  rate: number,
  sentAt: number,
  isThrottled: boolean,
  endsSpan: boolean,
): Evidence {
  const inRow = isThrottled ? 0 : before.inRow + 1;
  // So long a row is improbable if the background is still there.
  const background = inRow * before.background > SHORTEST_TEST ? 0 : before.background;
  const evidence = { ...before, inRow, background };
  if (before.span === undefined) return isThrottled ? { ...evidence, span: spanFrom(sentAt) } : evidence;
  if (sentAt < before.span.since) return evidence;
  const span = plus({ ...before.span, until: Math.max(before.span.until, sentAt) }, isThrottled);
  const below = rate < before.least ? plus(before.below, isThrottled) : before.below;
  if (!isThrottled || !endsSpan || span.accepted < SHORTEST_TEST) return { ...evidence, span, below };
  const next = { ...evidence, below, span: spanFrom(sentAt) };
  const least = (1000 * (span.accepted - 1)) / (span.until - span.since); // the bucket held a part of one
  return least > before.least ? { ...next, least, below: { ...span, throttled: span.throttled - 1 } } : next;
}

export function spanFrom(sentAt: number): Span {
  return { since: sentAt, until: sentAt, accepted: 0, throttled: 1 };
}

/** Adds a response. Earlier ones keep a share of their weight. */
export function plus<Counts extends Sample>(counts: Counts, isThrottled: boolean, weight = 1): Counts {
  const accepted = weight * counts.accepted + (isThrottled ? 0 : 1);
  return { ...counts, accepted, throttled: weight * counts.throttled + (isThrottled ? 1 : 0) };
}

export function shareThrottled({ accepted, throttled }: Sample): number {
  return throttled / (accepted + throttled);
}

/** Whether clearly more requests are throttled than by the background: two standard deviations of a count. */
export function isExcessive({ recent, evidence }: { recent: Sample; evidence: Evidence }): boolean {
  const { accepted, throttled } = recent;
  const expected = evidence.background * (accepted + throttled);
  return throttled > expected + 2 * Math.sqrt(expected * (1 - evidence.background));
}

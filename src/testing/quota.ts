import type { Check } from '../options/problems.js';
import { isRecord, OPERATIONS, type OperationName } from './service-model.js';

/** How requests over a quota are throttled. */
interface Throttling {
  /** The `Retry-After` header of a throttled request, in seconds from 0. @default none */
  readonly retryAfterSeconds?: number;
}

/**
 * A token bucket: it holds `burst` tokens, starts full and is refilled at `requestsPerSecond`. An accepted request uses
 * one token, and a throttled request none.
 */
export interface TokenBucketQuota extends Throttling {
  /** Tokens per second. More than 0. */
  readonly requestsPerSecond: number;
  /** The capacity of the bucket, from 1. @default requestsPerSecond, at least 1 */
  readonly burst?: number;
}

/** At most `requestsPerSecond` accepted requests in any second. Throttled requests do not count. */
export interface SlidingWindowQuota extends Throttling {
  /** Requests in any second: an integer from 1. */
  readonly requestsPerSecond: number;
  readonly window: 'sliding';
}

/** The quota of one operation in one Region. */
export type QuotaRule = TokenBucketQuota | SlidingWindowQuota;

/** One rule for all operations, each with its own count, or one rule per operation. Other operations are unlimited. */
export type Quota = QuotaRule | Readonly<Partial<Record<OperationName, QuotaRule>>>;

/** The state of a rule: the bucket's `tokens` at the time `at`, or the `accepted` times within the sliding window. */
export interface QuotaState {
  readonly tokens: number;
  readonly at: number;
  readonly accepted: readonly number[];
}

/** Decides whether a request at `now` (monotonic milliseconds) is accepted, and returns the new state. Pure. */
export function applyQuota(rule: QuotaRule, before: QuotaState | undefined, now: number) {
  const { requestsPerSecond } = rule;
  if ('window' in rule) {
    const accepted = (before?.accepted ?? []).filter((time) => now - time < 1000);
    const isAccepted = accepted.length < requestsPerSecond;
    if (isAccepted) accepted.push(now);
    return { isAccepted, state: { tokens: requestsPerSecond - accepted.length, at: now, accepted } };
  }
  const { burst = Math.max(1, requestsPerSecond) } = rule;
  const refill = before === undefined ? burst : ((now - before.at) * requestsPerSecond) / 1000;
  const tokens = Math.min(burst, (before?.tokens ?? 0) + refill);
  const isAccepted = tokens >= 1 - 1e-9; // ten refills of a tenth make a whole token
  return {
    isAccepted,
    state: { tokens: isAccepted ? Math.max(0, tokens - 1) : tokens, at: now, accepted: [] },
  };
}

export const checkQuota: Check = (problems, name, quota) => {
  if (quota === undefined) return;
  if (!isRecord(quota) || 'requestsPerSecond' in quota) checkRule(problems, name, quota);
  else if (problems.members(name, quota, OPERATIONS)) {
    for (const [operation, rule] of Object.entries(quota)) checkRule(problems, `${name}.${operation}`, rule);
  }
};

const RULE_MEMBERS = ['requestsPerSecond', 'burst', 'window', 'retryAfterSeconds'];

const checkRule: Check = (problems, name, rule) => {
  if (!problems.members(name, rule, RULE_MEMBERS) || !isRecord(rule)) return;
  const { requestsPerSecond, burst, window } = rule;
  problems.finite(`${name}.retryAfterSeconds`, rule.retryAfterSeconds, 0);
  const isPositive = Number.isFinite(requestsPerSecond) && Number(requestsPerSecond) > 0;
  if (!isPositive) problems.add(`${name}.requestsPerSecond`, 'more than 0 and finite', requestsPerSecond);
  if (window === undefined) {
    problems.finite(`${name}.burst`, burst, 1);
    return;
  }
  if (window !== 'sliding') problems.add(`${name}.window`, "'sliding' or absent", window);
  if (burst !== undefined) problems.add(`${name}.burst`, 'absent for a sliding window', burst);
  if (isPositive) problems.integer(`${name}.requestsPerSecond`, requestsPerSecond, 1);
};

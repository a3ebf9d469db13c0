import { expected, expectInteger, expectKeys, expectNumber, isRecord } from './expect.js';
import { OPERATIONS, type OperationName } from './model/service-model.js';

/**
 * A token bucket: it holds `burst` tokens, starts full and refills at `requestsPerSecond`; a request takes a token or
 * is throttled. A throttled request takes none.
 */
export interface TokenBucketQuota {
  /** Tokens a second. More than 0. */
  readonly requestsPerSecond: number;
  /** Tokens the bucket holds, from 1. @default requestsPerSecond, at least 1 */
  readonly burst?: number;
}

/** At most `requestsPerSecond` requests in any second; a throttled request does not count. */
export interface SlidingWindowQuota {
  /** Requests in any second: an integer from 1. */
  readonly requestsPerSecond: number;
  readonly window: 'sliding';
}

/** The quota of one operation in one Region. */
export type QuotaRule = TokenBucketQuota | SlidingWindowQuota;

/** One rule for every operation, each counted on its own, or a rule an operation (others are then unlimited). */
export type Quota = QuotaRule | Readonly<Partial<Record<OperationName, QuotaRule>>>;

/** What a rule remembers. `tokens` and `at` are the bucket's, `granted` the times inside the sliding window. */
export interface QuotaState {
  readonly tokens: number;
  readonly at: number;
  readonly granted: readonly number[];
}

/** Whether a request at `now` (milliseconds, monotonic) is granted, and the state after it. Pure. */
export const takeQuota = (
  rule: QuotaRule,
  before: QuotaState | undefined,
  now: number,
): { readonly granted: boolean; readonly state: QuotaState } => {
  if ('window' in rule) {
    const recent = (before?.granted ?? []).filter((time) => now - time < 1000);
    const granted = recent.length < rule.requestsPerSecond;
    if (granted) recent.push(now);
    return { granted, state: { tokens: rule.requestsPerSecond - recent.length, at: now, granted: recent } };
  }
  const burst = burstOf(rule);
  const refill = before === undefined ? burst : ((now - before.at) * rule.requestsPerSecond) / 1000;
  const tokens = Math.min(burst, (before?.tokens ?? 0) + refill);
  const granted = tokens >= 1 - 1e-9; // ten refills of a tenth are a whole token
  return { granted, state: { tokens: granted ? Math.max(0, tokens - 1) : tokens, at: now, granted: [] } };
};

const burstOf = (rule: TokenBucketQuota): number => rule.burst ?? Math.max(1, rule.requestsPerSecond);

/** The quotas of every Region and operation seen. A changed rule goes on from the tokens that are there. */
export class QuotaGate {
  readonly #states = new Map<string, QuotaState>();
  #quota: Quota | undefined;

  constructor(quota: Quota | undefined) {
    this.#quota = quota;
  }

  set(quota: Quota | undefined): void {
    checkQuota(quota);
    this.#quota = quota;
  }

  /** Takes one request of the Region's quota for the operation; false when it is throttled. */
  take(region: string, operation: OperationName, now: number): boolean {
    const rule = ruleOf(this.#quota, operation);
    if (rule === undefined) return true;
    const key = `${region} ${operation}`;
    const { granted, state } = takeQuota(rule, this.#states.get(key), now);
    this.#states.set(key, state);
    return granted;
  }
}

const isRule = (quota: Quota): quota is QuotaRule => 'requestsPerSecond' in quota;

const ruleOf = (quota: Quota | undefined, operation: OperationName): QuotaRule | undefined =>
  quota === undefined || isRule(quota) ? quota : quota[operation];

/** Throws a TypeError that names the member, its bound and what came. */
export const checkQuota = (quota: unknown, name = 'quota'): void => {
  if (quota === undefined) return;
  if (!isRecord(quota)) throw expected(name, 'an object', quota);
  if (!('requestsPerSecond' in quota) && name === 'quota') {
    expectKeys(name, quota, OPERATIONS);
    for (const [operation, rule] of Object.entries(quota)) checkQuota(rule, `quota.${operation}`);
    return;
  }
  expectKeys(name, quota, ['requestsPerSecond', 'burst', 'window']);
  const { requestsPerSecond, burst, window } = quota;
  if (window !== undefined) {
    if (window !== 'sliding') throw expected(`${name}.window`, `'sliding' or absent`, window);
    if (burst !== undefined) throw expected(`${name}.burst`, 'absent with a sliding window', burst);
    expectInteger(`${name}.requestsPerSecond`, requestsPerSecond, 1);
    return;
  }
  expectNumber(`${name}.requestsPerSecond`, requestsPerSecond, 0);
  if (requestsPerSecond === 0) throw expected(`${name}.requestsPerSecond`, 'more than 0', requestsPerSecond);
  if (burst !== undefined) expectNumber(`${name}.burst`, burst, 1);
};

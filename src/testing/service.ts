import { FaultPlan } from './faults.js';
import type { FilterRules } from './filter.js';
import type { EmptyPages, EmulatorOptions, Latency } from './options.js';
import { applyQuota, type Quota, type QuotaRule, type QuotaState } from './quota.js';
import { fraction, hash32, hashText } from './random.js';
import type { LatencyRequest, OperationName, PageRequest } from './service-model.js';
import { StoredStore } from './stores.js';
import { TokenCodec } from './tokens.js';

/** The data and the rules from which an emulator decides its responses. */
export class Service {
  readonly region: string;
  /** The bucket in the `s3Uri` of read sets. */
  readonly bucket: string;
  readonly stores: ReadonlyMap<string, StoredStore>;
  readonly rules: FilterRules;
  readonly tokens: TokenCodec;
  readonly faults: FaultPlan;
  /** Whether a token is a place in the current list, so that changes to the list shift its pages. */
  readonly hasOffsetTokens: boolean;
  readonly onRequest: EmulatorOptions['onRequest'];
  quota: Quota | undefined;
  latency: Latency;
  readonly #quotaStates = new Map<string, QuotaState>();
  readonly #emptyPages: EmptyPages;
  readonly #seed: number;
  #latencyDraws = 0;

  constructor(options: EmulatorOptions) {
    const { region = 'us-east-1', accountId = '123456789012', order = 'given', seed = 1 } = options;
    const { filtering = 'exact', dateBounds = 'half-open' } = options;
    this.region = region;
    this.bucket = `${accountId}-emulated-omics-${region}`;
    const stores = (options.stores ?? []).map((store, index) => {
      const arn = store.arn ?? `arn:aws:omics:${region}:${accountId}:sequenceStore/${store.id}`;
      const s3Access = store.s3Access ?? { s3Uri: `s3://${this.bucket}/${store.id}/` };
      return new StoredStore({ ...store, arn, s3Access }, order, hash32(seed, index));
    });
    this.stores = new Map(stores.map((store) => [store.id, store]));
    this.rules = { filtering, dateBounds };
    this.tokens = new TokenCodec(options.tokenLifetimeMs);
    this.hasOffsetTokens = options.tokens === 'offset';
    this.onRequest = options.onRequest;
    this.#emptyPages = options.emptyPages ?? 0;
    this.faults = new FaultPlan(options.faults ?? [], seed);
    this.quota = options.quota;
    this.latency = options.latencyMs ?? 0;
    this.#seed = seed;
  }

  /** Counts a request against the quota. Returns the rule that throttles it. A changed quota keeps the tokens. */
  exceededQuota(region: string, operation: OperationName): QuotaRule | undefined {
    const { quota } = this;
    const rule = quota && 'requestsPerSecond' in quota ? quota : quota?.[operation];
    if (rule === undefined) return undefined;
    const key = `${region} ${operation}`;
    const { isAccepted, state } = applyQuota(rule, this.#quotaStates.get(key), performance.now());
    this.#quotaStates.set(key, state);
    return isAccepted ? undefined : rule;
  }

  /** Whether a page has no items. `scope` distinguishes lists with different filters. */
  isEmptyPage(request: PageRequest, scope: string): boolean {
    const emptyPages = this.#emptyPages;
    if (typeof emptyPages === 'function') return emptyPages(request);
    if (typeof emptyPages === 'object') return emptyPages.includes(request.page);
    return emptyPages > 0 && fraction(this.#seed ^ hashText(scope), request.page) < emptyPages;
  }

  latencyOf({ operation, sequenceStoreId, page }: LatencyRequest): number {
    const { latency } = this;
    if (typeof latency === 'number') return latency;
    if (typeof latency === 'function') return latency({ operation, sequenceStoreId, page });
    this.#latencyDraws += 1;
    return latency.min + (latency.max - latency.min) * fraction(this.#seed, this.#latencyDraws);
  }
}

import { checkOptions } from './check-options.js';
import { emptyPageRule } from './empty-pages.js';
import { checkFaults } from './faults/check-faults.js';
import { FaultPlan } from './faults/fault-plan.js';
import type { Faults } from './faults/fault.js';
import { unconsumedError } from './faults/unconsumed.js';
import { History, type RequestEntry } from './history.js';
import { exchange, type ExchangeParts } from './http/exchange.js';
import { listenOnLoopback, type LoopbackServer } from './http/server.js';
import { LatencyClock, type Latency } from './latency.js';
import type { OperationName } from './model/service-model.js';
import type { ServiceContext } from './operations/context.js';
import type { EmulatorOptions } from './options.js';
import { QuotaGate, type Quota } from './quota.js';
import { hash32 } from './random.js';
import { StoredStore } from './stores/stored-store.js';
import { createTokenCodec } from './tokens.js';

/** What `new OmicsClient(…)` needs to talk to an emulator. */
export interface EmulatorClientConfig {
  readonly region: string;
  readonly endpoint: string;
  readonly disableHostPrefix: true;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A running HealthOmics storage endpoint. */
export interface Emulator {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly port: number;
  /** Configuration for the SDK's `OmicsClient`; another Region has its own quota. @default the emulator's Region */
  clientConfig(config?: { readonly region?: string }): EmulatorClientConfig;
  /** Every request so far, oldest first. Each look at it is a new array. */
  readonly history: readonly RequestEntry[];
  /** The most requests in flight at once since the start or the last `clearHistory()`. */
  readonly maxInFlight: number;
  /** Requests in flight now. */
  readonly inFlight: number;
  /** How many requests the history holds, of one operation or of all. */
  count(operation?: OperationName | 'unknown'): number;
  clearHistory(): void;
  /** Sets the quota from now on, undefined for none; tokens in the buckets stay. @throws TypeError for a bad one */
  setQuota(quota: Quota | undefined): void;
  /** Sets the latency of requests from now on. @throws TypeError for a bad one */
  setLatency(latencyMs: Latency): void;
  /** Adds faults after those that are there. @throws TypeError for a bad one */
  addFaults(faults: Faults): void;
  /** @throws Error with a table of the scripted faults that were not applied as often as they say */
  assertFaultsConsumed(): void;
  /** Stops listening and closes every connection, also those that hang. May be called again. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a HealthOmics storage endpoint over real HTTP on 127.0.0.1: ListReadSets, ListSequenceStores,
 * GetSequenceStore and GetReadSetMetadata with the service's paths, filters, page limits, tokens, checks and errors.
 * Requests must be signed (Signature Version 4, service `omics`); the signature itself is not verified.
 *
 * @throws TypeError at the call for a bad option; rejects when the port is taken
 * @example
 * ```ts
 * import { OmicsClient } from '@aws-sdk/client-omics';
 * import { count, listReadSets } from 'healthomics-streams';
 * import { generateReadSets, startEmulator } from 'healthomics-streams/testing';
 *
 * const emulator = await startEmulator({
 *   stores: [{ id: '1234567890', readSets: generateReadSets({ count: 1000 }) }],
 *   faults: [{ kind: 'throttle', page: 2 }],
 * });
 * const client = new OmicsClient(emulator.clientConfig());
 * console.log(await count(listReadSets({ client }, { sequenceStoreId: '1234567890' }))); // 1000
 * emulator.assertFaultsConsumed();
 * client.destroy();
 * await emulator.close();
 * ```
 */
export const startEmulator = (options: EmulatorOptions = {}): Promise<Emulator> => {
  checkOptions(options);
  const { region = 'us-east-1', accountId = '123456789012', order = 'given', seed = 1 } = options;
  const stores = (options.stores ?? []).map(
    (store, index) => new StoredStore(store, { region, accountId, order, seed: hash32(seed, index) }),
  );
  const context: ServiceContext = {
    region,
    accountId,
    stores: new Map(stores.map((store) => [store.id, store])),
    rules: { filtering: options.filtering ?? 'exact', dateBounds: options.dateBounds ?? 'half-open' },
    tokens: createTokenCodec(options.tokenLifetimeMs),
    isEmptyPage: emptyPageRule(options.emptyPages ?? 0, seed),
    now: () => performance.now(),
  };
  const faults = new FaultPlan(checkFaults(options.faults), seed);
  const parts: ExchangeParts = {
    responder: { context, faults, quota: new QuotaGate(options.quota) },
    history: new History(options.historyLimit ?? Infinity),
    latency: new LatencyClock(options.latencyMs ?? 0, seed),
  };
  return listen(parts, region, options.port ?? 0);
};

const listen = async (parts: ExchangeParts, region: string, port: number): Promise<Emulator> => {
  const server = await listenOnLoopback((request, response) => {
    exchange(parts, request, response).catch(() => response.destroy()); // the client left in the middle of its request
  }, port);
  return emulatorOf(parts, region, server);
};

const emulatorOf = (parts: ExchangeParts, ownRegion: string, server: LoopbackServer): Emulator => {
  const { history, latency, responder } = parts;
  return {
    endpoint: server.endpoint,
    port: server.port,
    clientConfig: ({ region = ownRegion } = {}) => ({
      region,
      endpoint: server.endpoint,
      disableHostPrefix: true,
      credentials: { accessKeyId: 'EMULATOR', secretAccessKey: 'EMULATOR' },
    }),
    get history() {
      return history.entries;
    },
    get maxInFlight() {
      return history.maxInFlight;
    },
    get inFlight() {
      return history.inFlight;
    },
    count: (operation) =>
      history.entries.filter((entry) => operation === undefined || entry.operation === operation).length,
    clearHistory: () => history.clear(),
    setQuota: (quota) => responder.quota.set(quota),
    setLatency: (latencyMs) => latency.set(latencyMs),
    addFaults: (added) => responder.faults.add(checkFaults(added)),
    assertFaultsConsumed: () => {
      const left = responder.faults.unconsumed();
      if (left.length > 0) throw unconsumedError(left);
    },
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
};

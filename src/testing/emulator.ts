import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkOptions } from '../options/problems.js';
import { validate } from './checks.js';
import { checkFaults, type Faults } from './faults.js';
import { History, type RequestEntry } from './history.js';
import {
  checkChange,
  checkLatency,
  EMULATOR_OPTIONS,
  type EmulatorOptions,
  type Latency,
} from './options.js';
import { checkQuota, type Quota } from './quota.js';
import { serveRequest } from './server.js';
import type { OperationName } from './service-model.js';
import { Service } from './service.js';
import type { StoreChange } from './stores.js';

/** Configuration with which `new OmicsClient(…)` sends its requests to an emulator. */
export interface EmulatorClientConfig {
  readonly region: string;
  readonly endpoint: string;
  readonly disableHostPrefix: true;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A running HealthOmics storage endpoint. */
export class Emulator {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly port: number;
  readonly #service: Service;
  readonly #history: History;
  readonly #server: Server;

  /** @internal Serves requests with a server that listens. */
  constructor(options: EmulatorOptions, server: Server) {
    this.#service = new Service(options);
    this.#history = new History(options.historyLimit);
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.endpoint = `http://127.0.0.1:${this.port}`;
    server.on('request', (request, response) => {
      // rejects if the client closes the connection
      serveRequest(this.#service, this.#history, request, response).catch(() => response.destroy());
    });
  }

  /** Returns configuration for the SDK's `OmicsClient`. Each Region has its own quota. @default the emulator's Region */
  clientConfig(config: { readonly region?: string } = {}): EmulatorClientConfig {
    return {
      region: config.region ?? this.#service.region,
      endpoint: this.endpoint,
      disableHostPrefix: true,
      credentials: { accessKeyId: 'EMULATOR', secretAccessKey: 'EMULATOR' },
    };
  }

  /** Every request so far, oldest first. Each access returns a new array. */
  get history(): readonly RequestEntry[] {
    return this.#history.entries;
  }

  /** The highest number of requests in flight at once since the start or the last `clearHistory()`. */
  get maxInFlight(): number {
    return this.#history.maxInFlight;
  }

  /** The number of requests in flight now. */
  get inFlight(): number {
    return this.#history.inFlight;
  }

  /** Counts the requests in the history, of one operation or of all. */
  count(operation?: OperationName | 'unknown'): number {
    return this.history.filter((entry) => entry.operation === (operation ?? entry.operation)).length;
  }

  /** Removes all requests from the history. */
  clearHistory(): void {
    this.#history.clear();
  }

  /**
   * Sets the quota from now on, `undefined` for none. Buckets keep their tokens.
   * @throws {InvalidOptionError} for an invalid quota
   */
  setQuota(quota: Quota | undefined): void {
    validate((problems) => checkQuota(problems, 'quota', quota));
    this.#service.quota = quota;
  }

  /** Sets the latency of requests from now on. @throws {InvalidOptionError} for an invalid latency */
  setLatency(latencyMs: Latency): void {
    validate((problems) => checkLatency(problems, 'latencyMs', latencyMs));
    this.#service.latency = latencyMs;
  }

  /** Appends faults to the existing ones. @throws {InvalidOptionError} for an invalid fault */
  addFaults(faults: Faults): void {
    validate((problems) => checkFaults(problems, 'faults', faults));
    this.#service.faults.add(faults);
  }

  /**
   * Adds, removes and changes read sets of a store from now on. Lists that are being read continue where they are, or
   * shift, as the option `tokens` says. The first change of a store copies its read sets, so that the array or source
   * you passed remains as it is and is no longer read.
   *
   * @throws {InvalidOptionError} for an unknown store, an id to update or remove that the store does not have, and an id
   * to add that it has
   */
  changeStore(sequenceStoreId: string, change: StoreChange): void {
    const store = this.#service.stores.get(sequenceStoreId);
    validate((problems) => {
      if (store === undefined) problems.add('sequenceStoreId', 'the id of a store', sequenceStoreId);
      else checkChange(problems, change, store);
    });
    store?.change(change);
  }

  /** @throws Error with a table of the scripted faults that were applied fewer times than scripted */
  assertFaultsConsumed(): void {
    this.#service.faults.assertConsumed();
  }

  /** Stops listening and closes every connection, including hanging ones. Can be called again. */
  close(): Promise<void> {
    return new Promise((closed) => {
      this.#server.close(() => closed());
      this.#server.closeAllConnections();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Starts a HealthOmics storage endpoint over real HTTP on 127.0.0.1. It serves ListReadSets, ListSequenceStores,
 * GetSequenceStore and GetReadSetMetadata with the service's paths, filters, page limits, tokens, validation and errors.
 * Requests must be signed (Signature Version 4, service `omics`); the signature itself is not verified.
 *
 * @throws {InvalidOptionError} at the call for an invalid option
 * @returns A promise that rejects if the port is in use.
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
export function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  validate((problems) => checkOptions(problems, 'options', options, EMULATOR_OPTIONS));
  const server = createServer({
    // closing an idle connection just as a client reuses it would look like a reset
    keepAliveTimeout: 0,
    requestTimeout: 0,
    headersTimeout: 0,
    // a token has up to 6,144 characters, and three times as many when escaped
    maxHeaderSize: 65_536,
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  return once(server, 'listening').then(() => new Emulator(options, server));
}

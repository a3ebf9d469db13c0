import { expected, expectKeys, expectNumber, isRecord } from './expect.js';
import type { OperationName } from './model/service-model.js';
import { fraction } from './random.js';

/** What a latency may depend on. */
export interface LatencyRequest {
  readonly operation: OperationName | 'unknown';
  readonly sequenceStoreId: string | undefined;
  readonly page: number | undefined;
}

/**
 * How long every answer waits, in milliseconds from 0: always the same, evenly spread between two bounds (seeded), or
 * what a function says for each request.
 */
export type Latency =
  number | { readonly min: number; readonly max: number } | ((request: LatencyRequest) => number);

/** @throws TypeError that names the bound and what came */
export const checkLatency = (latency: unknown): void => {
  if (latency === undefined || typeof latency === 'function') return;
  if (!isRecord(latency)) {
    if (typeof latency !== 'number')
      throw expected('latencyMs', 'a number, { min, max } or a function', latency);
    expectNumber('latencyMs', latency, 0);
    return;
  }
  expectKeys('latencyMs', latency, ['min', 'max']);
  expectNumber('latencyMs.min', latency.min, 0);
  expectNumber('latencyMs.max', latency.max, Number(latency.min));
};

/** Gives the latency of one request after the other. */
export class LatencyClock {
  readonly #seed: number;
  #latency: Latency;
  #count = 0;

  constructor(latency: Latency, seed: number) {
    this.#latency = latency;
    this.#seed = seed;
  }

  set(latency: Latency): void {
    checkLatency(latency);
    this.#latency = latency;
  }

  next({ operation, sequenceStoreId, page }: LatencyRequest): number {
    const latency = this.#latency;
    if (typeof latency === 'number') return latency;
    if (typeof latency === 'function') return latency({ operation, sequenceStoreId, page });
    this.#count += 1;
    return latency.min + (latency.max - latency.min) * fraction(this.#seed, this.#count);
  }
}

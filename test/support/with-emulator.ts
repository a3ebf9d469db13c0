import { OmicsClient } from '@aws-sdk/client-omics';
import type { RateLimiter, RetryOptions } from 'healthomics-streams';
import { startEmulator, type Emulator, type EmulatorOptions } from 'healthomics-streams/testing';
import { expect } from 'vitest';

/** Retries without delay. */
export const QUICK = { baseDelayMs: 0, maxDelayMs: 1 } as const satisfies RetryOptions;

/** A limiter that never waits. At the default of 5 requests per second, tests would spend most of their time waiting. */
export const UNPACED: RateLimiter = {
  forQuota: () => ({
    rate: Infinity,
    acquire: async (signal) => {
      signal.throwIfAborted();
      return { release: () => undefined };
    },
  }),
};

/** A configuration without any waiting. */
export const FAST = { retry: QUICK, rateLimiter: UNPACED } as const;

/** The emulator and the client of a test over HTTP. */
export interface Setting {
  readonly emulator: Emulator;
  /** The SDK's client with its default settings. */
  readonly client: OmicsClient;
  /** The client in a configuration without any waiting. */
  readonly config: { readonly client: OmicsClient } & typeof FAST;
}

/**
 * Runs a test with its own emulator and then closes everything. Fails if a request remains in flight, or if a scripted
 * fault was not applied.
 */
export async function withEmulator(
  options: EmulatorOptions,
  test: (setting: Setting) => Promise<void>,
): Promise<void> {
  const emulator = await startEmulator(options);
  const client = new OmicsClient(emulator.clientConfig());
  try {
    await test({ emulator, client, config: { client, ...FAST } });
    await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(0);
    emulator.assertFaultsConsumed();
  } finally {
    client.destroy();
    await emulator.close();
  }
}

import { OmicsClient } from '@aws-sdk/client-omics';
import type { RateLimiter, RetryOptions } from 'healthomics-streams';
import { startEmulator, type Emulator, type EmulatorOptions } from 'healthomics-streams/testing';
import { expect } from 'vitest';

/** Retries that do not wait. */
export const QUICK = { baseDelayMs: 0, maxDelayMs: 1 } as const satisfies RetryOptions;

/** Paces nothing: these tests are about everything else, and the default of 5 requests a second would be most of their time. */
export const UNPACED: RateLimiter = {
  lane: () => ({
    rate: Infinity,
    acquire: async (signal) => {
      signal.throwIfAborted();
      return { leave: () => undefined, settle: () => undefined };
    },
  }),
};

/** A configuration in which nothing waits. */
export const FAST = { retry: QUICK, rateLimiter: UNPACED } as const;

/** What a test over HTTP works with. */
export interface Setting {
  readonly emulator: Emulator;
  /** The SDK's client with its own defaults. */
  readonly client: OmicsClient;
  /** The client in a configuration in which nothing waits. */
  readonly config: { readonly client: OmicsClient } & typeof FAST;
}

/**
 * Runs a test against an emulator of its own. In the end no request may be in flight any more, and every scripted
 * fault must have been met; then everything is closed.
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

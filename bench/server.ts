// Runs the emulator in its own process, so that a benchmark measures only the client.
import { generateReadSets, startEmulator, type EmulatorOptions } from 'healthomics-streams/testing';

/** The number of read sets to generate for each store, and other options of the emulator. */
export interface ServerOptions extends Omit<EmulatorOptions, 'stores'> {
  readonly readSetsByStore: readonly number[];
}

/** Counts of ListReadSets requests. */
export interface ServerCounts {
  readonly requests: number;
  readonly throttled: number;
}

const { readSetsByStore, ...options } = JSON.parse(process.argv[2] ?? '{}') as ServerOptions;
const emulator = await startEmulator({
  ...options,
  stores: readSetsByStore.map((count, i) => ({
    id: String(1_000_000_001 + i),
    readSets: generateReadSets({ count, seed: i + 1 }),
  })),
});
process.on('message', () => {
  const requests = emulator.history.filter(({ operation }) => operation === 'ListReadSets');
  const throttled = requests.filter(({ status }) => status === 429).length;
  process.send?.({ requests: requests.length, throttled } satisfies ServerCounts);
});
process.send?.(emulator.endpoint);

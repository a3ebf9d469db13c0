// A process of its own for the emulator, so that the client's CPU and memory are measured alone.
import { generateReadSets, startEmulator, type EmulatorOptions } from 'healthomics-streams/testing';

/** What a benchmark asks for: stores of generated read sets, and the emulator's other options. */
export interface ServerOptions extends Omit<EmulatorOptions, 'stores'> {
  readonly readSetsByStore: readonly number[];
}

/** What the server counted of ListReadSets. */
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

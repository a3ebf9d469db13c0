// A process of its own for the emulator, so that the client's CPU and memory are measured alone.
import { startEmulator, type EmulatorOptions, generateReadSets } from 'healthomics-streams/testing';

/** What a benchmark asks for: stores of generated read sets, and the emulator's other options. */
export interface ServerOptions extends Omit<EmulatorOptions, 'stores'> {
  readonly readSetsByStore: readonly number[];
}

const { readSetsByStore, ...options } = JSON.parse(process.argv[2] ?? '{}') as ServerOptions;
const emulator = await startEmulator({
  ...options,
  historyLimit: 0,
  stores: readSetsByStore.map((count, i) => ({
    id: String(1_000_000_001 + i),
    readSets: generateReadSets({ count, seed: i + 1 }),
  })),
});
process.send?.(emulator.endpoint);

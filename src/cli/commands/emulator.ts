import { counted } from '../../display/numbers.js';
import {
  loadHprcStores,
  loadReadSetsFile,
  startEmulator,
  type Emulator,
  type EmulatorOptions,
  type EmulatorStore,
} from '../../testing/index.js';
import { BadOption } from '../../testing/expect.js';
import { UsageError } from '../errors.js';
import { EXIT } from '../exit.js';
import { flagProblems } from '../options/flag-names.js';
import type { EmulatorFlags } from '../options/emulator-flags.js';

/** It may run for weeks; nobody asks it for its history. */
const HISTORY_LIMIT = 1;

/** `readsets emulator`: serves read sets on loopback until a signal comes. Gives the exit code. */
export async function emulator(flags: EmulatorFlags): Promise<number> {
  const ended = signalled();
  const stores = flags.file === undefined ? loadHprcStores() : await loadFile(flags.file);
  const running = await start(emulatorOptions(flags, stores));
  // Whoever reads how to use it may leave after the first line; it serves on.
  process.stdout.write(instructions(running, stores));
  await ended;
  await running.close();
  return EXIT.complete;
}

/** The stores of a file, which must be there. */
async function loadFile(file: string): Promise<readonly EmulatorStore[]> {
  try {
    return await loadReadSetsFile(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new Error(`Expected --file to be a file, got ${JSON.stringify(file)}, which does not exist.`, {
      cause: error,
    });
  }
}

function emulatorOptions(
  { port, latencyMs, quota, faults }: EmulatorFlags,
  stores: readonly EmulatorStore[],
): EmulatorOptions {
  return {
    stores,
    historyLimit: HISTORY_LIMIT,
    ...(port === undefined ? {} : { port }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(quota === undefined ? {} : { quota: { requestsPerSecond: quota } }),
    ...(faults === undefined ? {} : { faults: { probability: faults } }),
  };
}

/** @throws {UsageError} for an option that the emulator does not take */
async function start(options: EmulatorOptions): Promise<Emulator> {
  try {
    return await startEmulator(options);
  } catch (error) {
    if (error instanceof BadOption) throw new UsageError(flagProblems([error]), { cause: error });
    if (codeOf(error) === 'EADDRINUSE') {
      const message = `Port ${options.port} is in use. Give another --port, or leave it out for a free one.`;
      throw new Error(message, { cause: error });
    }
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return (Object(error) as { code?: unknown }).code;
}

/** The endpoint alone on the first line, for scripts; then how to use it, for people. */
function instructions(running: Emulator, stores: readonly EmulatorStore[]): string {
  const { endpoint, region, credentials } = running.clientConfig();
  const readSets = stores.reduce((sum, store) => sum + (store.readSets?.length ?? 0), 0);
  const [first] = stores;
  return [
    endpoint,
    `serves ${counted(readSets, 'read set')} in ${counted(stores.length, 'store')} until interrupted. In another shell:`,
    `  export AWS_ENDPOINT_URL_OMICS=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
    '  npx readsets summary',
    `  AWS_DISABLE_HOST_PREFIX_INJECTION=true aws omics list-read-sets --sequence-store-id ${first?.id ?? 'ID'}`,
    '',
  ].join('\n');
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
}

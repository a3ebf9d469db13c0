import { once } from 'node:events';
import { counted } from '../../display/text.js';
import { defined } from '../../options/defined.js';
import {
  loadHprcStores,
  loadReadSetsFile,
  startEmulator,
  type Emulator,
  type EmulatorStore,
} from '../../testing/index.js';
import { abortOnSignal, codeOf, EXIT, UsageError } from '../exit.js';
import type { EmulatorFlags } from '../flags/flags.js';

/** The emulator may run for weeks, and the command never reads its history. */
const HISTORY_LIMIT = 1;

/** `readsets emulator`: serves read sets on loopback until SIGINT or SIGTERM. Returns the exit code. */
export async function emulator(flags: EmulatorFlags): Promise<number> {
  const ended = once(abortOnSignal().signal, 'abort');
  const { file, port, latencyMs, quota, faults, denyStore = [] } = flags;
  const stores =
    file === undefined
      ? loadHprcStores()
      : await explained(
          loadReadSetsFile(file),
          'ENOENT',
          `Cannot read --file ${JSON.stringify(file)}: the file does not exist.`,
        );
  const unknown = denyStore.find((denied) => !stores.some(({ id }) => id === denied));
  if (unknown !== undefined) {
    const ids = stores.map(({ id }) => id).join(', ');
    throw new UsageError(`Expected --deny-store to be one of ${ids}, got ${JSON.stringify(unknown)}.`);
  }
  const denials = denyStore.map(
    (sequenceStoreId) => ({ kind: 'access-denied', sequenceStoreId, times: Infinity }) as const,
  );
  const options = defined({
    port,
    latencyMs,
    quota: quota === undefined ? undefined : { requestsPerSecond: quota },
    faults: [...denials, ...(faults === undefined ? [] : [{ probability: faults }])],
  });
  const running = await explained(
    startEmulator({ ...options, stores, historyLimit: HISTORY_LIMIT }),
    'EADDRINUSE',
    `Port ${port} is in use. Choose another --port, or omit it to use a free one.`,
  );
  // A reader of the instructions may close stdout early. The emulator keeps running.
  process.stdout.write(instructions(running, stores));
  await ended;
  await running.close();
  return EXIT.complete;
}

/** Replaces the message of an error that has this code. */
async function explained<T>(result: Promise<T>, code: string, message: string): Promise<T> {
  return result.catch((error: unknown) => {
    throw codeOf(error) === code ? new Error(message, { cause: error }) : error;
  });
}

/** Puts the endpoint alone on the first line, for scripts, and instructions for people below it. */
function instructions(running: Emulator, stores: readonly EmulatorStore[]): string {
  const { endpoint, region, credentials } = running.clientConfig();
  const readSets = stores.reduce((sum, store) => sum + (store.readSets?.length ?? 0), 0);
  const [first] = stores;
  return [
    endpoint,
    `Serving ${counted(readSets, 'read set')} in ${counted(stores.length, 'store')} until interrupted. In another shell:`,
    `  export AWS_ENDPOINT_URL_OMICS=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
    '  npx readsets summary',
    `  AWS_DISABLE_HOST_PREFIX_INJECTION=true aws omics list-read-sets --sequence-store-id ${first?.id ?? 'ID'}`,
    '',
  ].join('\n');
}

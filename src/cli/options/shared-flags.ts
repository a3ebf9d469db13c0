import { Option, type Command } from 'commander';
import { collect, endpointUrl, names, positiveInteger, requestRate, splitStores } from './parse.js';
import type { WhereFlags } from './where-flags.js';

/** Which service to speak to, and as whom. */
export interface ConnectionFlags {
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
}

/** How one list is requested. */
export interface RequestFlags {
  readonly pageSize?: number;
  readonly maxAttempts?: number;
  readonly requestTimeoutMs?: number;
  readonly requestsPerSecond?: number | 'auto';
}

/** Formats of rows. */
export const FORMATS = ['table', 'ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** Which rows are written, how and where. */
export interface OutputFlags {
  readonly format?: Format;
  readonly fields?: readonly string[];
  readonly csvSafe?: boolean;
  readonly output?: string;
  readonly limit?: number;
  readonly quiet?: boolean;
}

/** The flags of `readsets stores`. */
export interface StoresFlags extends ConnectionFlags, RequestFlags, OutputFlags {}

/** The flags of `readsets list`. */
export interface ListFlags extends ConnectionFlags, RequestFlags, OutputFlags, WhereFlags {
  readonly store?: readonly string[];
  readonly concurrency?: number;
  readonly order?: 'arrival' | 'input';
  readonly splitStores?: 'auto' | 'never' | number;
  readonly onStoreError?: 'stop' | 'continue';
  readonly report?: string;
  readonly resume?: boolean;
  readonly explain?: boolean;
}

/** The flags of `readsets emulator`. */
export interface EmulatorFlags {
  readonly file?: string;
  readonly port?: number;
  readonly latencyMs?: number;
  readonly quota?: number;
  readonly faults?: Readonly<Record<string, number>>;
}

const whole = (flags: string, description: string): Option =>
  new Option(flags, description).argParser(positiveInteger);

export function addConnectionFlags(command: Command): Command {
  return command
    .option('--region <region>', 'the Region (default: AWS_REGION, then the profile’s)')
    .option('--profile <name>', 'a profile of the AWS configuration (default: AWS_PROFILE)')
    .addOption(
      new Option(
        '--endpoint <url>',
        'where to send requests, as it is (default: AWS_ENDPOINT_URL_OMICS, then AWS_ENDPOINT_URL, then the service)',
      ).argParser(endpointUrl),
    );
}

export function addOutputFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--format <format>',
        'how rows are written (default: csv for an --output named .csv, table on a terminal, else ndjson)',
      ).choices(FORMATS),
    )
    .addOption(
      new Option(
        '--fields <names>',
        'only these fields, with commas between them; etag.algorithm for nested ones',
      ).argParser(names),
    )
    .option('--csv-safe', 'in csv, put a single quote before what a spreadsheet would take for a formula')
    .option('--output <file>', 'write rows to this file, which is replaced once they are complete')
    .addOption(whole('--limit <n>', 'end after this many rows'))
    .option('--quiet', 'no progress and no summary on a terminal');
}

export function addResumeFlag(command: Command): Command {
  return command.option(
    '--resume',
    'go on with the file of --output where a run of the same flags was ended, or start it',
  );
}

export function addRequestFlags(command: Command): Command {
  return command
    .addOption(whole('--page-size <n>', 'rows a request, 1 to 100 (default: 100)'))
    .addOption(
      whole('--max-attempts <n>', 'requests for one page at most, the first one counted (default: 16)'),
    )
    .addOption(whole('--request-timeout-ms <n>', 'give up on an answer after this long (default: 30000)'))
    .addOption(
      new Option(
        '--requests-per-second <n>',
        'the quota, where you know it; auto finds it, none does not pace (default: auto)',
      ).argParser(requestRate),
    );
}

export function addInventoryFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--store <id>',
        'a sequence store; may be given several times (default: every store)',
      ).argParser(collect),
    )
    .addOption(
      whole('--concurrency <n>', 'requests in flight at most; as many as the pace needs (default: 48)'),
    )
    .addOption(
      new Option(
        '--split-stores <n>',
        'walks of one big store side by side: auto (as many as the pace has room for), never, or so many (default: auto)',
      ).argParser(splitStores),
    )
    .addOption(
      new Option('--order <order>', 'stores in turn, or one after another (default: arrival)').choices([
        'arrival',
        'input',
      ]),
    )
    .addOption(
      new Option('--on-store-error <policy>', 'when a store cannot be listed (default: stop)').choices([
        'stop',
        'continue',
      ]),
    )
    .option('--report <file>', 'write a JSON report of every store to this file, also when the run fails');
}

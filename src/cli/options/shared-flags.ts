import { Option, type Command } from 'commander';
import { endpointUrl, names, positiveInteger, requestRate } from './parse.js';

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

const whole = (flags: string, description: string): Option =>
  new Option(flags, description).argParser(positiveInteger);

export function addConnectionFlags(command: Command): Command {
  return command
    .optionsGroup('Connection:')
    .option('--region <region>', 'the Region (default: AWS_REGION, then the profile’s)')
    .option('--profile <name>', 'a profile of the AWS configuration (default: AWS_PROFILE)')
    .addOption(
      new Option(
        '--endpoint <url>',
        'the URL to send requests to, used as it is (default: AWS_ENDPOINT_URL_OMICS, then AWS_ENDPOINT_URL, then the service)',
      ).argParser(endpointUrl),
    );
}

export function addOutputFlags(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .addOption(
      new Option(
        '--format <format>',
        'how rows are written (default: what the name of --output says, table on a terminal, else ndjson)',
      ).choices(FORMATS),
    )
    .addOption(
      new Option(
        '--fields <name,…>',
        'only these fields, separated by commas; nested ones by their path, such as etag.algorithm',
      ).argParser(names),
    )
    .option('--csv-safe', 'in csv, put a single quote before what a spreadsheet would take for a formula')
    .option('--output <file>', 'write rows to this file, which is replaced once they are complete')
    .addOption(whole('--limit <n>', 'stop after this many rows'))
    .option('--quiet', 'no progress, no notes and no summary');
}

export function addRequestFlags(command: Command): Command {
  return command
    .optionsGroup('Requests:')
    .addOption(whole('--page-size <n>', 'rows per request, 1 to 100 (default: 100)'))
    .addOption(
      whole('--max-attempts <n>', 'requests for one page at most, including the first (default: 16)'),
    )
    .addOption(whole('--request-timeout-ms <n>', 'give up on a response after this long (default: 30000)'))
    .addOption(
      new Option(
        '--requests-per-second <n|auto|none>',
        'the quota, if you know it; auto finds it, none turns pacing off (default: auto)',
      ).argParser(requestRate),
    );
}

import { Option, type Command } from 'commander';
import { amount, faultProbabilities, port } from './parse.js';

/** The flags of `readsets emulator`. */
export interface EmulatorFlags {
  readonly file?: string;
  readonly port?: number;
  readonly latencyMs?: number;
  readonly quota?: number;
  readonly faults?: Readonly<Record<string, number>>;
}

export function addEmulatorFlags(command: Command): Command {
  return command
    .option(
      '--file <file>',
      'read sets as `list --format ndjson` writes them (default: 6,207 real ones of the HPRC)',
    )
    .addOption(new Option('--port <n>', 'the port on 127.0.0.1 (default: a free one)').argParser(port))
    .addOption(new Option('--latency-ms <n>', 'how long each response is delayed').argParser(amount))
    .addOption(
      new Option('--quota <n>', 'requests per second for each operation; more are throttled').argParser(
        amount,
      ),
    )
    .addOption(
      new Option(
        '--faults <kind=probability,…>',
        'random faults by their probabilities: throttle=0.05,internal=0.01',
      ).argParser(faultProbabilities),
    );
}

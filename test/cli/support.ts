import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator, type Emulator, type EmulatorOptions } from 'healthomics-streams/testing';
import { inject, onTestFinished } from 'vitest';
import { readSet, readSets, STORE } from '../support/read-sets.js';

export { readSet, readSets, STORE };
export const OTHER_STORE = '1234567891';

/** The result of a run of the command. */
export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The service to list. Without it, the environment has no endpoint. */
  readonly emulator?: Emulator;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Modules that Node imports before the command. */
  readonly imports?: readonly string[];
}

/** A run of the command that may not have ended. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  readonly stdout: () => string;
}

/** Turns rate control off, which has its own tests: 5 requests a second would take most of the time. */
const withoutRateControl = (args: readonly string[]): string[] => {
  const lists = ['list', 'stores', 'summary', 'duplicates', 'issues'].includes(args[0] ?? '');
  return lists && !args.includes('--requests-per-second')
    ? [...args, '--requests-per-second', 'none']
    : [...args];
};

/** Starts the command in its own process, without this machine's AWS configuration. */
export const start = (args: readonly string[], options: RunOptions = {}): Running => {
  const { emulator, env = {}, cwd, imports = [] } = options;
  const child = spawn(
    process.execPath,
    [...imports.flatMap((module) => ['--import', module]), inject('command'), ...withoutRateControl(args)],
    {
      cwd,
      env: {
        PATH: process.env.PATH,
        HOME: '/nonexistent',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE12',
        AWS_SECRET_ACCESS_KEY: 'a-secret-that-is-never-printed',
        ...(emulator === undefined ? {} : { AWS_ENDPOINT_URL_OMICS: emulator.endpoint }),
        ...env,
      },
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { child, ended, stdout: () => stdout };
};

export const run = (args: readonly string[], options?: RunOptions): Promise<Ran> =>
  start(args, options).ended;

/** The lines of a text that ends with a newline. */
export const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);

export const objectsOf = (text: string): Record<string, unknown>[] =>
  linesOf(text).map((line) => JSON.parse(line) as Record<string, unknown>);

/** Starts an emulator that closes when the test ends. */
export const emulatorFor = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

/** Starts an emulator that has one store with `count` read sets. */
export const storeOf = (count: number, more: EmulatorOptions = {}): Promise<Emulator> =>
  emulatorFor({ stores: [{ id: STORE, name: 'one', readSets: readSets(count) }], ...more });

/** Creates a directory that is removed when the test ends. */
export const temporaryDirectory = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'readsets-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
};

/** Waits until a condition holds. */
export const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
};

import { execFile, fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TextTable } from '../src/display/table.js';
import type { ServerCounts, ServerOptions } from './server.js';

/** A running emulator and its request counts. */
export interface Server {
  readonly endpoint: string;
  counts(): Promise<ServerCounts>;
}

/** Runs `use` against an emulator in its own process, and then ends that process. */
export async function withServer<T>(options: ServerOptions, use: (server: Server) => Promise<T>): Promise<T> {
  const child = fork(fileURLToPath(new URL('server.ts', import.meta.url)), [JSON.stringify(options)], {
    execArgv: ['--import', 'tsx'],
  });
  try {
    const endpoint = (await message(child)) as string;
    return await use({
      endpoint,
      counts: () => {
        child.send('counts');
        return message(child) as Promise<ServerCounts>;
      },
    });
  } finally {
    child.kill();
  }
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the server exited with ${code}`)));
  });
}

/** The ids of the emulator's stores. */
export function storeIds(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(1_000_000_001 + i));
}

/** The client configuration for an emulator. */
export function clientConfig(endpoint: string) {
  return {
    region: 'us-east-1',
    endpoint,
    disableHostPrefix: true,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  };
}

/** Runs a program of this folder in its own process, with garbage collection exposed, and parses the JSON it prints. */
export async function runChild(program: string, ...args: readonly string[]): Promise<Record<string, number>> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--import',
    'tsx',
    path,
    ...args,
  ]);
  return JSON.parse(stdout) as Record<string, number>;
}

/** Prints a table. The first column is aligned to the left, all others to the right. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const table = new TextTable(head.map((title, i) => ({ title, align: i === 0 ? 'left' : 'right' })));
  console.log(table.draw(rows));
}

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

/** Formats bytes as MiB. */
export function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

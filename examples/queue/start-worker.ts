import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EmulatorClientConfig } from 'healthomics-streams/testing';

/** Starts a worker in a process that ends with this one. */
export function startWorker(environment: Readonly<Record<string, string>>): ChildProcess {
  const script = fileURLToPath(new URL('worker.ts', import.meta.url));
  const worker = spawn(process.execPath, ['--import', 'tsx', script], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const kill = (): void => void worker.kill('SIGKILL');
  process.once('exit', kill);
  worker.once('exit', () => process.off('exit', kill));
  return worker;
}

/** The environment variables that direct the client of a worker to an emulator. */
export function environmentOf({
  region,
  endpoint,
  credentials,
}: EmulatorClientConfig): Readonly<Record<string, string>> {
  return {
    AWS_REGION: region,
    AWS_ENDPOINT_URL_OMICS: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}

export async function stopWorker(worker: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const exit = once(worker, 'exit');
  worker.kill(signal);
  await exit;
}

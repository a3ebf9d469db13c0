import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ServerCounts, ServerOptions } from './server.js';

/** A running server: where it is, and what it has counted. */
export interface Server {
  readonly endpoint: string;
  counts(): Promise<ServerCounts>;
}

/** Runs `use` against a server of its own process, and ends it. */
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

/** The ids of the server's stores. */
export function storeIds(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(1_000_000_001 + i));
}

/** The configuration of a client for a server. */
export function clientConfig(endpoint: string) {
  return {
    region: 'us-east-1',
    endpoint,
    disableHostPrefix: true,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  };
}

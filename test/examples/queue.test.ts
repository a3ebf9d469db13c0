import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidOptionError, listReadSets, toArray } from 'healthomics-streams';
import type { FaultKind } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { joinPages, writePage } from '../../examples/queue/page-files.js';
import { onFailure } from '../../examples/queue/split-queue.js';
import { errorOf, readSets, STORE } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';

const root = new URL('../../', import.meta.url);

describe('The queue example', () => {
  it.skipIf(process.env.REDIS_URL === undefined)(
    'writes every read set exactly once although a worker is killed (needs REDIS_URL)',
    { timeout: 120_000 },
    () => {
      const { stdout, status } = spawnSync(process.execPath, ['--import', 'tsx', 'examples/13-queue.ts'], {
        cwd: fileURLToPath(root),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      expect(stdout).toBe(readFileSync(new URL('examples/expected/13-queue.txt', root), 'utf8'));
      expect(status).toBe(0);
    },
  );

  it('writes the same files when repeated and leaves no temporary files', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'pages-'));
    try {
      const location = { directory, jobId: 'a-1', pass: 2 };
      for (let time = 0; time < 2; time += 1) {
        await writePage(location, 1, [{ id: '1' }, { id: '2' }]);
        await writePage(location, 2, []);
        await writePage(location, 3, [{ id: '3' }]);
        const path = await joinPages(location, 3);
        expect(readFileSync(path, 'utf8')).toBe('{"id":"1"}\n{"id":"2"}\n{"id":"3"}\n');
      }
      const names = readdirSync(directory, { recursive: true }) as string[];
      expect(names.filter((name) => name.endsWith('.partial'))).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe('onFailure', () => {
  it.each<[FaultKind, number, ReturnType<typeof onFailure>]>([
    ['throttle', 1, 'pause'],
    ['internal', 1, 'retry'],
    ['timeout', 1, 'retry'],
    ['reset', 1, 'retry'],
    ['html', 1, 'retry'],
    ['access-denied', 1, 'fail'],
    ['not-found', 1, 'fail'],
    ['validation', 1, 'fail'],
    ['reject-token', 2, 'restart'],
  ])('reacts to %s on page %i with %s', async (kind, page, reaction) => {
    const stores = [{ id: STORE, readSets: readSets(200) }];
    await withEmulator({ stores, faults: { kind, page } }, async ({ config }) => {
      const once = { ...config, retry: { maxAttempts: 1 } };
      const error = await errorOf(toArray(listReadSets(once, { sequenceStoreId: STORE })));
      expect(onFailure(error)).toBe(reaction);
    });
  });

  it('fails on errors of the library, and retries errors of Redis or the disk', () => {
    expect(onFailure(new InvalidOptionError([]))).toBe('fail');
    expect(onFailure(new Error('ENOSPC: no space left on device, write'))).toBe('retry');
  });
});

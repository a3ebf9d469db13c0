import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidOptionError, listReadSets, toArray } from 'healthomics-streams';
import type { FaultKind } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { onFailure } from '../../examples/queue/on-failure.js';
import { joinPages, writePage } from '../../examples/queue/page-files.js';
import { errorOf, readSets, STORE } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';

const root = new URL('../../', import.meta.url);

describe('the example of a queue', () => {
  it.skipIf(process.env.REDIS_URL === undefined)(
    'has every read set once although a worker is killed (needs REDIS_URL)',
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

  it('writes pages and the whole so that doing it twice changes nothing, and leaves nothing aside', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'pages-'));
    try {
      const place = { directory, jobId: 'a-1', walk: 2 };
      for (let time = 0; time < 2; time += 1) {
        await writePage(place, 1, [{ id: '1' }, { id: '2' }]);
        await writePage(place, 2, []);
        await writePage(place, 3, [{ id: '3' }]);
        const path = await joinPages(place, 3);
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
    ['internal', 1, 'again'],
    ['timeout', 1, 'again'],
    ['reset', 1, 'again'],
    ['html', 1, 'again'],
    ['access-denied', 1, 'give-up'],
    ['not-found', 1, 'give-up'],
    ['validation', 1, 'give-up'],
    ['reject-token', 2, 'start-over'],
  ])('of %s on page %i says %s', async (kind, page, reaction) => {
    const stores = [{ id: STORE, readSets: readSets(200) }];
    await withEmulator({ stores, faults: { kind, page } }, async ({ config }) => {
      const once = { ...config, retry: { maxAttempts: 1 } };
      const error = await errorOf(toArray(listReadSets(once, { sequenceStoreId: STORE })));
      expect(onFailure(error)).toBe(reaction);
    });
  });

  it('gives up what the library refuses, and not what Redis or the disk does', () => {
    expect(onFailure(new InvalidOptionError([]))).toBe('give-up');
    expect(onFailure(new Error('ENOSPC: no space left on device, write'))).toBe('again');
  });
});

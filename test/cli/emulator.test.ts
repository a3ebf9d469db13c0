import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  linesOf,
  objectsOf,
  readSet,
  emulatorFor,
  run,
  start,
  STORE,
  temporaryDirectory,
  until,
} from './support.js';

describe('readsets emulator', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'serves the bundled read sets until %s, then exits with 0',
    async (signal) => {
      const { child, ended, stdout } = start(['emulator', '--quota', '50', '--faults', 'throttle=0.05']);
      await until(() => linesOf(stdout()).length >= 5);
      const [endpoint = ''] = linesOf(stdout());
      expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(stdout()).toContain(`AWS_ENDPOINT_URL_OMICS=${endpoint}`);
      const stores = await run(['stores', '--fields', 'id'], { env: { AWS_ENDPOINT_URL_OMICS: endpoint } });
      expect(linesOf(stores.stdout)).toHaveLength(6);
      child.kill(signal);
      expect(await ended).toMatchObject({ exitCode: 0, stderr: '' });
    },
  );

  it('serves a file that readsets list wrote', async () => {
    const cwd = await temporaryDirectory();
    const record = { ...readSet(1, { name: 'x' }), sequenceStoreId: STORE };
    await writeFile(join(cwd, 'rows.ndjson'), `${JSON.stringify(record)}\n`);
    const { child, ended, stdout } = start(['emulator', '--file', 'rows.ndjson', '--latency-ms', '5'], {
      cwd,
    });
    await until(() => stdout().includes('\n'));
    const [endpoint = ''] = linesOf(stdout());
    const listed = await run(['list'], { env: { AWS_ENDPOINT_URL: endpoint } });
    expect(objectsOf(listed.stdout)).toMatchObject([record]);
    child.kill('SIGTERM');
    await ended;
  });

  it('denies access to the stores of --deny-store, and rejects a store that it does not serve', async () => {
    const cwd = await temporaryDirectory();
    const record = { ...readSet(1), sequenceStoreId: STORE };
    await writeFile(join(cwd, 'rows.ndjson'), `${JSON.stringify(record)}\n`);
    const args = ['emulator', '--file', 'rows.ndjson', '--deny-store'];
    const { child, ended, stdout } = start([...args, STORE], { cwd });
    await until(() => stdout().includes('\n'));
    const [endpoint = ''] = linesOf(stdout());
    for (let i = 0; i < 2; i += 1) {
      const listed = await run(['list'], { env: { AWS_ENDPOINT_URL: endpoint } });
      expect(listed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('AccessDeniedException') });
    }
    child.kill('SIGTERM');
    await ended;
    const unknown = await run([...args, '9999999999'], { cwd });
    expect(unknown).toMatchObject({
      exitCode: 2,
      stderr: `readsets: Expected --deny-store to be one of ${STORE}, got "9999999999".\n`,
    });
  });

  it('names a file that does not exist and exits with 1', async () => {
    const { exitCode, stderr } = await run(['emulator', '--file', 'none.ndjson']);
    expect(exitCode).toBe(1);
    expect(stderr).toBe('readsets: Cannot read --file "none.ndjson": the file does not exist.\n');
  });

  it('names a port that is in use and exits with 1', async () => {
    const port = new URL((await emulatorFor({})).endpoint).port;
    const { exitCode, stderr } = await run(['emulator', '--port', port]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `readsets: Port ${port} is in use. Choose another --port, or omit it to use a free one.\n`,
    });
  });
});

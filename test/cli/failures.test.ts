import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  emulatorFor,
  linesOf,
  OTHER_STORE,
  readSets,
  run,
  start,
  STORE,
  storeOf,
  temporaryDirectory,
  until,
} from './support.js';

const twoStores = [
  { id: STORE, readSets: readSets(150) },
  { id: OTHER_STORE, readSets: readSets(150, 1000) },
];

describe('failures', () => {
  it('a store that fails under continue is named, the others are complete, exit 3', async () => {
    const directory = await temporaryDirectory();
    const emulator = await emulatorFor({
      stores: twoStores,
      faults: { kind: 'access-denied', sequenceStoreId: STORE, page: 2 },
    });
    const { exitCode, stdout, stderr } = await run(
      ['list', '--on-store-error', 'continue', '--report', 'r.json'],
      { emulator, cwd: directory },
    );
    expect(exitCode).toBe(3);
    expect(linesOf(stdout)).toHaveLength(250);
    expect(stderr).toMatch(
      /^readsets: Listing store 1234567890 failed on page 2 .*AccessDeniedException.*\n$/,
    );
    expect(JSON.parse(await readFile(join(directory, 'r.json'), 'utf8'))).toMatchObject({
      outcome: 'partial',
      stores: [{ outcome: 'failed' }, { outcome: 'complete', readSets: 150 }],
    });
  });

  it('a store that fails under stop ends the run, exit 1, with a report', async () => {
    const directory = await temporaryDirectory();
    const emulator = await emulatorFor({
      stores: twoStores,
      faults: { kind: 'access-denied', sequenceStoreId: STORE },
    });
    const { exitCode, stderr } = await run(['list', '--report', 'r.json'], { emulator, cwd: directory });
    expect(exitCode).toBe(1);
    expect(linesOf(stderr)).toHaveLength(1);
    expect(stderr).toMatch(/^readsets: Listing store 1234567890 failed on page 1 /);
    const report: unknown = JSON.parse(await readFile(join(directory, 'r.json'), 'utf8'));
    expect(report).toMatchObject({ outcome: 'failed', error: { cause: 'AccessDeniedException' } });
  });

  it('--max-attempts is the number of requests for a page, and the advice names the flag', async () => {
    const emulator = await storeOf(1, {
      faults: { kind: 'internal', operation: 'ListReadSets', times: Infinity },
    });
    const { exitCode, stderr } = await run(['list', '--max-attempts', '3'], { emulator });
    expect(exitCode).toBe(1);
    expect(emulator.count('ListReadSets')).toBe(3);
    expect(stderr).toMatch(/after 3 attempts .*InternalServerException.* raise --max-attempts\.\n$/);
  });

  it('--request-timeout-ms ends an attempt without an answer', async () => {
    const emulator = await storeOf(1, { faults: { kind: 'hang', operation: 'ListReadSets' } });
    const { exitCode, stdout } = await run(['list', '--request-timeout-ms', '300'], { emulator });
    expect(exitCode).toBe(0);
    expect(linesOf(stdout)).toHaveLength(1);
    expect(emulator.count('ListReadSets')).toBe(2);
  });

  it('a missing Region and missing credentials are told in one line that says what to set', async () => {
    const emulator = await storeOf(1);
    const region = await run(['list'], { emulator, env: { AWS_REGION: undefined } });
    expect(region.exitCode).toBe(1);
    expect(region.stderr).toMatch(/^readsets: No Region is set.*AWS_REGION.*\n$/);
    const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const credentials = await run(['list'], { emulator, env: none });
    expect(credentials.exitCode).toBe(1);
    expect(credentials.stderr).toMatch(/^readsets: No credentials found.*AWS_ACCESS_KEY_ID.*\n$/);
    expect(emulator.count()).toBe(0);
  });

  it('secrets that the service echoes are not printed, neither on stderr nor in the report', async () => {
    const directory = await temporaryDirectory();
    const message = 'key AKIAEXAMPLEEXAMPLE12 secret a-secret-that-is-never-printed Signature=abcdef0123';
    const emulator = await storeOf(1, { faults: { kind: 'access-denied', message } });
    const { stderr } = await run(['list', '--report', 'r.json'], { emulator, cwd: directory });
    for (const text of [stderr, await readFile(join(directory, 'r.json'), 'utf8')]) {
      expect(text).toContain('AccessDeniedException');
      expect(text).not.toMatch(/AKIAEX|never-printed|abcdef0123/);
    }
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the run with exit %i, what had come is written', async (signal, code) => {
    const emulator = await storeOf(100_000, { latencyMs: 20 });
    const { child, ended, stdout } = start(['list'], { emulator });
    await until(() => linesOf(stdout()).length >= 200);
    child.kill(signal);
    const ran = await ended;
    expect(ran.exitCode).toBe(code);
    expect(ran.stderr).toMatch(/^readsets: Interrupted after [\d,]+ rows\.\n$/);
    const said = Number(/[\d,]+/.exec(ran.stderr)?.[0].replace(',', ''));
    expect(linesOf(ran.stdout)).toHaveLength(said);
    expect(ran.stdout.endsWith('}\n')).toBe(true);
  });

  it('a second signal ends at once, also while the reader of stdout is stuck', async () => {
    const emulator = await storeOf(100_000);
    const { child, ended } = start(['list'], { emulator });
    child.stdout?.once('data', () => child.stdout?.pause());
    let seen = -1;
    await until(async () => {
      const before = seen;
      await new Promise((resolve) => setTimeout(resolve, 300));
      seen = emulator.count();
      return seen > 1 && seen === before; // no more requests: the run is held up
    });
    child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(child.exitCode).toBe(null);
    child.kill('SIGINT');
    await until(() => child.exitCode !== null);
    expect(child.exitCode).toBe(130);
    child.stdout?.resume();
    await ended;
  });

  it('that requests fail again and again is said, once for each reason, and not of throttling', async () => {
    const emulator = await emulatorFor({
      stores: twoStores,
      faults: [
        { kind: 'reset', times: 8 },
        { kind: 'throttle', sequenceStoreId: OTHER_STORE, page: 2, times: 3 },
      ],
    });
    const { exitCode, stderr } = await run(['list'], { emulator });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^readsets: .+\. 3 attempts at List\w+ have failed\. It is tried again, as often as --max-attempts allows\.\n$/,
    );
  });

  it('with --quiet nothing is said of retries', async () => {
    const emulator = await emulatorFor({ stores: twoStores, faults: { kind: 'reset', times: 4 } });
    expect(await run(['stores', '--quiet'], { emulator })).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

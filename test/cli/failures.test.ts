import { execFileSync } from 'node:child_process';
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
  it('with --on-store-error continue, names the failed store, completes the others and exits with 3', async () => {
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
      /^readsets: Listing store 1234567890 failed on page 2 .*AccessDeniedException.*\nreadsets: The result is partial: it has only 100 read sets of store 1234567890, .*\n$/,
    );
    expect(JSON.parse(await readFile(join(directory, 'r.json'), 'utf8'))).toMatchObject({
      outcome: 'partial',
      stores: [{ outcome: 'failed' }, { outcome: 'complete', readSets: 150 }],
    });
  });

  it('with --on-store-error stop, a failed store ends the run with exit code 1 and a report', async () => {
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

  it('--max-attempts sets the number of requests for a page, and the error advises to raise it', async () => {
    const emulator = await storeOf(1, {
      faults: { kind: 'internal', operation: 'ListReadSets', times: Infinity },
    });
    const { exitCode, stderr } = await run(['list', '--max-attempts', '3'], { emulator });
    expect(exitCode).toBe(1);
    expect(emulator.count('ListReadSets')).toBe(3);
    expect(stderr).toMatch(/after 3 attempts .*InternalServerException.* raise --max-attempts\.\n$/);
  });

  it('--request-timeout-ms ends an attempt that gets no response', async () => {
    const emulator = await storeOf(1, { faults: { kind: 'hang', operation: 'ListReadSets' } });
    const { exitCode, stdout } = await run(['list', '--request-timeout-ms', '300'], { emulator });
    expect(exitCode).toBe(0);
    expect(linesOf(stdout)).toHaveLength(1);
    expect(emulator.count('ListReadSets')).toBe(2);
  });

  it('reports a missing Region or missing credentials in one line that names the variables to set', async () => {
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

  it('removes secrets that the service echoes from stderr and from the report', async () => {
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
  ] as const)('%s ends the run with exit code %i after writing the rows received', async (signal, code) => {
    const emulator = await storeOf(100_000, { latencyMs: 20 });
    const { child, ended, stdout } = start(['list'], { emulator });
    await until(() => linesOf(stdout()).length >= 200);
    child.kill(signal);
    const ran = await ended;
    expect(ran.exitCode).toBe(code);
    expect(ran.stderr).toMatch(/^readsets: Interrupted after [\d,]+ rows\.\n$/);
    const reported = Number(/[\d,]+/.exec(ran.stderr)?.[0].replace(',', ''));
    expect(linesOf(ran.stdout)).toHaveLength(reported);
    expect(ran.stdout.endsWith('}\n')).toBe(true);
  });

  it.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)(
    '%s ends the command although nothing reads stdout',
    async (signal) => {
      const emulator = await storeOf(100_000);
      const { child, ended } = start(['list'], { emulator });
      child.stdout?.once('data', () => child.stdout?.pause());
      let requests = -1;
      await until(async () => {
        const before = requests;
        await new Promise((resolve) => setTimeout(resolve, 300));
        requests = emulator.count();
        return requests > 1 && requests === before; // no more requests: the run is blocked
      });
      child.kill(signal);
      await until(() => child.exitCode !== null || child.signalCode !== null);
      expect(child.exitCode).toBe({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal]);
      child.stdout?.resume();
      expect((await ended).stderr).toMatch(/^readsets: Interrupted after [\d,]+ rows\.\n$/);
    },
  );

  it.skipIf(process.platform === 'win32').each(['--output', '--report'])(
    'a signal ends the command although nothing reads the named pipe of %s',
    async (flag) => {
      const cwd = await temporaryDirectory();
      execFileSync('mkfifo', [join(cwd, 'pipe')]);
      const emulator = await storeOf(10);
      // The warning shows that the command is running and handles signals.
      const { child, ended } = start(['list', flag, 'pipe', '--status', 'NEW_STATUS'], { emulator, cwd });
      await new Promise((resolve) => child.stderr?.once('data', resolve));
      child.kill('SIGTERM');
      const { exitCode, stdout, stderr } = await ended;
      expect({ exitCode, stdout }).toEqual({ exitCode: 143, stdout: '' });
      expect(stderr).toMatch(
        /Unknown status.*\nreadsets: (?:Interrupted after 0 rows|Ended by SIGTERM)\.\n$/,
      );
      expect(emulator.count()).toBe(0);
    },
  );

  it('READSETS_DEBUG prints the stack and the causes of an error, without secrets', async () => {
    const message = 'key AKIAEXAMPLEEXAMPLE12 secret a-secret-that-is-never-printed \u001b[31m';
    const emulator = await storeOf(1, { faults: { kind: 'access-denied', message } });
    const { stderr } = await run(['list'], { emulator, env: { READSETS_DEBUG: '1' } });
    expect(stderr).toMatch(/\n +at /);
    expect(stderr).toContain('[cause]');
    expect(stderr).not.toMatch(/AKIAEX|never-printed/);
    expect(stderr).not.toContain('\u001b');
  });

  it('warns once about an unencrypted endpoint on another machine', async () => {
    const emulator = await storeOf(250);
    const endpoint = emulator.endpoint.replace('127.0.0.1', '0.0.0.0');
    const { exitCode, stderr } = await run(['list', '--quiet', '--endpoint', endpoint], { emulator });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringMatching(
        /^readsets: Warning: the endpoint http:\/\/0\.0\.0\.0 is not encrypted\..*\n$/,
      ),
    });
  });

  it('reports repeated failures once per reason, and never throttling', async () => {
    const emulator = await emulatorFor({
      stores: twoStores,
      faults: [
        { kind: 'reset', times: 8 },
        { kind: 'throttle', sequenceStoreId: OTHER_STORE, page: 2, times: 3 },
      ],
    });
    const { exitCode, stderr } = await run(['list'], { emulator });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^readsets: .+\. List\w+ failed 3 times\. Retrying, up to --max-attempts\.\n$/);
  });

  it('reports no retries with --quiet', async () => {
    const emulator = await emulatorFor({ stores: twoStores, faults: { kind: 'reset', times: 4 } });
    expect(await run(['stores', '--quiet'], { emulator })).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

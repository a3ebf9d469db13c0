import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesOf, run, start, storeOf, temporaryDirectory, until } from './support.js';

const isRoot = process.getuid?.() === 0;

describe('--output', () => {
  it('replaces the file when it is complete, keeps its permissions and leaves no other file', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(join(cwd, 'out'), 'old\n', { mode: 0o600 });
    const ran = await run(['list', '--output', 'out'], { emulator: await storeOf(150), cwd });
    expect(ran).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(linesOf(await readFile(join(cwd, 'out'), 'utf8'))).toHaveLength(150);
    expect((await stat(join(cwd, 'out'))).mode & 0o777).toBe(0o600);
    expect(await readdir(cwd)).toEqual(['out']);
  });

  it('writes to the target of a symbolic link and keeps the link', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(join(cwd, 'real'), 'old\n');
    await symlink('real', join(cwd, 'out'));
    await run(['list', '--output', 'out'], { emulator: await storeOf(2), cwd });
    expect((await lstat(join(cwd, 'out'))).isSymbolicLink()).toBe(true);
    expect(linesOf(await readFile(join(cwd, 'real'), 'utf8'))).toHaveLength(2);
  });

  it('completes the file with --limit, and with exit code 3', async () => {
    const cwd = await temporaryDirectory();
    const emulator = await storeOf(150, {
      faults: { kind: 'access-denied', page: 2, operation: 'ListReadSets' },
    });
    const partly = ['list', '--output', 'some', '--on-store-error', 'continue'];
    expect((await run(partly, { emulator, cwd })).exitCode).toBe(3);
    expect((await run(['list', '--output', 'five', '--limit', '5'], { emulator, cwd })).exitCode).toBe(0);
    expect((await readdir(cwd)).sort()).toEqual(['five', 'some']);
    expect(linesOf(await readFile(join(cwd, 'some'), 'utf8'))).toHaveLength(100);
    expect(linesOf(await readFile(join(cwd, 'five'), 'utf8'))).toHaveLength(5);
  });

  it('after a failure, leaves the file unchanged, keeps the rows so far beside it and reports both', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(join(cwd, 'out'), 'old\n');
    const emulator = await storeOf(250, {
      faults: { kind: 'access-denied', page: 2, operation: 'ListReadSets' },
    });
    const { exitCode, stderr } = await run(['list', '--output', 'out'], { emulator, cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /failed on page 2 .*\nreadsets: The rows so far are in \S*out\.partial; out is unchanged\.\nreadsets: Resume with: readsets list --output out --requests-per-second none --resume\n$/,
    );
    expect(await readFile(join(cwd, 'out'), 'utf8')).toBe('old\n');
    expect(linesOf(await readFile(join(cwd, 'out.partial'), 'utf8'))).toHaveLength(100);
  });

  it('after a failure before the first row, leaves no file behind', async () => {
    const cwd = await temporaryDirectory();
    const emulator = await storeOf(1, { faults: { kind: 'access-denied' } });
    const { exitCode, stderr } = await run(['list', '--output', 'out'], { emulator, cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/No rows were written; out was not created\.\n$/);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('after an interrupt, leaves the file unchanged and keeps the rows so far beside it', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(join(cwd, 'out'), 'old\n');
    const emulator = await storeOf(100_000, { latencyMs: 20 });
    const { child, ended } = start(['list', '--output', 'out', '--report', 'r.json'], { emulator, cwd });
    const partial = join(cwd, 'out.partial');
    await until(async () => existsSync(partial) && (await stat(partial)).size > 20_000);
    child.kill('SIGINT');
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(
      /Interrupted after [\d,]+ rows\.\n.*out\.partial; out is unchanged\.\nreadsets: Resume with: .*\n$/,
    );
    expect(await readFile(join(cwd, 'out'), 'utf8')).toBe('old\n');
    const rows = linesOf(await readFile(partial, 'utf8')).length;
    expect(JSON.parse(await readFile(join(cwd, 'r.json'), 'utf8'))).toMatchObject({
      outcome: 'cancelled',
      totals: { readSets: rows },
    });
  });

  it.each(['--output', '--report'])(
    'names a missing directory or a directory as %s, exits with 1 and sends no requests',
    async (flag) => {
      const cwd = await temporaryDirectory();
      await mkdir(join(cwd, 'directory'));
      const emulator = await storeOf(1);
      const missing = await run(['list', flag, 'none/out'], { emulator, cwd });
      expect(missing).toMatchObject({ exitCode: 1, stdout: '' });
      expect(missing.stderr).toBe('readsets: Cannot write none/out: there is no directory none.\n');
      const directory = await run(['list', flag, 'directory'], { emulator, cwd });
      expect(directory).toMatchObject({ exitCode: 1, stdout: '' });
      expect(directory.stderr).toBe('readsets: Cannot write directory: it is a directory.\n');
      expect(emulator.count()).toBe(0);
    },
  );

  it('names a read-only file, keeps it, exits with 1 and sends no requests', async () => {
    const cwd = await temporaryDirectory();
    const emulator = await storeOf(1);
    await writeFile(join(cwd, 'out'), 'old\n', { mode: 0o444 });
    const ran = await run(['list', '--output', 'out'], { emulator, cwd });
    expect(ran).toMatchObject({ exitCode: 1, stderr: 'readsets: Cannot write out: permission denied.\n' });
    expect(await readFile(join(cwd, 'out'), 'utf8')).toBe('old\n');
    expect(emulator.count()).toBe(0);
  });

  it.skipIf(isRoot)('names a file in a read-only directory, exits with 1 and sends no requests', async () => {
    const cwd = await temporaryDirectory();
    const emulator = await storeOf(1);
    await chmod(cwd, 0o555);
    const ran = await run(['list', '--output', 'new'], { emulator, cwd });
    await chmod(cwd, 0o755);
    expect(ran).toMatchObject({ exitCode: 1, stderr: 'readsets: Cannot write new: permission denied.\n' });
    expect(emulator.count()).toBe(0);
  });

  it.runIf(existsSync('/sys/kernel'))(
    'names a path that nobody may write to, exits with 1 and sends no requests',
    async () => {
      const emulator = await storeOf(1);
      const { exitCode, stderr } = await run(['list', '--output', '/sys/out'], { emulator });
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^readsets: Cannot write \/sys\/out: .*\n$/);
      expect(emulator.count()).toBe(0);
    },
  );

  it.runIf(existsSync('/dev/full'))('names the path on a full disk and exits with 1', async () => {
    const emulator = await storeOf(10);
    expect(await run(['list', '--output', '/dev/full'], { emulator })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'readsets: Cannot write /dev/full: no space left on the device.\n',
    });
    const report = await run(['list', '--report', '/dev/full'], { emulator });
    expect(report).toMatchObject({
      exitCode: 1,
      stderr: 'readsets: Cannot write /dev/full: no space left on the device.\n',
    });
    expect(linesOf(report.stdout)).toHaveLength(10);
  });

  it.runIf(existsSync('/dev/stdout'))('writes to stdout for /dev/stdout', async () => {
    const { exitCode, stdout } = await run(['list', '--output', '/dev/stdout'], {
      emulator: await storeOf(10),
    });
    expect(exitCode).toBe(0);
    expect(linesOf(stdout)).toHaveLength(10);
  });
});

import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/cli/exit.js';
import { checkReportPath } from '../../src/cli/output/files.js';
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

  it('completes the file with --limit', async () => {
    const cwd = await temporaryDirectory();
    const ran = await run(['list', '--output', 'five', '--limit', '5'], {
      emulator: await storeOf(150),
      cwd,
    });
    expect(ran.exitCode).toBe(0);
    expect(await readdir(cwd)).toEqual(['five']);
    expect(linesOf(await readFile(join(cwd, 'five'), 'utf8'))).toHaveLength(5);
  });

  it('is kept if a store failed; --resume lists the store again and completes the file', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(join(cwd, 'den.csv'), 'old\n');
    const emulator = await emulatorFor({
      stores: [
        { id: STORE, readSets: readSets(150) },
        { id: OTHER_STORE, readSets: readSets(30, 1000) },
      ],
      faults: { kind: 'access-denied', sequenceStoreId: STORE, page: 2, times: 1 },
    });
    const args = ['list', '--on-store-error', 'continue', '--output', 'den.csv'];
    const partial = await run(args, { emulator, cwd });
    expect(partial.exitCode).toBe(3);
    expect(partial.stderr).toMatch(
      /AccessDenied.*\nreadsets: The result is partial: it has only 100 read sets of store 1234567890, .*\nreadsets: The partial result is in \S*den\.csv\.partial; den\.csv is unchanged\.\nreadsets: Resume with: readsets list .*--resume\n$/,
    );
    expect(await readFile(join(cwd, 'den.csv'), 'utf8')).toBe('old\n');
    expect((await readdir(cwd)).sort()).toEqual(['den.csv', 'den.csv.checkpoint', 'den.csv.partial']);
    expect(await run([...args, '--resume'], { emulator, cwd })).toMatchObject({ exitCode: 0, stderr: '' });
    expect(new Set(linesOf(await readFile(join(cwd, 'den.csv'), 'utf8'))).size).toBe(181);
    expect(await readdir(cwd)).toEqual(['den.csv']);
  });

  it('is replaced by a partial list with --accept-partial, which stderr reports', async () => {
    const cwd = await temporaryDirectory();
    const emulator = await storeOf(150, {
      faults: { kind: 'access-denied', page: 2, operation: 'ListReadSets', times: 1 },
    });
    const args = ['list', '--output', 'out', '--on-store-error', 'continue', '--accept-partial'];
    const { exitCode, stderr } = await run(args, { emulator, cwd });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(
      /The result is partial: .*\nreadsets: out has the partial result \(--accept-partial\)\.\n$/,
    );
    expect(linesOf(await readFile(join(cwd, 'out'), 'utf8'))).toHaveLength(100);
    expect(await readdir(cwd)).toEqual(['out']);
  });

  it('is not shared with --report, also through links and other spellings', async () => {
    const cwd = await temporaryDirectory();
    await mkdir(join(cwd, 'directory'));
    await symlink('directory', join(cwd, 'same'));
    await symlink('directory/out', join(cwd, 'dangling'));
    for (const report of ['out', 'out.partial', 'out.checkpoint', 'out.checkpoint.partial']) {
      const shared = checkReportPath(join(cwd, 'same', report), join(cwd, 'directory/../directory/out'));
      await expect(shared).rejects.toThrow(UsageError);
    }
    await expect(checkReportPath(join(cwd, 'dangling'), join(cwd, 'same/out'))).rejects.toThrow(UsageError);
    await expect(checkReportPath(join(cwd, 'out.partial'), join(cwd, 'dangling'))).resolves.toBe(undefined);
    await expect(checkReportPath(join(cwd, 'r.json'), join(cwd, 'r.json.partial'))).rejects.toThrow(
      UsageError,
    );
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

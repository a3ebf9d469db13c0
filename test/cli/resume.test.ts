import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkpointPath, removeCheckpoint, resumeCommand } from '../../src/cli/output/files.js';
import { emulatorFor, linesOf, run, start, STORE, storeOf, temporaryDirectory, until } from './support.js';
import { readSets, storesOf } from '../support/read-sets.js';

describe('readsets list --resume', () => {
  it('resumes after being killed at random moments, and writes every read set once', async () => {
    const cwd = await temporaryDirectory();
    const emulator = await emulatorFor({
      stores: storesOf(3000, 2000, 1000),
      latencyMs: 10,
      tokenLifetimeMs: 2000,
      faults: { probability: { throttle: 0.05, internal: 0.02, reset: 0.02, html: 0.01 } },
    });
    const args = ['list', '--output', 'big.ndjson.gz', '--resume', '--concurrency', '2'];
    for (let kills = 0; kills < 4; kills += 1) {
      const { child, ended } = start(args, { emulator, cwd });
      const before = emulator.count();
      await until(() => emulator.count() > before + 10 + Math.random() * 10 || child.exitCode !== null);
      child.kill('SIGKILL');
      await ended;
    }
    expect(await run(args, { emulator, cwd })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await readdir(cwd)).toEqual(['big.ndjson.gz']);
    const lines = linesOf(gunzipSync(await readFile(join(cwd, 'big.ndjson.gz'))).toString());
    const whole = await run(['list'], { emulator });
    expect(lines.sort()).toEqual(linesOf(whole.stdout).sort());
  }, 60_000);

  it('Ctrl-C prints the command that resumes, and that command completes the file', async () => {
    const cwd = await temporaryDirectory();
    const emulator = await storeOf(20_000, { latencyMs: 20 });
    const { child, ended } = start(['list', '--output', "it's.csv", '--format', 'csv'], { emulator, cwd });
    await until(async () => {
      const partial = join(cwd, "it's.csv.partial");
      return existsSync(partial) && (await stat(partial)).size > 20_000;
    });
    child.kill('SIGINT');
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(130);
    const command = String.raw`readsets list --output 'it'\''s.csv' --format csv --requests-per-second none --resume`;
    expect(linesOf(stderr).at(-1)).toBe(`readsets: Resume with: ${command}`);
    const already = linesOf(await readFile(join(cwd, "it's.csv.partial"), 'utf8')).length - 1;
    const before = emulator.count('ListReadSets');
    const resumed = ['list', '--output', "it's.csv", '--format', 'csv', '--resume'];
    expect(await run(resumed, { emulator, cwd })).toMatchObject({ exitCode: 0, stderr: '' });
    expect(new Set(linesOf(await readFile(join(cwd, "it's.csv"), 'utf8'))).size).toBe(20_001);
    expect(emulator.count('ListReadSets') - before).toBeLessThanOrEqual(201 - Math.floor(already / 100));
    expect(await readdir(cwd)).toEqual(["it's.csv"]);
  });

  it('starts over without --resume, rejects --resume with other flags, and says what to do', async () => {
    const cwd = await temporaryDirectory();
    const emulator = await storeOf(250, { faults: { kind: 'access-denied', page: 2 } });
    const args = ['list', '--output', 'out'];
    expect((await run(args, { emulator, cwd })).exitCode).toBe(1);
    const saved = await readFile(join(cwd, 'out.checkpoint'));
    for (const other of [
      ['--status', 'ACTIVE'],
      ['--format', 'csv'],
      ['--fields', 'id'],
    ]) {
      const { exitCode, stderr } = await run([...args, '--resume', ...other], { emulator, cwd });
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /The checkpoint was saved for another [^]* omit --resume or delete out\.checkpoint\./,
      );
    }
    expect(await readFile(join(cwd, 'out.checkpoint'))).toEqual(saved);
    expect(await run(args, { emulator, cwd })).toMatchObject({ exitCode: 0 });
    expect(linesOf(await readFile(join(cwd, 'out'), 'utf8'))).toHaveLength(250);
    expect(await readdir(cwd)).toEqual(['out']);
  });

  it('never starts over if that would lose rows', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(join(cwd, 'out.partial'), 'rows\n');
    const emulator = await storeOf(1);
    const { exitCode, stderr } = await run(['list', '--output', 'out', '--resume'], { emulator, cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^readsets: Cannot resume out: out\.partial has rows, .* delete out\.partial or .*\n$/,
    );
    await writeFile(join(cwd, 'out.checkpoint'), '{"format":');
    const damaged = await run(['list', '--output', 'out', '--resume'], { emulator, cwd });
    expect(damaged).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/damaged.* delete out\.checkpoint\.\n$/),
    });
    expect(await readFile(join(cwd, 'out.partial'), 'utf8')).toBe('rows\n');
    expect(emulator.count()).toBe(0);
  });

  it.each([
    [[], /no --output/],
    [['--output', 'out', '--format', 'table'], /got a table/],
    [['--output', '-'], /got "-"/],
    [['--output', '/dev/null'], /got "\/dev\/null"/],
  ])('rejects %j as a usage error', async (flags, message) => {
    const { exitCode, stderr } = await run(['list', '--resume', ...flags]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('does not advise to resume from a checkpoint of another Region', async () => {
    const cwd = await temporaryDirectory();
    const emulator = await storeOf(250, { faults: { kind: 'access-denied', page: 2 } });
    await run(['list', '--output', 'out'], { emulator, cwd });
    const resumed = await run(['list', '--output', 'out', '--resume', '--region', 'eu-west-1'], {
      emulator,
      cwd,
    });
    expect(resumed).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/was saved for other clients/),
    });
    expect(resumed.stderr).not.toMatch(/Resume with/);
    expect((await readdir(cwd)).sort()).toEqual(['out.checkpoint', 'out.partial']);
  });

  it('reports a directory in the same way with and without --resume', async () => {
    const cwd = await temporaryDirectory();
    await mkdir(join(cwd, 'out'));
    const emulator = await storeOf(1);
    const [plain, resumed] = await Promise.all(
      [[], ['--resume']].map((flags) => run(['list', '--output', 'out', ...flags], { emulator, cwd })),
    );
    expect(plain).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'readsets: Cannot write out: it is a directory.\n',
    });
    expect(resumed).toEqual(plain);
    expect(await readdir(cwd)).toEqual(['out']);
  });

  it('reports a checkpoint that cannot be removed', async () => {
    const output = join(await temporaryDirectory(), 'out');
    const path = `${output}.checkpoint`;
    expect(await checkpointPath({ output }, 'ndjson')).toBe(path);
    await removeCheckpoint(path);
    await mkdir(path);
    await expect(removeCheckpoint(path)).rejects.toThrow(
      /out\.checkpoint is no longer needed for .*out, .*directory.* Delete it\.$/,
    );
  });

  const mount = async (path: string): Promise<boolean> => {
    await mkdir(path);
    return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path]).status === 0;
  };

  it.runIf(process.getuid?.() === 0)(
    'resumes from the last checkpoint after the disk was full',
    async (context) => {
      const cwd = await temporaryDirectory();
      const disk = join(cwd, 'disk');
      if (!(await mount(disk))) return context.skip();
      try {
        const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(1000) }] });
        const args = ['list', '--output', join(disk, 'out'), '--page-size', '10'];
        const full = await run(args, { emulator });
        expect(full.exitCode).toBe(1);
        expect(full.stderr).toMatch(/Cannot write \S*out: no space left on the device\.[^]*Resume with:/);
        expect(spawnSync('mount', ['-o', 'remount,size=4m', disk]).status).toBe(0);
        expect(await run([...args, '--resume'], { emulator })).toMatchObject({ exitCode: 0, stderr: '' });
        expect(new Set(linesOf(await readFile(join(disk, 'out'), 'utf8'))).size).toBe(1000);
      } finally {
        spawnSync('umount', [disk]);
      }
    },
  );
});

describe('a disk that is full at the start', () => {
  it.runIf(process.getuid?.() === 0)('leaves no file behind, and mentions no checkpoint', async (context) => {
    const cwd = await temporaryDirectory();
    const disk = join(cwd, 'disk');
    await mkdir(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', disk]).status !== 0)
      return context.skip();
    try {
      await writeFile(join(disk, 'filler'), Buffer.alloc(4096));
      const emulator = await storeOf(10);
      const out = join(disk, 'out');
      const full = await run(['list', '--output', out], { emulator });
      expect(full.exitCode).toBe(1);
      expect(full.stderr).toContain(`No rows were written; ${out} was not created.`);
      expect(full.stderr).not.toMatch(/The one before|delete|Go on/);
      const report = await run(['list', '--report', join(disk, 'report')], { emulator });
      expect(report).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/report: no space left/) });
      expect(await readdir(disk)).toEqual(['filler']);
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});

describe('resumeCommand', () => {
  it.each([
    [['list', '--output', 'a.ndjson'], 'readsets list --output a.ndjson --resume'],
    [['list', '--resume', '--output', 'a b'], "readsets list --output 'a b' --resume"],
    [['list', '--name', "it's $x"], String.raw`readsets list --name 'it'\''s $x' --resume`],
    [['list', '--name', ''], "readsets list --name '' --resume"],
  ])('resumes %j with %j', (args, command) => {
    expect(resumeCommand(args, {})).toBe(command);
  });
});

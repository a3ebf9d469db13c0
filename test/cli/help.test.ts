import { readFileSync } from 'node:fs';
import { READ_SET_FIELDS, SUMMARY_FIELDS } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { run } from './support.js';

const refuseSdk = { imports: [new URL('./refuse-sdk.mjs', import.meta.url).href] };
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe('help and version', () => {
  it.each([
    ['--help', /Usage: readsets \[options\] \[command\]/],
    ['list --help', /--on-store-error <policy>/],
    ['summary --help', /--by <field,…>/],
    ['duplicates --help', /--created-after <time>/],
    ['issues --help', /--stuck-after-hours <n>/],
    ['stores --help', /--endpoint <url>/],
    ['emulator --help', /--latency-ms <n>/],
  ])('shows %s without loading the SDK or the library', async (args, shown) => {
    const { exitCode, stdout, stderr } = await run(args.split(' '), refuseSdk);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(shown);
  });

  it.each([
    ['list', READ_SET_FIELDS],
    ['summary', SUMMARY_FIELDS],
  ])('%s --help lists the fields', async (command, fields) => {
    const { stdout } = await run([command, '--help'], refuseSdk);
    const listed = /^Fields:\n([^]*?)\n\n/m.exec(stdout)?.[1]?.split(/,\s+/);
    expect(listed?.map((field) => field.trim())).toEqual([...fields]);
  });

  it('--version prints the version of the package without loading the SDK', async () => {
    expect(await run(['--version'], refuseSdk)).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('the check for loaded modules works: listing loads the library', async () => {
    const { exitCode, stderr } = await run(['list'], refuseSdk);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/loads .*\/dist\/index/);
  });
});

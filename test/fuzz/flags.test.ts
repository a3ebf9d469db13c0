import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { startEmulator, type Emulator } from 'healthomics-streams/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as groups from '../../src/cli/flags/flags.js';
import { linesOf, start, temporaryDirectory } from '../cli/support.js';
import { storesOf } from '../support/read-sets.js';
import { holds, TIMEOUT } from './support.js';

const LISTS = { ...groups.WHERE, ...groups.STORES, ...groups.CONNECTION, ...groups.REQUESTS };
const COMMANDS: Readonly<Record<string, groups.Flags>> = {
  list: { ...LISTS, ...groups.RESUMABLE_ROWS },
  stores: { ...groups.CONNECTION, ...groups.ROWS, ...groups.REQUESTS },
  summary: { ...LISTS, ...groups.ANALYSIS, ...groups.GROUPS },
  duplicates: { ...LISTS, ...groups.ANALYSIS },
  issues: { ...LISTS, ...groups.ANALYSIS, ...groups.ISSUES },
};

/** Flags that would make every run slow, or send its requests elsewhere. */
const FIXED = new Set(['endpoint', 'profile', 'requestsPerSecond', 'maxAttempts', 'quiet']);

const PATHS = [
  'out.ndjson',
  'out.csv',
  'out.csv.gz',
  'folder/out.json',
  'missing/out.csv',
  'folder',
  '.',
  '',
  '-',
];
const TEXTS = [
  '',
  ' ',
  ',',
  'a,,b',
  '*',
  '\\',
  '-',
  '--',
  'x',
  'ACTIVE',
  'ACTIVE,archived',
  'name',
  'id,status',
  'é\u202e\n',
];
const NUMBERS = [
  '0',
  '-1',
  '1',
  '5',
  '1.5',
  '1e3',
  '1e309',
  'NaN',
  '0x10',
  '٣',
  '9007199254740993',
  'auto',
  'never',
];
const TIMES = ['2024-01-01', '2024-02-30', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00', 'yesterday'];
const JSONS = [
  '{',
  '[]',
  '{}',
  'null',
  '{"not":{"status":"ACTIVE"}}',
  '{"or":[]}',
  '{"id":5}',
  '{"__proto__":{}}',
];
const STORES = ['1000000000', '1000000001', '9999999999', '../../x', '1000000000,1000000001'];
const ODD = [...TEXTS, ...NUMBERS, ...TIMES, ...JSONS, ...STORES, 'x'.repeat(5000)];

/** The words of one flag: a bare flag, or one with a value that may fit. */
function wordsOf([name, [argument, , values]]: [string, groups.Flags[string]]): fc.Arbitrary<string[]> {
  const flag = `--${groups.kebabCase(name)}`;
  if (argument === '') return fc.constant([flag]);
  if (name === 'output' || name === 'report') return fc.constantFrom(...PATHS).map((path) => [flag, path]);
  const choices = Array.isArray(values) ? (values as readonly string[]) : [];
  return fc.constantFrom(...choices, ...choices, ...ODD).map((value) => [`${flag}=${value}`]);
}

const argumentLists: fc.Arbitrary<string[]> = fc.constantFrom(...Object.keys(COMMANDS)).chain((command) => {
  const flags = Object.entries(COMMANDS[command]!).filter(([name]) => !FIXED.has(name));
  const words = fc.constantFrom(...flags).chain(wordsOf);
  const extra = fc.constantFrom<string[]>([], [], [], ['extra'], ['--unknown'], ['--help'], ['--no-color']);
  return fc
    .tuple(fc.array(words, { maxLength: 4 }), extra)
    .map(([given, more]) => [command, ...given.flat(), ...more, '--max-attempts', '2']);
});

const DOCUMENTED = [0, 1, 2, 3];
const STACK_TRACE = /^\s+at .*[:(]/m;
const NOT_JSON = ['--explain', '--help', '--format=csv', '--format=table'];

describe('the command', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({
      stores: storesOf(30, 20),
      faults: [{ kind: 'access-denied', sequenceStoreId: '9999999999', echoSecrets: true }],
    });
  });
  afterAll(() => emulator.close());

  it(
    'ends with a documented exit code, prints rows only on stdout and never a stack trace, whatever its flags',
    async () => {
      const cwd = await temporaryDirectory();
      await mkdir(join(cwd, 'folder'));
      const property = fc.asyncProperty(argumentLists, async (args) => {
        const { exitCode, stdout, stderr } = await start(args, { emulator, cwd }).ended;
        expect(DOCUMENTED).toContain(exitCode);
        expect(stderr).not.toMatch(STACK_TRACE);
        expect(stderr).not.toContain('Credential=');
        if (exitCode === 2) expect(stdout).toBe('');
        const isJson = !NOT_JSON.some((flag) => args.includes(flag)) && !args.includes('out.csv');
        if (isJson && ['list', 'stores'].includes(args[0]!)) {
          for (const line of linesOf(stdout)) expect(JSON.parse(line)).toBeTypeOf('object');
        }
        expect(stdout).not.toMatch(/^(readsets: |error: )/m);
      });
      await holds(property, 4);
    },
    TIMEOUT,
  );
});

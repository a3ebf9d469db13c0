// Runs every example and compares its output with examples/expected/NAME.txt. `--update` rewrites these files. An example
// that prints `skipped: ` first, because it lacks a prerequisite, counts as skipped.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const update = process.argv.includes('--update');

/** Replaces output that differs between runs: ports, durations, delays, and in the demo the requests that failed. */
const MASKS = [
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
  [/\b\d+\.\d s\b/g, 'N s'],
  [/^.*: throttling, retried after .*\n/gm, ''],
  [/^ {2}HPRC .*(?= page \d+, attempt)/gm, '  STORE'],
  [/retried after \d+ ms/g, 'retried after N ms'],
  [/pages, \d+ requests/g, 'pages, N requests'],
  [/\d+ requests, \d+ retries, \d+ throttled/g, 'N requests, N retries, N throttled'],
];
const masked = (text) => MASKS.reduce((masking, [pattern, mask]) => masking.replaceAll(pattern, mask), text);

/** Whether the output is as expected. Prints the first difference. */
function isExpected(name, printed) {
  const path = new URL(`../examples/expected/${name}.txt`, import.meta.url);
  if (update) writeFileSync(path, printed);
  if (!existsSync(path)) return true;
  const [expected, got] = [readFileSync(path, 'utf8'), printed].map((text) => text.split('\n'));
  const line = got.findIndex((text, i) => text !== expected[i]);
  if (line === -1 && got.length === expected.length) return true;
  const at = line === -1 ? got.length : line;
  console.log(`line ${at + 1} differs from examples/expected/${name}.txt`);
  console.log(`expected: ${expected[at] ?? '(end)'}\nprinted:  ${got[at] ?? '(end)'}`);
  return false;
}

const files = readdirSync(new URL('../examples', import.meta.url)).filter((name) => name.endsWith('.ts'));
let failed = 0;
let skipped = 0;
for (const file of files.sort()) {
  console.log(`\n== examples/${file}`);
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', `examples/${file}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 120_000,
  });
  process.stdout.write(stdout);
  if (status === 0 && stdout.startsWith('skipped: ')) skipped += 1;
  else if (status !== 0 || !isExpected(file.replace(/\.ts$/, ''), masked(stdout))) failed += 1;
}
const passed = files.length - failed - skipped;
console.log(`\n${passed} examples passed, ${skipped} skipped, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

// Runs every example, one after the other, against the emulator that each starts. What it prints must be what
// examples/expected/NAME.txt holds; `--update` writes these files anew. One that begins with `skipped: ` lacks what it
// says and counts as skipped. Any failure fails the run.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const update = process.argv.includes('--update');

/** What differs from run to run: ports, durations, drawn delays, and in the demo which requests met what. */
const MASKS = [
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
  [/\b\d+\.\d s\b/g, 'N s'],
  [/^.*: throttling, again after .*\n/gm, ''],
  [/^ {2}HPRC .*(?= page \d+, attempt)/gm, '  STORE'],
  [/again after \d+ ms/g, 'again after N ms'],
  [/pages, \d+ requests/g, 'pages, N requests'],
  [/\d+ requests, \d+ retries, \d+ of them/g, 'N requests, N retries, N of them'],
];
const masked = (text) => MASKS.reduce((masking, [pattern, mask]) => masking.replaceAll(pattern, mask), text);

/** Says where the output is not what was expected; `true` when it is. */
function isExpected(name, printed) {
  const path = new URL(`../examples/expected/${name}.txt`, import.meta.url);
  if (update) writeFileSync(path, printed);
  if (!existsSync(path)) return true;
  const [expected, got] = [readFileSync(path, 'utf8'), printed].map((text) => text.split('\n'));
  const line = got.findIndex((text, i) => text !== expected[i]);
  if (line === -1 && got.length === expected.length) return true;
  const at = line === -1 ? got.length : line;
  console.log(`line ${at + 1} is not as in examples/expected/${name}.txt`);
  console.log(`expected: ${expected[at] ?? 'the end'}\nprinted:  ${got[at] ?? 'the end'}`);
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
console.log(`\n${passed} examples ran as expected, ${skipped} skipped, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

// Checks the properties in test/fuzz with random inputs for a while: npm run fuzz -- --minutes 10 [--seed N].
// It prints the seed, which repeats a run, and exits with 1 if a property does not hold.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
  allowPositionals: true,
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const minutes = Number(values.minutes);
if (!Number.isInteger(seed) || !(minutes > 0)) {
  console.error('Usage: npm run fuzz -- [--minutes N] [--seed INTEGER] [FILE ...]');
  process.exit(2);
}
const vitest = ['node_modules/vitest/vitest.mjs', 'run'];
const files = positionals.length > 0 ? positionals : ['test/fuzz'];
console.log(`Seed ${seed}. Each property runs for a part of ${minutes} minutes; the files run in parallel.`);
const { status } = spawnSync(process.execPath, [...vitest, ...files], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_SEED: String(seed), FUZZ_MINUTES: String(minutes) },
});
console.log(`Seed ${seed}: ${status === 0 ? 'every property held' : 'a property did not hold'}.`);
process.exit(status === 0 ? 0 : 1);

// Runs every example, one after the other, against the emulator that each starts; any failure fails the run.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const files = readdirSync(new URL('../examples', import.meta.url)).filter((name) => name.endsWith('.ts'));
let failed = 0;
for (const file of files.sort()) {
  console.log(`\n== examples/${file}`);
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', `examples/${file}`], {
    stdio: 'inherit',
    timeout: 120_000,
  });
  if (status !== 0) failed += 1;
}
console.log(`\n${files.length - failed} examples ran, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

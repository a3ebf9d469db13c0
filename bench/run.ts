// npm run bench [-- analysis|cpu|memory|quota|rate|sinks|split]: runs all benchmarks, or those named. Compare the ratios, since
// absolute times depend on the machine.
import { analysis } from './analysis.js';
import { cpu } from './cpu.js';
import { memory } from './memory.js';
import { quota } from './quota.js';
import { rate } from './rate.js';
import { sinks } from './sinks.js';
import { split } from './split.js';

const BENCHMARKS = { analysis, cpu, memory, quota, rate, sinks, split };

const named = process.argv.slice(2);
for (const name of named.length > 0 ? named : Object.keys(BENCHMARKS))
  await BENCHMARKS[name as keyof typeof BENCHMARKS]();

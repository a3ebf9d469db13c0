// npm run bench [-- analysis|cpu|memory|quota|sinks|split]: ratios side by side in one run. Absolute times depend on
// the machine.
import { analysis } from './analysis.js';
import { cpu } from './cpu.js';
import { memory } from './memory.js';
import { quota } from './quota.js';
import { sinks } from './sinks.js';
import { split } from './split.js';

const PARTS = { analysis, cpu, memory, quota, sinks, split };

const asked = process.argv.slice(2) as (keyof typeof PARTS)[];
for (const part of asked.length > 0 ? asked : (Object.keys(PARTS) as (keyof typeof PARTS)[]))
  await PARTS[part]();

// npm run bench [-- cpu|memory|quota|sinks|split]: ratios side by side in one run. Absolute times depend on the machine.
import { cpu } from './cpu.js';
import { memory } from './memory.js';
import { quota } from './quota.js';
import { sinks } from './sinks.js';
import { split } from './split.js';

const PARTS = { cpu, memory, quota, sinks, split };

const asked = process.argv.slice(2) as (keyof typeof PARTS)[];
for (const part of asked.length > 0 ? asked : (Object.keys(PARTS) as (keyof typeof PARTS)[]))
  await PARTS[part]();

// Removes what the last build left, so that a deleted source leaves nothing behind.
import { rm } from 'node:fs/promises';

await rm(new URL('../dist', import.meta.url), { recursive: true, force: true });

/**
 * Lists an emulator whose stores change, from processes that are killed, for as long as you say:
 * npm run soak -- [--minutes 10] [--seed N].
 *
 * Each round starts an emulator with random faults, tokens that expire, and stores whose read sets are added, removed,
 * shuffled and given another status while they are listed. Another process writes the inventory to a file, is killed
 * with SIGKILL, and is started again with the file's checkpoint. At the end of a round the file must have each read set
 * that was there for the whole round exactly once, no read set twice, and none that never existed. A violation ends the
 * soak with exit code 1 and prints the seed. The seed repeats the choices, and not the moments at which they happen.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  createClient,
  createRateLimiter,
  fileCheckpointStore,
  inventory,
  writeNdjson,
  type InventoryInput,
  type Pushdown,
} from 'healthomics-streams';
import { startEmulator, type Emulator, type ReadSetRecord } from 'healthomics-streams/testing';

const { values: flags, positionals } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
  allowPositionals: true,
});

/** A seeded source of numbers in [0, 1): mulberry32. */
function randomOf(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { next, below, pick: <T>(items: readonly T[]): T => items[below(items.length)] as T };
}
type Random = ReturnType<typeof randomOf>;

/** How the process that lists does so. */
interface ListerSettings {
  readonly endpoint: string;
  readonly path: string;
  readonly splitStores: 'never' | 3;
  readonly pushdown: Pushdown;
  readonly input: InventoryInput;
}

/** The process that lists: writes the inventory to a file, from its checkpoint if there is one. */
async function list({ endpoint, path, splitStores, pushdown, input }: ListerSettings): Promise<void> {
  const client = createClient({ endpoint, region: 'us-east-1' });
  const checkpoint = fileCheckpointStore(`${path}.checkpoint`);
  const run = inventory(
    {
      client,
      splitStores,
      pushdown,
      concurrency: 4,
      pageSize: 20,
      requestTimeoutMs: 1000,
      retry: { baseDelayMs: 1, maxDelayMs: 20 },
      rateLimiter: createRateLimiter({ requestsPerSecond: Infinity }),
      resume: await checkpoint.load(),
    },
    input,
  );
  await writeNdjson(run, path, { checkpoint, checkpointEveryMs: 20 });
  const { outcome } = await run.report();
  if (outcome !== 'complete') throw new Error(`The inventory is ${outcome}.`);
  client.destroy();
}

const STATUSES = ['ACTIVE', 'ARCHIVED', 'ACTIVATING', 'DELETED'];
const LISTED = ['ACTIVE', 'ARCHIVED'] as const;
const STORE_IDS = ['1000000000', '1000000001', '1000000002'];

/** The read sets of a round, and which of them satisfied the condition all the time. */
class World {
  /** Every read set that exists, by id, and its store. */
  readonly readSets = new Map<string, { readonly store: string; status: string }>();
  readonly everExisted = new Set<string>();
  /** The read sets that must be delivered. */
  readonly throughout = new Set<string>();
  changes = 0;
  readonly #random: Random;
  readonly #hasCondition: boolean;

  constructor(random: Random, hasCondition: boolean) {
    this.#random = random;
    this.#hasCondition = hasCondition;
  }

  create(store: string): ReadSetRecord {
    const number = this.everExisted.size;
    const id = String(3_000_000_000 + number);
    const status = this.#random.pick(STATUSES);
    this.readSets.set(id, { store, status });
    this.everExisted.add(id);
    const creationTime = new Date(Date.UTC(2024, 0, 1) + number * 60_000).toISOString();
    return { id, status, fileType: 'BAM', creationTime };
  }

  /** Begins the round: the read sets that exist and match now must be delivered, unless they change. */
  begin(): void {
    for (const [id, { status }] of this.readSets) if (this.#matches(status)) this.throughout.add(id);
  }

  /** Changes one of the stores. `isShiftSafe`: only such that offset tokens lose nothing. */
  change(emulator: Emulator, isShiftSafe: boolean): void {
    const random = this.#random;
    const store = random.pick(STORE_IDS);
    const ids = [...this.readSets].filter(([, readSet]) => readSet.store === store).map(([id]) => id);
    this.changes += 1;
    const kind = ids.length === 0 ? 0.6 : random.next();
    if (kind < 0.5) {
      const id = random.pick(ids);
      const status = random.pick(STATUSES);
      this.readSets.set(id, { store, status });
      if (!this.#matches(status)) this.throughout.delete(id);
      emulator.changeStore(store, { update: { [id]: { status } } });
    } else if (kind < 0.75 || isShiftSafe) {
      const added = Array.from({ length: 1 + random.below(3) }, () => this.create(store));
      emulator.changeStore(store, random.next() < 0.7 ? { prepend: added } : { append: added });
    } else if (kind < 0.98) {
      const id = random.pick(ids);
      this.readSets.delete(id);
      this.throughout.delete(id);
      emulator.changeStore(store, { remove: [id] });
    } else emulator.changeStore(store, { shuffle: true });
  }

  #matches(status: string): boolean {
    return !this.#hasCondition || LISTED.some((listed) => listed === status);
  }
}

interface RoundResult {
  readonly violations: readonly string[];
  readonly delivered: number;
  readonly requests: number;
  readonly kills: number;
  readonly failures: number;
  readonly changes: number;
}

/** A round that fails more often than this, and not because it was killed, never ends. */
const MAX_FAILURES = 10;

async function soakRound(random: Random, directory: string, number: number): Promise<RoundResult> {
  const hasCondition = random.next() < 0.5;
  const hasOffsetTokens = random.next() < 0.3;
  const world = new World(random, hasCondition);
  const stores = STORE_IDS.map((id) => ({
    id,
    readSets: Array.from({ length: random.pick([0, 60, 700, 1500]) + 1 }, () => world.create(id)),
  }));
  const changeShare = random.pick([0, 0.1, 1]);
  let requests = 0;
  const emulator: Emulator = await startEmulator({
    stores,
    tokens: hasOffsetTokens ? 'offset' : 'stable',
    tokenLifetimeMs: random.pick([100, 1000, Infinity]),
    emptyPages: random.pick([0, 0.1]),
    latencyMs: { min: 1, max: random.pick([5, 40]) },
    order: random.pick(['given', 'descending', 'random']),
    seed: random.below(1e9),
    historyLimit: 1,
    faults: {
      probability: {
        throttle: 0.03,
        internal: 0.02,
        unavailable: 0.01,
        reset: 0.02,
        'hang-up': 0.01,
        hang: 0.001,
        html: 0.01,
        truncated: 0.01,
        'cut-off': 0.01,
        'empty-page': 0.03,
        'repeat-page': 0.03,
        'reject-token': 0.002,
      },
      retryAfterSeconds: 0,
    },
    onRequest: () => {
      requests += 1;
      if (random.next() < changeShare) world.change(emulator, hasOffsetTokens);
    },
  });
  world.begin();
  const path = join(directory, `${number}.ndjson`);
  const input = hasCondition ? { where: { status: LISTED } } : {};
  const splitStores = random.pick(['never', 3] as const);
  const pushdown = random.pick(['auto', 'always', 'never'] as const);
  const settings: ListerSettings = { endpoint: emulator.endpoint, path, splitStores, pushdown, input };
  let [kills, failures] = [0, 0];
  const planned = random.below(4);
  for (;;) {
    const killAfterMs = kills < planned ? 200 + random.below(2500) : undefined;
    const { code, signal, message } = await runLister(settings, killAfterMs);
    if (code === 0) break;
    if (signal === 'SIGKILL') kills += 1;
    else if ((failures += 1) > MAX_FAILURES) {
      await emulator.close();
      const violations = [`the list failed ${failures} times, the last time with: ${message}`];
      return { violations, delivered: 0, requests, kills, failures, changes: world.changes };
    }
  }
  await emulator.close();
  const text = await readFile(path, 'utf8');
  const ids = text
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { id: string }).id);
  const violations = violationsOf(world, ids);
  if (violations.length > 0)
    violations.push(`settings: ${JSON.stringify({ ...settings, hasOffsetTokens, changeShare })}`);
  return { violations, delivered: ids.length, requests, kills, failures, changes: world.changes };
}

function violationsOf(world: World, ids: readonly string[]): string[] {
  const delivered = new Set(ids);
  const named = (kind: string, found: readonly string[]): string[] =>
    found.length === 0 ? [] : [`${kind}: ${found.length}, such as ${found.slice(0, 3).join(', ')}`];
  return [
    ...named(
      'delivered twice',
      ids.filter((id, place) => ids.indexOf(id) < place),
    ),
    ...named(
      'missing',
      [...world.throughout].filter((id) => !delivered.has(id)),
    ),
    ...named(
      'never existed',
      ids.filter((id) => !world.everExisted.has(id)),
    ),
  ];
}

/** Runs the process that lists until it ends or is killed. */
async function runLister(settings: ListerSettings, killAfterMs: number | undefined) {
  const file = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, ['--import', 'tsx', file, 'list', JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'SOAK',
      AWS_SECRET_ACCESS_KEY: 'SOAK',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  });
  let message = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (message = `${message}${text}`.slice(-2000)));
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return { code, signal, message: message.trim() };
}

async function soak(): Promise<number> {
  const seed = Number(flags.seed);
  const minutes = Number(flags.minutes);
  if (!Number.isInteger(seed) || !(minutes > 0)) {
    console.error('Usage: npm run soak -- [--minutes N] [--seed INTEGER]');
    return 2;
  }
  console.log(`Soak of ${minutes} minutes with seed ${seed}.`);
  const directory = await mkdtemp(join(tmpdir(), 'readsets-soak-'));
  const startMs = performance.now();
  const elapsed = (): number => (performance.now() - startMs) / 60_000;
  const totals = { rounds: 0, delivered: 0, requests: 0, kills: 0, failures: 0, changes: 0 };
  const line = (): string =>
    Object.entries(totals)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  let reportedMinutes = 0;
  try {
    while (elapsed() < minutes) {
      const { violations, ...counts } = await soakRound(
        randomOf(seed + totals.rounds),
        directory,
        totals.rounds,
      );
      for (const name of Object.keys(counts) as (keyof typeof counts)[]) totals[name] += counts[name];
      if (violations.length > 0) {
        console.error(`Violation in round ${totals.rounds} of seed ${seed}:\n  ${violations.join('\n  ')}`);
        return 1;
      }
      totals.rounds += 1;
      if (Math.floor(elapsed()) > reportedMinutes) {
        reportedMinutes = Math.floor(elapsed());
        console.log(`${reportedMinutes} min: ${line()}`);
      }
    }
    console.log(`No violation. ${line()}, seed ${seed}.`);
    return 0;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

if (positionals[0] === 'list') await list(JSON.parse(positionals[1] ?? '') as ListerSettings);
else process.exitCode = await soak();

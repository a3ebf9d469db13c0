import fc from 'fast-check';
import { inventory, listReadSets, toArray, type Checkpoint, type InventoryReport } from 'healthomics-streams';
import type { EmulatorOptions, ReadSetRecord } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { readSet, storeId } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';

type Status = 'ACTIVE' | 'ARCHIVED' | 'ACTIVATING' | 'PROCESSING_UPLOAD';
const STATUSES = ['ACTIVE', 'ARCHIVED', 'ACTIVATING'] as const satisfies readonly Status[];

/** A change of the status of one read set, by its index. */
interface Move {
  readonly index: number;
  readonly to: Status;
}

/** A store whose read sets change status: `movesAt(n)` returns the changes after the response to request n, from 0. */
class ChangingStore {
  readonly id: string;
  readonly readSets: ReadSetRecord[];
  /** The read sets that had one of the wanted statuses at all times. */
  readonly throughout: Set<string>;
  readonly #wanted: readonly string[];
  readonly #movesAt: (request: number) => readonly Move[];
  #requests = 0;

  constructor(
    id: string,
    statuses: readonly Status[],
    wanted: readonly string[],
    movesAt: (request: number) => readonly Move[],
  ) {
    this.id = id;
    this.readSets = statuses.map((status, n) => readSet(60 * n, { status }));
    this.throughout = new Set(
      this.readSets.filter((each) => wanted.includes(each.status)).map((each) => each.id),
    );
    this.#wanted = wanted;
    this.#movesAt = movesAt;
  }

  onRequest(): void {
    for (const { index, to } of this.#movesAt(this.#requests++)) {
      const record = this.readSets[index];
      if (record === undefined) continue;
      this.readSets[index] = { ...record, status: to };
      if (!this.#wanted.includes(to)) this.throughout.delete(record.id);
    }
  }
}

/** An emulator of stores that change with each request. */
const changing = (stores: readonly ChangingStore[]): EmulatorOptions => ({
  stores: stores.map(({ id, readSets }) => ({ id, readSets })),
  latencyMs: ({ sequenceStoreId }) => {
    stores.find(({ id }) => id === sequenceStoreId)?.onRequest();
    return 0;
  },
});

describe('a read set whose status changes while its store is read by status', () => {
  const where = { status: STATUSES };
  /** Three pages of ACTIVE, one of ARCHIVED, none of ACTIVATING. */
  const statuses = Array.from({ length: 33 }, (_, n): Status => (n % 4 === 0 ? 'ARCHIVED' : 'ACTIVE'));
  /** One store for each move: of the first and the last read set, to each status, at each of nine requests. */
  const storesThatMoveOne = (): ChangingStore[] =>
    Array.from({ length: 54 }, (_, n) => {
      const move = { index: n % 2 === 0 ? 0 : 32, to: STATUSES[n % 3] as Status };
      const at = Math.floor(n / 6);
      return new ChangingStore(storeId(n), statuses, STATUSES, (request) => (request === at ? [move] : []));
    });

  it('is delivered once by an inventory, whenever and wherever it moves', async () => {
    const stores = storesThatMoveOne();
    await withEmulator(changing(stores), async ({ config }) => {
      const run = inventory({ ...config, pageSize: 10, pushdown: 'always' }, { where });
      const found = new Map(stores.map(({ id }) => [id, new Array<string>()]));
      for await (const { sequenceStoreId, id } of run) found.get(sequenceStoreId!)?.push(id!);
      for (const { id, throughout } of stores) expect(found.get(id)?.sort()).toEqual([...throughout]);
      const { outcome, totals } = await run.report();
      expect([outcome, totals.readSets]).toEqual(['complete', 33 * stores.length]);
    });
  });

  it('is delivered once by listReadSets, whenever and wherever it moves', async () => {
    const stores = storesThatMoveOne();
    await withEmulator(changing(stores), async ({ config }) => {
      const lists = stores.map(async ({ id }) => {
        const options = { ...config, pageSize: 10, pushdown: 'always' } as const;
        return toArray(listReadSets(options, { sequenceStoreId: id, where }));
      });
      for (const [n, items] of (await Promise.all(lists)).entries())
        expect(items.map(({ id }) => id!).sort()).toEqual([...(stores[n]?.throughout ?? [])]);
    });
  });

  it('is delivered once, whatever else moves, however the store is read, killed and resumed', async () => {
    const status = fc.constantFrom(...STATUSES, 'PROCESSING_UPLOAD' as const);
    const move = fc.record({ index: fc.nat(39), to: status });
    await fc.assert(
      fc.asyncProperty(
        fc.array(status, { minLength: 10, maxLength: 40, size: 'max' }),
        fc.constantFrom(['ACTIVE', 'ARCHIVED'] as const, ['ARCHIVED', 'ACTIVATING'] as const, STATUSES),
        fc.constantFrom('auto', 'always'),
        fc.constantFrom<3 | 'never'>(3, 'never'),
        fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
        fc.array(fc.array(move, { maxLength: 5, size: 'max' }), { maxLength: 40, size: 'max' }),
        async (initial, wanted, pushdown, splitStores, lengths, moves) => {
          const store = new ChangingStore(storeId(0), initial, wanted, (request) => moves[request] ?? []);
          await withEmulator(changing([store]), async ({ config }) => {
            const options = { ...config, pageSize: 5, pushdown, splitStores } as const;
            const ids: string[] = [];
            let resume: Checkpoint | undefined;
            let report: InventoryReport | undefined;
            for (const length of [...lengths, Infinity]) {
              const run = inventory({ ...options, resume }, { where: { status: wanted } });
              let left = length;
              for await (const { id } of run) {
                ids.push(id!);
                if (--left <= 0) break;
              }
              resume = JSON.parse(JSON.stringify(run.checkpoint())) as Checkpoint;
              report = await run.report();
            }
            expect(new Set(ids).size).toBe(ids.length);
            expect([...store.throughout].filter((id) => !ids.includes(id))).toEqual([]);
            expect(report).toMatchObject({ outcome: 'complete', totals: { readSets: ids.length } });
          });
        },
      ),
      { numRuns: 40, seed: 1 },
    );
  });
});

describe('the closing read', () => {
  interface Case {
    readonly wanted: readonly ['ACTIVE' | 'ARCHIVED', ...(typeof STATUSES)[number][]];
    readonly pushdown: 'auto' | 'always' | 'never';
    /** How many of each hundred read sets are archived; one in 500 is activating, and none is active. */
    readonly archived?: number;
    readonly movesAt?: (request: number) => readonly Move[];
  }

  /** Reads a store of 20 pages. */
  async function read({ wanted, pushdown, archived = 0, movesAt = () => [] }: Case) {
    const statuses = Array.from({ length: 2000 }, (_, n): Status => {
      if (n % 500 < 2) return n % 500 === 0 ? 'ARCHIVED' : 'ACTIVATING';
      return n % 100 < archived ? 'ARCHIVED' : 'PROCESSING_UPLOAD';
    });
    const store = new ChangingStore(storeId(0), statuses, wanted, movesAt);
    let result: { requests: number; duplicates: number; reason: string | undefined } | undefined;
    await withEmulator(changing([store]), async ({ config, emulator }) => {
      const input = { sequenceStoreIds: [storeId(0)], where: { status: wanted } };
      const run = inventory({ ...config, pushdown }, input);
      const found = (await toArray(run)).map(({ id }) => id!);
      expect(found.sort()).toEqual([...store.throughout]);
      const { outcome, stores, totals } = await run.report();
      expect(outcome).toBe('complete');
      const { duplicates } = totals;
      result = { requests: emulator.count(), duplicates, reason: stores[0]?.strategy?.reason };
    });
    return result;
  }

  it.each<[string, Case, number]>([
    ['two rare statuses', { wanted: ['ARCHIVED', 'ACTIVATING'], pushdown: 'always' }, 3],
    ['two rare statuses, after a sample', { wanted: ['ARCHIVED', 'ACTIVATING'], pushdown: 'auto' }, 4],
    ['two rare statuses, as one list', { wanted: ['ARCHIVED', 'ACTIVATING'], pushdown: 'never' }, 20],
    ['three rare statuses', { wanted: ['ARCHIVED', 'ACTIVATING', 'ACTIVE'], pushdown: 'always' }, 5],
    [
      'three rare statuses, after a sample',
      { wanted: ['ARCHIVED', 'ACTIVATING', 'ACTIVE'], pushdown: 'auto' },
      6,
    ],
    [
      'half of the store and a rare status',
      { wanted: ['ARCHIVED', 'ACTIVATING'], pushdown: 'auto', archived: 50 },
      13,
    ],
    [
      'nearly all of the store, as one list',
      { wanted: ['ARCHIVED', 'ACTIVATING'], pushdown: 'auto', archived: 90 },
      20,
    ],
  ])('repeats every list but the longest: %s', async (_, options, requests) => {
    expect(await read(options)).toMatchObject({ requests, duplicates: 0 });
  });

  it('repeats all lists until two rounds in succession show no change', async () => {
    // Moves between the lists of ARCHIVED and ACTIVATING, so that neither has it. The third request finds it.
    const movesAt = (request: number): Move[] => (request === 0 ? [{ index: 1, to: 'ARCHIVED' }] : []);
    const result = await read({ wanted: ['ARCHIVED', 'ACTIVATING'], pushdown: 'always', movesAt });
    expect(result).toMatchObject({ requests: 3 + 2 * 2, duplicates: 0 });
  });

  it('becomes one list if every round shows a change, and the report says so', async () => {
    const movesAt = (request: number): Move[] => [
      { index: 0, to: request % 2 === 0 ? 'ACTIVATING' : 'ARCHIVED' },
      { index: 1, to: request % 2 === 0 ? 'ARCHIVED' : 'ACTIVATING' },
    ];
    const result = await read({ wanted: ['ARCHIVED', 'ACTIVATING'], pushdown: 'always', movesAt });
    expect(result).toMatchObject({
      requests: 2 + 2 * 5 + 20,
      reason: 'statuses change too often for lists by status',
    });
  });
});

import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import {
  createPlanHandler,
  createReadHandler,
  pageKey,
  type SplitState,
} from '../../examples/step-functions/handlers.js';
import type { Split } from 'healthomics-streams';
import { errorOf, storesOf } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';

const MACHINE = new URL('../../examples/step-functions/state-machine.asl.json', import.meta.url);
const MODEL = new URL('../../data/omics-storage-model.json', import.meta.url);
const text = readFileSync(MACHINE, 'utf8');

const throughText = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const minutes = (n: number) => ({ getRemainingTimeInMillis: () => n * 60_000 });

/** A bucket in memory. */
function bucket() {
  const objects = new Map<string, string>();
  return { objects, putObject: async (key: string, body: string) => void objects.set(key, body) };
}

/** Invokes the handler as the map does, until one item is done. */
async function readItem(
  read: ReturnType<typeof createReadHandler>,
  split: Split,
  index: number,
  remaining = minutes(15),
): Promise<SplitState> {
  let state: SplitState = { run: 'r', index, split, pass: 1, pages: 0, readSets: 0, done: false };
  while (!state.done) state = throughText(await read(state, remaining));
  return state;
}

/** The ids in the objects of the result. */
function idsOf(states: readonly SplitState[], objects: ReadonlyMap<string, string>): unknown[] {
  return states.flatMap((state) =>
    Array.from({ length: state.pages }, (_, i) => objects.get(pageKey(state, i + 1)) ?? '')
      .flatMap((body) => body.trimEnd().split('\n'))
      .map((line) => (JSON.parse(line) as { id: unknown }).id),
  );
}

describe('The state machine', () => {
  it('is valid Amazon States Language', () => {
    expect(validate(JSON.parse(text), { checkArn: false }).errors).toEqual([]);
  });

  it('is invalid if it refers to an unknown state', () => {
    const broken: unknown = JSON.parse(text.replaceAll('"Next": "IsDone"', '"Next": "Isdone"'));
    expect(validate(broken, { checkArn: false }).isValid).toBe(false);
  });

  it('retries service exceptions by their names in the service model', () => {
    const names = [...new Set(text.match(/"\w+Exception"/g))];
    expect(names).toHaveLength(3);
    for (const name of names) expect(readFileSync(MODEL, 'utf8')).toContain(name.slice(1, -1));
  });
});

describe('The Step Functions handlers', () => {
  it('plan and read every read set once, with time for one page or for all', async () => {
    const stores = storesOf(250, 0, 120);
    await withEmulator({ stores }, async ({ client }) => {
      const { objects, putObject } = bucket();
      const plan = await createPlanHandler(client, putObject)({ run: 'r', input: {} });
      expect(plan).toEqual({ run: 'r', key: 'r/splits.json', splits: 3 });
      const splits = JSON.parse(objects.get(plan.key) ?? '') as Split[];
      for (const remaining of [minutes(15), minutes(0.5)]) {
        const read = createReadHandler({ client, putObject, requestsPerSecond: Infinity });
        const states = await Promise.all(splits.map((split, i) => readItem(read, split, i, remaining)));
        expect(states.map(({ readSets }) => readSets)).toEqual([250, 0, 120]);
        expect(
          idsOf(
            states.filter(({ readSets }) => readSets > 0),
            objects,
          ),
        ).toEqual(stores.flatMap((store) => store.readSets.map(({ id }) => id)));
      }
    });
  });

  it('restart a split when its token is rejected, and return the pages of the last pass', async () => {
    const stores = storesOf(350);
    await withEmulator({ stores, faults: { kind: 'reject-token', page: 3 } }, async ({ client }) => {
      const { objects, putObject } = bucket();
      const read = createReadHandler({ client, putObject, requestsPerSecond: Infinity });
      const split = { region: 'us-east-1', sequenceStoreId: stores[0]!.id };
      const state = await readItem(read, split, 0, minutes(0.5));
      expect(state).toMatchObject({ pass: 2, pages: 4, readSets: 350, done: true });
      expect(idsOf([state], objects)).toEqual(stores[0]!.readSets.map(({ id }) => id));
    });
  });

  it("reject with the service's own exception", async () => {
    await withEmulator(
      { stores: storesOf(3), faults: { kind: 'access-denied', times: 2 } },
      async ({ client }) => {
        const { putObject } = bucket();
        const planned = createPlanHandler(client, putObject)({ run: 'r', input: {} });
        expect(await errorOf(planned)).toMatchObject({ name: 'AccessDeniedException' });
        const read = createReadHandler({ client, putObject, requestsPerSecond: Infinity });
        const item = readItem(read, { region: 'us-east-1', sequenceStoreId: '1000000001' }, 0);
        expect(await errorOf(item)).toMatchObject({ name: 'AccessDeniedException' });
      },
    );
  });
});

import { generateReadSets, type Emulator, type EmulatorOptions } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { readSet, readSets, STORE } from '../support/read-sets.js';
import { clientOf, emulatorFor, idsOf, listAll, post } from './support.js';

const LIST = `/sequencestore/${STORE}/readsets`;
const idOf = (number: number): string => String(3_000_000_000 + number);
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => idOf(from + n));

/** An emulator with one store, whose second page is requested after `change`. */
const pagesAround = async (
  change: (emulator: Emulator) => void,
  options: EmulatorOptions = {},
): Promise<unknown[][]> => {
  const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(6) }], ...options });
  const first = await post(emulator, `${LIST}?maxResults=3`);
  change(emulator);
  const second = await post(emulator, `${LIST}?maxResults=3&nextToken=${String(first.json.nextToken)}`);
  return [idsOf(first), second.status === 200 ? idsOf(second) : [second.errorType]];
};

describe('changeStore', () => {
  it('adds, removes and changes read sets at once', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(3) }] });
    emulator.changeStore(STORE, {
      remove: [idOf(1)],
      update: { [idOf(0)]: { status: 'ARCHIVED' } },
      prepend: [readSet(9)],
      append: [readSet(8)],
    });
    const listed = (await listAll(clientOf(emulator))).map(({ id, status }) => `${id} ${status}`);
    expect(listed).toEqual([
      `${idOf(9)} ACTIVE`,
      `${idOf(0)} ARCHIVED`,
      `${idOf(2)} ACTIVE`,
      `${idOf(8)} ACTIVE`,
    ]);
  });

  it('leaves the array that the caller passed as it is', async () => {
    const records = readSets(3);
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: records }] });
    emulator.changeStore(STORE, { remove: [idOf(0)], update: { [idOf(1)]: { name: 'new' } } });
    expect(records).toEqual(readSets(3));
  });

  it('changes a generated store, keeps its order and filters by the new values', async () => {
    const source = generateReadSets({ count: 50 });
    const emulator = await emulatorFor({
      stores: [{ id: STORE, readSets: source }],
      order: 'descending',
    });
    const before = (await listAll(clientOf(emulator))).map(({ id }) => id);
    emulator.changeStore(STORE, {
      prepend: [readSet(1, { status: 'NEW', creationTime: '2030-01-01T00:00:00Z' })],
    });
    expect((await listAll(clientOf(emulator))).map(({ id }) => id)).toEqual([idOf(1), ...before]);
    const filtered = await post(emulator, LIST, { filter: { createdAfter: '2029-01-01T00:00:00Z' } });
    expect(idsOf(filtered)).toEqual([idOf(1)]);
  });

  it.each<[string, Parameters<Emulator['changeStore']>, string]>([
    ['an unknown store', ['9999999999', {}], '`sequenceStoreId`'],
    ['an id to remove that the store does not have', [STORE, { remove: ['1'] }], '`change`'],
    ['an id to update that the store does not have', [STORE, { update: { 1: {} } }], '`change`'],
    ['an id to add that the store has', [STORE, { append: [readSet(0)] }], '`change`'],
    ['the same id to add twice', [STORE, { append: [readSet(7)], prepend: [readSet(7)] }], '`change`'],
    ['an unknown member', [STORE, { insert: [] } as never], '`insert`'],
  ])('rejects %s and changes nothing', async (_what, [store, change], message) => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(3) }] });
    expect(() => emulator.changeStore(store, change)).toThrow(message);
    expect(await listAll(clientOf(emulator))).toHaveLength(3);
  });
});

describe('stable tokens', () => {
  it('continue where the last page ended after read sets were added and removed before and behind it', async () => {
    const pages = await pagesAround((emulator) => {
      emulator.changeStore(STORE, { remove: [idOf(0), idOf(4)], prepend: [readSet(9), readSet(10)] });
      emulator.changeStore(STORE, { append: [readSet(8)] });
    });
    expect(pages).toEqual([range(0, 3), [idOf(3), idOf(5), idOf(8)]]);
  });

  it('are rejected after a shuffle, and a new list has each read set once', async () => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: readSets(250) }] });
    const { json } = await post(emulator, LIST);
    emulator.changeStore(STORE, { shuffle: true });
    const path = `${LIST}?nextToken=${String(json.nextToken)}`;
    expect((await post(emulator, path)).errorType).toBe('ValidationException');
    const ids = (await listAll(clientOf(emulator))).map(({ id }) => id ?? '');
    expect(ids).not.toEqual(range(0, 250));
    expect(ids.sort()).toEqual(range(0, 250));
  });
});

describe('offset tokens', () => {
  it.each<[string, Parameters<Emulator['changeStore']>[1], string[]]>([
    ['lists a read set twice if one is added at the head', { prepend: [readSet(9)] }, range(2, 5)],
    ['skips a read set if one is removed at the head', { remove: [idOf(0)] }, range(4, 6)],
    ['are not shifted by a read set at the end', { append: [readSet(9)] }, range(3, 6)],
  ])('%s', async (_what, change, second) => {
    const pages = await pagesAround((emulator) => emulator.changeStore(STORE, change), { tokens: 'offset' });
    expect(pages).toEqual([range(0, 3), second]);
  });

  it('stay valid after a shuffle', async () => {
    const pages = await pagesAround((emulator) => emulator.changeStore(STORE, { shuffle: true }), {
      tokens: 'offset',
    });
    expect(pages[1]).toHaveLength(3);
  });
});

describe('onRequest', () => {
  it('is called with each request before it is served, so that it can change the store', async () => {
    const seen: (number | undefined)[] = [];
    const emulator = await emulatorFor({
      stores: [{ id: STORE, readSets: readSets(250) }],
      onRequest: ({ operation, sequenceStoreId, page }) => {
        expect([operation, sequenceStoreId]).toEqual(['ListReadSets', STORE]);
        seen.push(page);
        if (page === 3) emulator.changeStore(STORE, { append: [readSet(999)] });
      },
    });
    expect(await listAll(clientOf(emulator))).toHaveLength(251);
    expect(seen).toEqual([1, 2, 3]);
  });
});

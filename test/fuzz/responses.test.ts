import type { ReadSetListItem } from '@aws-sdk/client-omics';
import fc from 'fast-check';
import { HealthOmicsStreamsError, inventory } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { inProcessClient } from '../support/in-process-client.js';
import { readSets, storeId } from '../support/read-sets.js';
import { FAST } from '../support/with-emulator.js';
import { damage, damaged, holds, mutate, mutation, textOf, TIMEOUT } from './support.js';

type Json = Readonly<Record<string, unknown>>;

/** The responses of a service with two stores of 12 and 4 read sets, by path and token. */
const RESPONSES: ReadonlyMap<string, Json> = new Map([
  [
    '/sequencestores ',
    {
      sequenceStores: [0, 1].map((number) => ({
        id: storeId(number),
        arn: `arn:aws:omics:us-east-1:123456789012:sequenceStore/${storeId(number)}`,
        name: 'a store',
        creationTime: '2023-01-01T00:00:00.000Z',
      })),
    },
  ],
  ...[0, 1, 2].map((page) => pageOf(storeId(0), page, page < 2)),
  pageOf(storeId(1), 0, false),
]);

function pageOf(store: string, page: number, hasNext: boolean): [string, Json] {
  const token = page === 0 ? '' : `token-${page}`;
  const items = readSets(4, Number(store) * 100 + page * 4).map((item) => ({
    ...item,
    arn: `arn:aws:omics:us-east-1:123456789012:sequenceStore/${store}/readSet/${item.id}`,
    sequenceStoreId: store,
    name: `read set ${item.id}`,
    description: null,
    sequenceInformation: { totalReadCount: 5, alignment: 'ALIGNED' },
    etag: { algorithm: 'FASTQ_MD5up', source1: 'abc' },
  }));
  const path = `/sequencestore/${store}/readsets`;
  return [`${path} ${token}`, { ...(hasNext && { nextToken: `token-${page + 1}` }), readSets: items }];
}

const KEYS = [...RESPONSES.keys()];

/** Lists everything from a service that sends one response with another body. */
async function listWith(key: string, text: string) {
  const client = inProcessClient((token, path) => {
    const requested = `${path} ${token ?? ''}`;
    return requested === key ? text : (RESPONSES.get(requested) ?? { readSets: 5 });
  });
  const run = inventory({ client, ...FAST, retry: { ...FAST.retry, maxAttempts: 2 } });
  const items: ReadSetListItem[] = [];
  let error: unknown;
  try {
    for await (const item of run) items.push(item);
  } catch (caught) {
    error = caught;
  }
  const { outcome } = await run.report();
  return { error, outcome, items: items.map(nameOf).sort() };
}

/** The id of a read set; its type if the library delivered another value. */
const nameOf = ({ sequenceStoreId, id }: ReadSetListItem): string =>
  [sequenceStoreId, id].map((text: unknown) => (typeof text === 'string' ? text : typeof text)).join('/');

/** Reads all lists as they should be read: the ids of the read sets, or `undefined` if a response is not valid. */
function expectedWith(key: string, text: string): string[] | undefined {
  const list = (path: string, member: string, isValid: (item: Json) => boolean): Json[] | undefined => {
    const items: Json[] = [];
    const tokens = new Set<unknown>();
    for (let token = ''; !tokens.has(token);) {
      tokens.add(token);
      const place = `${path} ${token}`;
      const response = place === key ? parsed(text) : RESPONSES.get(place);
      if (response === undefined) return undefined;
      const page = response[member] ?? [];
      if (!Array.isArray(page) || !page.every((item) => isObject(item) && isValid(item))) return undefined;
      items.push(...(page as Json[]));
      const next = response.nextToken ?? '';
      if (next === '') return items;
      if (typeof next !== 'string') return undefined;
      token = next;
    }
    return undefined;
  };
  const stores = list('/sequencestores', 'sequenceStores', isStore);
  const lists = [...new Set(stores?.map(({ id }) => String(id)))].map((store) =>
    list(`/sequencestore/${store}/readsets`, 'readSets', (item) => isReadSetOf(store, item)),
  );
  if (stores === undefined || lists.includes(undefined)) return undefined;
  const ids = lists.flatMap((items = []) =>
    items.map(({ sequenceStoreId, id }) => `${String(sequenceStoreId)}/${String(id)}`),
  );
  return [...new Set(ids)].sort();
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value: unknown): boolean => typeof value === 'string' && /^[0-9]{10,36}$/.test(value);
const isTime = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isOptionalText = (value: unknown): boolean => value == null || typeof value === 'string';
/** The SDK reads an array in place of an object as an object without members. */
const isOptionalDetails = (value: unknown): boolean =>
  value == null ||
  Array.isArray(value) ||
  (isObject(value) && Object.values(value).every((member) => typeof member !== 'object' || member === null));
const isStore = ({ id, name, creationTime }: Json): boolean =>
  isId(id) && isOptionalText(name) && isTime(creationTime);

const isReadSetOf = (store: string, item: Json): boolean =>
  isId(item.id) &&
  item.sequenceStoreId === store &&
  isTime(item.creationTime) &&
  [item.arn, item.status, item.fileType].every((value) => typeof value === 'string') &&
  [item.name, item.description].every(isOptionalText) &&
  [item.sequenceInformation, item.etag].every(isOptionalDetails);

const check = async (key: string, text: string): Promise<void> => {
  const { error, outcome, items } = await listWith(key, text);
  if (error === undefined) {
    expect(items).toEqual(expectedWith(key, text));
    expect(outcome).toBe('complete');
  } else {
    expect(error).toBeInstanceOf(HealthOmicsStreamsError);
    expect(outcome).toBe('failed');
  }
};

describe('an inventory of a service that sends malformed responses', () => {
  it(
    'ends with a library error or delivers exactly the valid read sets, whatever member is changed',
    async () => {
      const property = fc.asyncProperty(fc.constantFrom(...KEYS), mutation, (key, change) =>
        check(key, textOf(mutate(RESPONSES.get(key), change))),
      );
      await holds(property, 150, 1 / 3);
    },
    TIMEOUT,
  );

  it(
    'ends with a library error or delivers exactly the valid read sets, wherever the text is damaged',
    async () => {
      const property = fc.asyncProperty(fc.constantFrom(...KEYS), damage, (key, change) =>
        check(key, damaged(JSON.stringify(RESPONSES.get(key)), change)),
      );
      await holds(property, 60, 1 / 3);
    },
    TIMEOUT,
  );

  it(
    'delivers every read set once if items are reordered or sent twice, or members are new or null',
    async () => {
      const harmless = fc.constantFrom<(items: readonly Json[]) => readonly Json[]>(
        (items) => [...items].reverse(),
        (items) => [...items, ...items],
        (items) => items.map((item) => ({ ...item, labels: [['new']], name: null })),
        (items) =>
          items.map((item) => ({ ...item, name: ' "\u0000\n\u202e', status: 'NEW', fileType: 'POD5' })),
        (items) => items.map((item) => ({ ...item, sequenceInformation: null, etag: {} })),
      );
      const property = fc.asyncProperty(fc.constantFrom(...KEYS.slice(1)), harmless, async (key, change) => {
        const response = RESPONSES.get(key) as { readSets: readonly Json[] };
        const text = JSON.stringify({ ...response, readSets: change(response.readSets) });
        expect(await listWith(key, text)).toEqual({
          error: undefined,
          outcome: 'complete',
          items: expectedWith(KEYS[0]!, JSON.stringify(RESPONSES.get(KEYS[0]!))),
        });
      });
      await holds(property, 20, 1 / 3);
    },
    TIMEOUT,
  );
});

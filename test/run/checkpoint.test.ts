import { describe, expect, it } from 'vitest';
import { noCounts } from '../../src/paging/page.js';
import {
  canonicalJson,
  checkCheckpoint,
  checkResume,
  deliveredReadSets,
  withOutput,
  type Checkpoint,
} from '../../src/run/checkpoint.js';
import { checkpointOf } from '../../src/run/projections.js';
import { acknowledge } from '../../src/run/reduce.js';
import { STORE } from '../support/read-sets.js';
import { Fold, queryOf, throughText } from './support.js';

const SELECTION = { filter: { status: 'ACTIVE' } };
const INPUT = { limit: 5, ...SELECTION };
const QUERY = queryOf({ filter: { status: 'ACTIVE' } });
const OUTPUT = { path: 'x', format: 'ndjson', bytes: 5, rows: 1 };

/** A checkpoint of a store with one delivered page. */
function sealedCheckpoint(): Checkpoint {
  const fold = new Fold({ input: INPUT, selection: SELECTION }).start();
  const { store, split } = fold.startStore();
  fold.receive(store, split, 'a token', ['1', '2']);
  fold.deliver(split, 2);
  acknowledge(fold.state);
  return checkpointOf(fold.state, 1500);
}

const sealed = sealedCheckpoint();
const copy = (): Record<string, unknown> => ({ ...throughText(sealed) });

/** The checkpoint with other content, sealed again. */
const resealed = (content: Partial<Record<keyof Checkpoint, unknown>>): Checkpoint =>
  withOutput({ ...sealed, ...content } as Checkpoint, undefined);

const withSplit = (member: object): Checkpoint =>
  resealed({ splits: sealed.splits.map((split) => ({ ...split, ...member })) });

const withTime = (createdAfter: string): Checkpoint =>
  resealed({ splits: sealed.splits.map((split) => ({ ...split, createdAfter })) });

const withStore = (member: object): Checkpoint =>
  resealed({ stores: sealed.stores.map((store) => ({ ...store, ...member })) });

/** The same object with all members in reverse order. */
const reversed = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, reversed(member)])
      .reverse(),
  );
};

describe('a checkpoint', () => {
  it('contains its input, its stores and the splits that remain to be read', () => {
    expect(sealed).toMatchObject({
      format: 'healthomics-streams checkpoint',
      version: 1,
      input: INPUT,
      complete: false,
      seconds: 1.5,
      clients: [{ region: 'us-east-1', discovered: false }],
      discovery: noCounts(),
      stores: [{ client: 0, region: 'us-east-1', sequenceStoreId: STORE, readSets: 2, complete: false }],
      splits: [
        {
          client: 0,
          region: 'us-east-1',
          sequenceStoreId: STORE,
          filter: { status: 'ACTIVE' },
          nextToken: 'a token',
        },
      ],
    });
    expect(deliveredReadSets(sealed)).toBe(2);
  });

  it.each([
    ['is parsed from its text', copy()],
    ['has its members in another order', reversed(copy())],
    ['has a split with creation times', withTime('2024-06-30T12:00:00.000Z')],
    ['has an output', withOutput(sealed, OUTPUT)],
    ['has no output any more', withOutput(withOutput(sealed, OUTPUT), undefined)],
    ['has no delivered ids', withStore({ delivered: undefined })],
  ])('is valid if it %s', (_, value) => {
    expect(() => checkCheckpoint(value)).not.toThrow();
    expect(() => checkResume(value, INPUT, 1, QUERY)).not.toThrow();
  });

  it.each([
    ['damaged', 'null', null],
    ['damaged', 'undefined', undefined],
    ['damaged', 'a string', 'checkpoint'],
    ['damaged', 'another object', { version: 1 }],
    ['damaged', 'a changed number', { ...copy(), seconds: 1.6 }],
    ['damaged', 'a changed checksum', { ...copy(), checksum: 'sha256:x' }],
    ['damaged', 'an added member', { ...copy(), more: 1 }],
    ['damaged', 'a truncated object', { format: sealed.format, version: 1 }],
    ['damaged', 'a day that does not exist', withTime('2024-02-30')],
    ['damaged', 'a store without a count', withStore({ duplicates: undefined })],
    ['damaged', 'delivered ids that are not packed', withStore({ delivered: ['1'] })],
    ['damaged', 'a split without a Region', resealed({ splits: [{ client: 0, sequenceStoreId: STORE }] })],
    ['damaged', 'clients that are not an array', resealed({ clients: {} })],
    ['newer-version', 'version 2', { ...copy(), version: 2 }],
  ])('is rejected as %s: %s', (problem, _, value) => {
    expect(() => checkCheckpoint(value, 'x.json')).toThrow(
      expect.objectContaining({
        code: 'CHECKPOINT',
        problem,
        message: expect.stringContaining('x.json') as string,
      }),
    );
  });

  it.each([
    ['seconds', resealed({ seconds: -1 })],
    ['discovery.requests', resealed({ discovery: { ...noCounts(), requests: 1.5 } })],
    ['stores[0].readSets', withStore({ readSets: -1 })],
    ['stores[0].delivered', withStore({ delivered: { blocks: ['AAAB_'], others: [] } })],
    ['stores[0].delivered', withStore({ delivered: { blocks: [], others: ['3000000000'] } })],
    ['stores[0].complete', resealed({ splits: [] })],
    ['stores[0].complete', withStore({ complete: true })],
    ['stores[0].region', withStore({ region: 'eu-west-1' })],
    ['stores', resealed({ stores: [...sealed.stores, ...sealed.stores] })],
    ['splits[0]', withSplit({ sequenceStoreId: '9999999999' })],
    ['splits[0].filter', withSplit({ filter: { status: 'ARCHIVED' } })],
    ['splits[0].nextToken', withSplit({ nextToken: 'x'.repeat(6145) })],
    ['splits[0].createdBefore', withSplit({ createdAfter: '2024-02-02', createdBefore: '2024-02-01' })],
    ['splits[0].value', withSplit({ value: { member: 'etag', value: 'x' } })],
    ['complete', resealed({ complete: true })],
  ])('is rejected if `%s` is invalid, with its path in the message', (path, value) => {
    expect(() => checkCheckpoint(value)).toThrow(
      expect.objectContaining({
        problem: 'damaged',
        message: expect.stringContaining(`\`${path}\``) as string,
      }),
    );
  });

  it('is rejected if it lacks a store of its input, or has a value that the condition excludes', () => {
    const sequenceStoreIds = [STORE, '9999999999'];
    const input = { ...INPUT, sequenceStoreIds };
    const clients = [{ region: 'us-east-1', discovered: true }];
    expect(() => checkResume(resealed({ input, clients }), input, 1, QUERY)).toThrow(/stores.*9999999999/);
    const split = withSplit({ value: { member: 'status', value: 'ARCHIVED' } });
    expect(() => checkResume(split, INPUT, 1, QUERY)).toThrow(/splits\[0\]\.value/);
  });

  it('can only be resumed with the same input, in any order of members', () => {
    expect(() => checkResume(sealed, { filter: { status: 'ACTIVE' }, limit: 5 }, 1, QUERY)).not.toThrow();
    expect(() => checkResume(sealed, { limit: 6 }, 1, QUERY)).toThrow(
      expect.objectContaining({
        problem: 'input-mismatch',
        message: expect.stringMatching(/"limit":5.*"limit":6/) as string,
      }),
    );
  });

  it('can only be resumed with the same number of clients, unless it has none yet', () => {
    expect(() => checkResume(sealed, INPUT, 2, QUERY)).toThrow(
      expect.objectContaining({ problem: 'client-mismatch' }),
    );
    const empty = checkpointOf(new Fold({ input: INPUT }).state, 0);
    expect(() => checkResume(empty, INPUT, 2, QUERY)).not.toThrow();
  });

  it('can only be resumed with clients for the same Regions', () => {
    const resume = sealed;
    expect(() => new Fold({ input: INPUT, resume }).start('us-east-1')).not.toThrow();
    expect(() => new Fold({ input: INPUT, resume }).start('eu-west-1')).toThrow(
      expect.objectContaining({
        problem: 'client-mismatch',
        message: expect.stringMatching(/us-east-1.*eu-west-1/) as string,
      }),
    );
  });

  it('of a run that resumes is the checkpoint it resumes from, until the clients are known', () => {
    const resume = withOutput(sealed, OUTPUT);
    const fold = new Fold({ input: INPUT, selection: SELECTION, resume });
    expect(checkpointOf(fold.state, 0)).toBe(resume);
    fold.start();
    expect(checkpointOf(fold.state, 0)).toMatchObject({
      output: OUTPUT,
      stores: resume.stores.map(({ seconds: _, ...store }) => store),
      splits: resume.splits,
      seconds: 1.5,
    });
  });
});

it('canonicalJson sorts members at every depth, and keeps arrays', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }, 'a'], a: { z: null, y: undefined } })).toBe(
    '{"a":{"z":null},"b":[{"c":2,"d":1},"a"]}',
  );
});

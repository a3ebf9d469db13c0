import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OmicsClient } from '@aws-sdk/client-omics';
import fc from 'fast-check';
import {
  CheckpointError,
  fileCheckpointStore,
  HealthOmicsStreamsError,
  inventory,
  map,
  writeNdjson,
  type Checkpoint,
} from 'healthomics-streams';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/run/checkpoint.js';
import { errorOf, idsOf, readSets, storeId } from '../support/read-sets.js';
import { inProcessClient } from '../support/in-process-client.js';
import { FAST } from '../support/with-emulator.js';
import { damage, damaged, holds, mutate, mutation, textOf, TIMEOUT } from './support.js';

const PAGE = 10;
const STORES = [0, 1].map((number) => ({
  id: storeId(number),
  arn: `arn:aws:omics:us-east-1:123456789012:sequenceStore/${storeId(number)}`,
  creationTime: '2023-01-01T00:00:00.000Z',
}));
const ITEMS = new Map(
  STORES.map(({ id, arn }, number) => [
    id,
    readSets(45, number * 1000).map((item) => ({
      ...item,
      arn: `${arn}/readSet/${item.id}`,
      sequenceStoreId: id,
    })),
  ]),
);
const ALL = [...ITEMS.values()].flatMap(idsOf).sort();

/** A service whose tokens are places in the list. A token that is not one of them ends the list after too few items. */
function service(): OmicsClient {
  return inProcessClient((token = '0', path) => {
    const items = ITEMS.get(path.split('/')[2] ?? '');
    if (items === undefined) return { sequenceStores: STORES };
    const end = Number(token) + PAGE;
    return { readSets: items.slice(end - PAGE, end), ...(end < items.length && { nextToken: String(end) }) };
  });
}

const config = (): { readonly client: OmicsClient } & typeof FAST => ({ client: service(), ...FAST });

/** The ids that an inventory delivers, and the error it ends with. */
async function deliveredBy(resume: Checkpoint): Promise<{ ids: string[]; error: unknown; outcome: string }> {
  const ids: string[] = [];
  let error: unknown;
  let outcome = 'failed';
  try {
    const run = inventory({ ...config(), resume });
    for await (const { id = '' } of run) ids.push(id);
    ({ outcome } = await run.report());
  } catch (caught) {
    error = caught;
  }
  return { ids, error, outcome };
}

/** A checkpoint in the middle of both stores, and the ids that were delivered before it. */
async function interrupted(): Promise<{ checkpoint: Checkpoint; before: string[] }> {
  const run = inventory(config());
  const before: string[] = [];
  for await (const { id = '' } of run) {
    before.push(id);
    if (before.length === 33) return { checkpoint: copyOf(run.checkpoint()), before };
  }
  throw new Error('The inventory ended too early');
}

const copyOf = (checkpoint: Checkpoint): Checkpoint => JSON.parse(JSON.stringify(checkpoint)) as Checkpoint;

/** The checkpoint with the digests that fit its content, as from someone who forges it. */
function sealed(checkpoint: object): Record<string, unknown> {
  const digest = (value: unknown): string =>
    `sha256:${createHash('sha256').update(canonicalJson(value)).digest('base64url')}`;
  const { checksum: _, ...content } = checkpoint as Record<string, unknown>;
  const body = { ...content, fingerprint: digest(content.input ?? null) };
  return { ...body, checksum: digest(body) };
}

/** Members that can have another valid value, which changes what remains to be read. */
const CHOSEN = /"(delivered|nextToken|createdAfter|createdBefore|filter|where|value)"/;

describe('an inventory that resumes from a checkpoint that was changed', () => {
  let checkpoint: Checkpoint;
  let before: string[];
  beforeAll(async () => {
    ({ checkpoint, before } = await interrupted());
  });

  it(
    'refuses the checkpoint, or delivers exactly the remaining read sets',
    async () => {
      const property = fc.asyncProperty(mutation, async (change) => {
        const resume = JSON.parse(textOf(mutate(checkpoint, change))) as Checkpoint;
        const { ids, error, outcome } = await deliveredBy(resume);
        if (error !== undefined) {
          expect(error).toBeInstanceOf(CheckpointError);
          expect(ids).toEqual([]);
          return;
        }
        expect([...before, ...ids].sort()).toEqual(ALL);
        expect(outcome).toBe('complete');
      });
      await holds(property, 100, 1 / 4);
    },
    TIMEOUT,
  );

  it(
    'ends with a library error or misses nothing, even if the change is sealed with a new checksum',
    async () => {
      const property = fc.asyncProperty(mutation, async (change) => {
        const changed = JSON.parse(textOf(mutate(checkpoint, change))) as object;
        let forged: object;
        try {
          forged = sealed(changed);
        } catch {
          return; // nested too deeply to be written as JSON
        }
        const { ids, error, outcome } = await deliveredBy(forged as unknown as Checkpoint);
        if (error !== undefined) {
          expect(error).toBeInstanceOf(HealthOmicsStreamsError);
          return;
        }
        expect(new Set(ids).size).toBe(ids.length);
        expect(ALL).toEqual(expect.arrayContaining(ids));
        if (CHOSEN.test(differenceOf(checkpoint, forged))) return;
        expect([...new Set([...before, ...ids])].sort()).toEqual(ALL);
        expect(outcome).toBe('complete');
      });
      await holds(property, 150, 1 / 4);
    },
    TIMEOUT,
  );
});

/** The JSON of what two values differ in, with the names of the members on the way to it. */
function differenceOf(one: unknown, two: unknown, name = ''): string {
  if (canonicalJson(one) === canonicalJson(two)) return '';
  if (typeof one !== 'object' || typeof two !== 'object' || one === null || two === null) return `"${name}"`;
  if (Array.isArray(one) && Array.isArray(two) && one.length !== two.length) return `"${name}"`;
  const keys = new Set([...Object.keys(one), ...Object.keys(two)]);
  const inner = [...keys].map((key) => differenceOf(Reflect.get(one, key), Reflect.get(two, key), key));
  return `"${name}"${inner.join('')}`;
}

describe('a file that is resumed after its partial file or its checkpoint was changed', () => {
  let directory: string;
  let path: string;
  let partial: string;
  let saved: string;
  const OLD = 'the file of yesterday\n';

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'readsets-fuzz-'));
    path = join(directory, 'out.ndjson');
    const checkpoint = fileCheckpointStore(`${path}.checkpoint`);
    const run = inventory(config());
    let rows = 0;
    const failing = run.pipe(
      map((readSet) => {
        if (++rows > 60) throw new Error('killed');
        return readSet;
      }),
    );
    await errorOf(writeNdjson(failing, path, { checkpoint, run }));
    partial = await readFile(`${path}.partial`, 'utf8');
    saved = await readFile(`${path}.checkpoint`, 'utf8');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  /** Resumes with these files; a file that is `undefined` does not exist. */
  async function resumedWith(partialText: string | undefined, checkpointText: string): Promise<void> {
    await writeFile(path, OLD);
    await rm(`${path}.partial`, { force: true });
    if (partialText !== undefined) await writeFile(`${path}.partial`, partialText);
    await writeFile(`${path}.checkpoint`, checkpointText);
    const checkpoint = fileCheckpointStore(`${path}.checkpoint`);
    let error: unknown;
    try {
      const resume = await checkpoint.load();
      await writeNdjson(inventory({ ...config(), resume }), path, { checkpoint, checkpointEveryMs: 1e9 });
    } catch (caught) {
      error = caught;
    }
    const text = await readFile(path, 'utf8');
    if (error !== undefined) {
      expect(error).toBeInstanceOf(HealthOmicsStreamsError);
      expect(text).toBe(OLD);
      return;
    }
    const rows = text.split('\n').slice(0, -1);
    expect(rows.map((row) => (JSON.parse(row) as { id: string }).id).sort()).toEqual(ALL);
    expect(rows.join('\n').length).toBe(wholeLength());
  }

  const wholeLength = (): number => {
    const { length } = partial.split('\n')[0]!;
    return ALL.length * (length + 1) - 1;
  };

  it(
    'is complete and unchanged, or is refused and leaves the old file, if the partial file was changed',
    async () => {
      const change = fc.option(damage, { nil: undefined, freq: 10 });
      const property = fc.asyncProperty(change, (edit) => resumedWith(edit && damaged(partial, edit), saved));
      await holds(property, 40, 1 / 4);
    },
    TIMEOUT,
  );

  it(
    'is complete, or is refused and leaves the old file, if the text of the checkpoint was changed',
    async () => {
      const property = fc.asyncProperty(damage, (edit) => resumedWith(partial, damaged(saved, edit)));
      await holds(property, 30, 1 / 4);
    },
    TIMEOUT,
  );
});

import type { EmulatorOptions } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { emulatorFor, idsOf, post, readSet, STORE } from './support.js';

const REFERENCE = 'arn:aws:omics:us-east-1:123456789012:referenceStore/1111111111/reference/2222222222';
const RECORDS = [
  readSet(0, { name: 'a', sampleId: 's1', subjectId: 'p1', creationType: 'IMPORT' }),
  readSet(1, { name: 'ab', sampleId: 's1', status: 'ARCHIVED', referenceArn: REFERENCE }),
  readSet(2, {
    name: null,
    sampleId: 's2',
    sequenceInformation: { generatedFrom: 'SRR1' },
    referenceArn: null,
  }),
  readSet(3, { name: 'ab', creationType: 'UPLOAD', referenceArn: '' }),
];
const at = (seconds: number): string => new Date(Date.UTC(2024, 0, 1) + seconds * 1000).toISOString();

/** The numbers of the read sets that come out. */
const matching = async (filter: unknown, options: EmulatorOptions = {}): Promise<number[]> => {
  const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: RECORDS }], ...options });
  const answer = await post(emulator, `/sequencestore/${STORE}/readsets`, { filter });
  expect(answer.status).toBe(200);
  return idsOf(answer).map((id) => Number(id) - 3_000_000_000);
};

describe('filters', () => {
  it.each([
    [{}, [0, 1, 2, 3]],
    [{ name: 'ab' }, [1, 3]],
    [{ name: null, status: 'ACTIVE' }, [0, 2, 3]],
    [{ status: 'ARCHIVED' }, [1]],
    [{ sampleId: 's1', status: 'ACTIVE' }, [0]],
    [{ subjectId: 'p1' }, [0]],
    [{ generatedFrom: 'SRR1' }, [2]],
    [{ creationType: 'UPLOAD' }, [3]],
    [{ referenceArn: REFERENCE }, [1]],
    [{ referenceArn: '' }, [0, 2, 3]],
    [{ createdAfter: at(1), createdBefore: at(3) }, [1, 2]],
    [{ createdAfter: at(3), createdBefore: at(1) }, []],
    [{ sampleId: 'S1' }, []],
  ])('%j gives %j', async (filter, expected) => {
    expect(await matching(filter)).toEqual(expected);
  });

  it.each([
    ['half-open', [1, 2]],
    ['inclusive', [1, 2, 3]],
    ['exclusive', [2]],
    ['mixed', [2, 3]],
  ] as const)('date bounds %s', async (dateBounds, expected) => {
    expect(await matching({ createdAfter: at(1), createdBefore: at(3) }, { dateBounds })).toEqual(expected);
  });

  it.each([
    ['exact', [0]],
    ['name-prefix', [0, 1]],
    ['ignored', [0, 1, 2, 3]],
    ['any', [0, 1]],
  ] as const)('filtering %s', async (filtering, expected) => {
    expect(await matching({ name: 'a', sampleId: 's1' }, { filtering })).toEqual(expected);
  });

  it.each(['ascending', 'descending', 'random'] as const)('the same comes out in order %s', async (order) => {
    const found = await matching({ sampleId: 's1', createdBefore: at(2) }, { order });
    expect(found.sort()).toEqual([0, 1]);
  });

  it('pages are full of what matches, and the last one has no token', async () => {
    const readSets = Array.from({ length: 1000 }, (_, n) =>
      readSet(n, { status: n % 10 === 0 ? 'ARCHIVED' : 'ACTIVE' }),
    );
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets }] });
    const answer = await post(emulator, `/sequencestore/${STORE}/readsets?maxResults=100`, {
      filter: { status: 'ARCHIVED' },
    });
    expect(idsOf(answer)).toHaveLength(100);
    expect(answer.json).not.toHaveProperty('nextToken');
  });
});

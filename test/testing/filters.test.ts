import type { EmulatorOptions } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { timestampMs } from '../../src/testing/service-model.js';
import { readSet, STORE } from '../support/read-sets.js';
import { emulatorFor, idsOf, post } from './support.js';

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

/** The numbers of the read sets that match. */
const matching = async (filter: unknown, options: EmulatorOptions = {}): Promise<number[]> => {
  const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: RECORDS }], ...options });
  const response = await post(emulator, `/sequencestore/${STORE}/readsets`, { filter });
  expect(response.status).toBe(200);
  return idsOf(response).map((id) => Number(id) - 3_000_000_000);
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
  ])('%j matches %j', async (filter, expected) => {
    expect(await matching(filter)).toEqual(expected);
  });

  it.each([
    ['half-open', [1, 2]],
    ['inclusive', [1, 2, 3]],
    ['exclusive', [2]],
    ['mixed', [2, 3]],
  ] as const)('dateBounds %s matches %j', async (dateBounds, expected) => {
    expect(await matching({ createdAfter: at(1), createdBefore: at(3) }, { dateBounds })).toEqual(expected);
  });

  it.each([
    ['exact', [0]],
    ['name-prefix', [0, 1]],
    ['ignored', [0, 1, 2, 3]],
    ['any', [0, 1]],
  ] as const)('filtering %s matches %j', async (filtering, expected) => {
    expect(await matching({ name: 'a', sampleId: 's1' }, { filtering })).toEqual(expected);
  });

  it.each(['ascending', 'descending', 'random'] as const)(
    'order %s does not change the matches',
    async (order) => {
      const found = await matching({ sampleId: 's1', createdBefore: at(2) }, { order });
      expect(found.sort()).toEqual([0, 1]);
    },
  );

  it('a page is filled with matches, and the last page has no token', async () => {
    const readSets = Array.from({ length: 1000 }, (_, n) =>
      readSet(n, { status: n % 10 === 0 ? 'ARCHIVED' : 'ACTIVE' }),
    );
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets }] });
    const response = await post(emulator, `/sequencestore/${STORE}/readsets?maxResults=100`, {
      filter: { status: 'ARCHIVED' },
    });
    expect(idsOf(response)).toHaveLength(100);
    expect(response.json).not.toHaveProperty('nextToken');
  });
});

describe('timestampMs', () => {
  const noon = Date.UTC(2024, 1, 29, 12);
  it.each([
    ['2024-02-29T12:00:00Z', noon],
    ['2024-02-29T12:00:00.5Z', noon + 500],
    ['2024-02-29T12:00:00.123Z', noon + 123],
    ['2024-02-29T12:00:00.123456Z', noon + 123.456],
    ['2024-02-29T12:00:00.000000001Z', noon + 1e-6],
    ['2024-02-29T13:30:00+01:30', noon],
    ['2024-02-29T07:00:00-0500', noon],
  ])('%s is %d', (text, time) => {
    expect(timestampMs(text)).toBeCloseTo(time, 3);
  });

  it.each([
    '2023-02-29T12:00:00Z',
    '2024-02-29T25:00:00Z',
    '2024-02-29T12:00:00',
    '2024-02-29',
    '2024-02-29T12:00:00.Z',
    '',
  ])('%j is not a timestamp', (text) => {
    expect(timestampMs(text)).toBeNaN();
  });
});

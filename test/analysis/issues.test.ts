import * as fc from 'fast-check';
import {
  findIssues,
  inventory,
  toArray,
  type Issue,
  type ReadSetLike,
  type SampleIssue,
} from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { readSet, STORE } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';
import { anyReadSet } from './support.js';

const now = new Date('2024-02-01T00:00:00Z');
const fine: ReadSetLike = {
  id: '1',
  sequenceStoreId: '2',
  status: 'ACTIVE',
  fileType: 'FASTQ',
  sampleId: 'S',
  subjectId: 'P',
  creationTime: new Date('2024-01-01T00:00:00Z'),
};

describe('findIssues', () => {
  it.each<[Partial<ReadSetLike>, [Issue['kind'], RegExp][]]>([
    [{}, []],
    [{ status: 'UPLOAD_FAILED', statusMessage: 'no checksum' }, [['upload-failed', /^no checksum$/]]],
    [
      { status: 'UPLOAD_FAILED', statusMessage: '' },
      [['upload-failed', /^Upload failed, without a status message\.$/]],
    ],
    [{ status: 'UPLOAD_FAILED' }, [['upload-failed', /^Upload failed, without a status message\.$/]]],
    [{ status: 'PROCESSING_UPLOAD' }, [['stuck-upload', /^PROCESSING_UPLOAD, created 31 days ago\.$/]]],
    [{ status: 'ACTIVATING' }, [['activating', /^ACTIVATING\. The list does not say since when\.$/]]],
    [{ status: 'ACTIVATING', creationTime: undefined }, [['activating', /./]]],
    [{ status: 'PROCESSING_UPLOAD', creationTime: new Date('2024-01-31T00:00:00Z') }, []],
    [
      { status: 'PROCESSING_UPLOAD', creationTime: new Date('2024-01-30T23:00:00Z') },
      [['stuck-upload', /25 hours/]],
    ],
    [{ status: 'PROCESSING_UPLOAD', creationTime: undefined }, []],
    [
      { status: 'PROCESSING_UPLOAD', creationTime: '2024-01-30T23:00:00.000Z' },
      [['stuck-upload', /25 hours/]],
    ],
    [{ status: 'PROCESSING_UPLOAD', creationTime: '2024-01-31T00:00:00.000Z' }, []],
    [{ status: 'PROCESSING_UPLOAD', creationTime: 'long ago' }, []],
    [{ fileType: 'BAM' }, [['no-reference', /BAM/]]],
    [{ fileType: 'CRAM', referenceArn: '' }, [['no-reference', /CRAM/]]],
    [{ fileType: 'CRAM', referenceArn: 'arn:x' }, []],
    [{ fileType: 'UBAM' }, []],
    [
      { sampleId: undefined, subjectId: '' },
      [
        ['no-sample', /./],
        ['no-subject', /./],
      ],
    ],
  ])('finds in a read set with %j the issues %j', async (more, expected) => {
    const { issues, counts } = await findIssues([{ ...fine, ...more }], { now });
    expect(issues.map(({ kind }) => kind)).toEqual(expected.map(([kind]) => kind));
    issues.forEach((issue, i) => {
      expect(issue).toMatchObject({ id: '1', sequenceStoreId: '2' });
      expect(issue.message).toMatch(expected[i]![1]);
      expect(counts[issue.kind]).toBe(1);
    });
  });

  it('finds each sample with several subjects once, with all of them', async () => {
    const pairs = [
      ['A', 'p'],
      ['B', 'p'],
      ['A', 'q'],
      ['A', 'p'],
      ['A', 'r'],
      ['B', undefined],
    ] as const;
    const { issues, counts } = await findIssues(
      pairs.map(([sampleId, subjectId]) => ({ ...fine, sampleId, subjectId: subjectId ?? 'p' })),
      { now },
    );
    expect(issues).toEqual([
      {
        kind: 'sample-of-several-subjects',
        sampleId: 'A',
        subjectIds: ['p', 'q', 'r'],
        where: { sampleId: 'A' },
        message: 'Sample A has 3 subjects: p, q, r.',
      },
    ]);
    expect(counts['sample-of-several-subjects']).toBe(1);
  });

  it('identifies the read set, and omits values that it does not have', async () => {
    const named: ReadSetLike = { ...fine, name: 'N', subjectId: '', description: 'not this' };
    const { issues } = await findIssues([named, { status: 'UPLOAD_FAILED' }], { now });
    expect(issues.slice(0, 2)).toEqual([
      {
        kind: 'no-subject',
        sequenceStoreId: '2',
        id: '1',
        name: 'N',
        sampleId: 'S',
        status: 'ACTIVE',
        fileType: 'FASTQ',
        message: 'No subject.',
      },
      {
        kind: 'upload-failed',
        status: 'UPLOAD_FAILED',
        message: 'Upload failed, without a status message.',
      },
    ]);
  });

  it('has a condition that lists the read sets of a sample with several subjects', async () => {
    const subjects = [{ subjectId: 'p' }, { subjectId: 'q' }, {}];
    const listed = subjects.map((subject, n) => readSet(n, { sampleId: 'A', ...subject }));
    const stores = [{ id: STORE, readSets: [...listed, readSet(3, { sampleId: 'B', subjectId: 'p' })] }];
    await withEmulator({ stores }, async ({ config }) => {
      const { issues } = await findIssues(inventory(config));
      const issue = issues.find(({ kind }) => kind === 'sample-of-several-subjects') as SampleIssue;
      const found = await toArray(inventory(config, { where: issue.where }));
      expect(found.map(({ id }) => id)).toEqual(listed.map(({ id }) => id));
    });
  });

  it('counts the same issues as a naive implementation', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyReadSet, { maxLength: 80 }), async (readSets) => {
        const { counts, readSets: total } = await findIssues(readSets, { now, stuckAfterHours: 48 });
        const count = (test: (readSet: ReadSetLike) => unknown): number => readSets.filter(test).length;
        const isOld = ({ creationTime }: ReadSetLike): boolean =>
          creationTime !== undefined && +now - +new Date(creationTime) > 48 * 3_600_000;
        const subjects = new Map<string, Set<string>>();
        for (const { sampleId, subjectId } of readSets) {
          if (sampleId && subjectId) {
            subjects.set(sampleId, (subjects.get(sampleId) ?? new Set()).add(subjectId));
          }
        }
        expect(total).toBe(readSets.length);
        expect(counts).toEqual({
          'upload-failed': count(({ status }) => status === 'UPLOAD_FAILED'),
          'stuck-upload': count((item) => item.status === 'PROCESSING_UPLOAD' && isOld(item)),
          activating: count((item) => item.status === 'ACTIVATING'),
          'no-reference': count((item) => /^(BAM|CRAM)$/.test(item.fileType ?? '') && !item.referenceArn),
          'no-sample': count(({ sampleId }) => !sampleId),
          'no-subject': count(({ subjectId }) => !subjectId),
          'sample-of-several-subjects': [...subjects.values()].filter(({ size }) => size > 1).length,
        });
      }),
    );
  });

  it('keeps maxIssues issues, counts the others, and calls onIssue with all', async () => {
    const reported: Issue[] = [];
    const { issues, omitted, counts } = await findIssues(Array(5).fill({ ...fine, sampleId: undefined }), {
      maxIssues: 2,
      onIssue: (issue) => reported.push(issue),
    });
    expect([issues.length, omitted, counts['no-sample'], reported.length]).toEqual([2, 3, 5, 5]);
  });

  it('finds issues of an inventory over HTTP', async () => {
    const readSets = [
      readSet(1, { status: 'UPLOAD_FAILED', statusMessage: 'why', sampleId: 's', subjectId: 'p' }),
    ];
    await withEmulator({ stores: [{ id: STORE, readSets }] }, async ({ config }) => {
      const { issues } = await findIssues(inventory(config));
      expect(issues).toMatchObject([
        { kind: 'upload-failed', sequenceStoreId: STORE, id: '3000000001', sampleId: 's', message: 'why' },
      ]);
    });
  });

  it('refuses invalid options at the call, all at once', () => {
    const options = { stuckAfterHours: -1, now: new Date(NaN), maxIssues: 0.5, stuckAfterMs: 1 } as never;
    expect(() => findIssues([], options)).toThrow(/`stuckAfterMs`.*`stuckAfterHours`.*`now`.*`maxIssues`/);
  });
});

import { explain, planWhere, type ReadSetWhere } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';

const ARN = 'arn:aws:omics:us-east-1:123456789012:referenceStore/1/reference/2';
const future = (where: object) => where as ReadSetWhere;

describe('the service filter has every field with a single value that can be sent', () => {
  it.each<[ReadSetWhere, object]>([
    [{}, {}],
    [{ status: 'ACTIVE' }, { status: 'ACTIVE' }],
    [{ status: ['ACTIVE'] }, { status: 'ACTIVE' }],
    [{ status: ['ACTIVE', 'ACTIVE'] }, { status: 'ACTIVE' }],
    [
      { name: 'a', sampleId: 'b', subjectId: 'c' },
      { name: 'a', sampleId: 'b', subjectId: 'c' },
    ],
    [{ creationType: 'IMPORT' }, { creationType: 'IMPORT' }],
    [{ 'sequenceInformation.generatedFrom': 'g' }, { generatedFrom: 'g' }],
    [{ name: { like: 'a\\*' } }, { name: 'a*' }],
    [{ referenceArn: ARN }, { referenceArn: ARN }],
    [{ referenceArn: '' }, { referenceArn: '' }],
    [{ referenceArn: { missing: true } }, { referenceArn: '' }],
    [{ not: { referenceArn: { present: true } } }, { referenceArn: '' }],
    [{ not: { not: { name: 'a' } } }, { name: 'a' }],
    [{ not: { or: [{ not: { name: 'a' } }, { fileType: 'BAM' }] } }, { name: 'a' }],
    [
      { and: [{ status: ['ACTIVE', 'ARCHIVED'] }, { status: ['ARCHIVED', 'DELETED'] }] },
      { status: 'ARCHIVED' },
    ],
    [{ status: ['ACTIVE', 'ARCHIVED'], not: { status: 'ACTIVE' } }, { status: 'ARCHIVED' }],
    [{ and: [{ name: ['ab', 'cd'] }, { name: { like: 'a*' } }] }, { name: 'ab' }],
    [{ or: [{ status: 'ACTIVE', name: 'a' }, { status: 'ACTIVE' }] }, { status: 'ACTIVE' }],
    [{ or: [{ status: 'ACTIVE' }, { status: [] }] }, { status: 'ACTIVE' }],
    // Nothing is sent, because a filter would exclude matches.
    [{ or: [{ status: 'ACTIVE' }, { name: 'a' }] }, {}],
    [{ not: { status: 'ACTIVE' } }, {}],
    [{ or: [{ name: 'a' }, { name: { missing: true } }] }, {}],
    [{ name: { like: 'a*' } }, {}],
    [{ fileType: 'BAM' }, {}],
    [{ name: '' }, {}],
    [{ name: 'x'.repeat(128) }, {}],
    [{ name: 'a\u0007' }, {}],
    [{ name: '\ud800' }, {}],
    [{ referenceArn: 'x' }, {}],
    [future({ status: 'RESTORING' }), {}],
    [future({ status: ['ACTIVE', 'RESTORING'] }), {}],
  ])('%j: %j', (where, serviceFilter) => {
    expect(planWhere(where)).toMatchObject({ satisfiable: true, serviceFilter, alternatives: [] });
  });

  it('widens times by a second at both ends', () => {
    const sentFor = (creationTime: ReadSetWhere['creationTime']) =>
      JSON.stringify(planWhere({ creationTime }).serviceFilter);
    expect(sentFor({ gte: '2024-01-01' })).toBe('{"createdAfter":"2023-12-31T23:59:59.000Z"}');
    expect(sentFor({ gt: '2024-01-01' })).toBe('{"createdAfter":"2023-12-31T23:59:59.001Z"}');
    expect(sentFor({ lte: '2024-01-01' })).toBe('{"createdBefore":"2024-01-01T00:00:01.001Z"}');
    expect(sentFor({ lt: '2024-01-01' })).toBe('{"createdBefore":"2024-01-01T00:00:01.000Z"}');
    expect(sentFor(['2024-01-01', '2024-02-01'])).toBe(
      '{"createdAfter":"2023-12-31T23:59:59.000Z","createdBefore":"2024-02-01T00:00:01.001Z"}',
    );
    expect(sentFor({ gte: '0000-01-01', lt: '9999-12-31T23:59:59Z' })).toBe('{}');
    expect(sentFor({ present: true })).toBe('{}');
  });

  it('spans the times of all branches of an `or`', () => {
    const or = [
      { creationTime: { gte: '2024-01-01', lt: '2024-02-01' } },
      { creationTime: { gte: '2024-06-01' } },
    ];
    expect(JSON.stringify(planWhere({ or }).serviceFilter)).toBe(
      '{"createdAfter":"2023-12-31T23:59:59.000Z"}',
    );
  });
});

describe('a member with several values is an alternative', () => {
  it.each<[ReadSetWhere, object]>([
    [{ status: ['ACTIVE', 'ARCHIVED'] }, [{ member: 'status', values: ['ACTIVE', 'ARCHIVED'] }]],
    [
      { or: [{ status: 'ACTIVE' }, { status: 'ARCHIVED' }] },
      [{ member: 'status', values: ['ACTIVE', 'ARCHIVED'] }],
    ],
    [{ referenceArn: ['', ARN] }, [{ member: 'referenceArn', values: ['', ARN] }]],
    [
      {
        or: [
          { status: 'ACTIVE', sampleId: 'a' },
          { status: 'ARCHIVED', sampleId: 'b' },
        ],
      },
      [
        { member: 'sampleId', values: ['a', 'b'] },
        { member: 'status', values: ['ACTIVE', 'ARCHIVED'] },
      ],
    ],
  ])('%j', (where, alternatives) => {
    expect(planWhere(where)).toMatchObject({ satisfiable: true, serviceFilter: {}, alternatives });
  });
});

describe('a contradiction is not satisfiable', () => {
  it.each<[ReadSetWhere]>([
    [{ status: [] }],
    [{ or: [] }],
    [{ not: {} }],
    [{ status: 'ACTIVE', not: { status: 'ACTIVE' } }],
    [{ and: [{ fileType: 'BAM' }, { fileType: 'CRAM' }] }],
    [{ and: [{ name: 'a' }, { name: { missing: true } }] }],
    [{ and: [{ name: 'a' }, { name: { like: 'b*' } }] }],
    [{ name: { missing: true, present: true } }],
    [{ referenceArn: '', and: [{ referenceArn: { present: true } }] }],
    [{ 'sequenceInformation.totalBaseCount': { gte: 5, lt: 5 } }],
    [{ 'sequenceInformation.totalBaseCount': { gte: 5, lte: 4 } }],
    [{ 'sequenceInformation.totalBaseCount': 5, not: { 'sequenceInformation.totalBaseCount': { gt: 4 } } }],
    [
      {
        'sequenceInformation.totalBaseCount': { gte: 5 },
        not: { 'sequenceInformation.totalBaseCount': { gte: 3 } },
      },
    ],
    [{ creationTime: { gt: '2024-01-01T00:00:00.000Z', lt: '2024-01-01T00:00:00.001Z' } }],
    [{ creationTime: '2024-01-01', and: [{ creationTime: { gte: '2024-02-01' } }] }],
    [{ or: [{ status: [] }, { name: [] }] }],
  ])('%j', (where) => {
    expect(planWhere(where)).toMatchObject({ satisfiable: false, serviceFilter: {}, alternatives: [] });
  });
});

describe('a plan has every test of the condition', () => {
  it.each<[ReadSetWhere, string, string]>([
    [{ status: 'ACTIVE' }, 'service', 'sent as status "ACTIVE"'],
    [{ status: ['ACTIVE', 'ARCHIVED'] }, 'per-value', 'a request takes one status: 2 lists'],
    [{ fileType: 'BAM' }, 'client', 'the service has no filter for fileType'],
    [{ name: { like: 'a*' } }, 'client', 'the service cannot match patterns'],
    [{ name: { present: true } }, 'client', 'the service cannot filter by presence'],
    [{ not: { status: 'ACTIVE' } }, 'client', 'the service cannot exclude values'],
    [{ or: [{ status: 'ACTIVE' }, { name: 'a' }] }, 'client', 'another branch has no status test'],
    [{ or: [{ status: [] }, { name: 'a' }] }, 'client', 'no read set can satisfy this branch'],
    [{ name: '' }, 'client', 'the service accepts 1 to 127 printable characters, not ""'],
    [{ referenceArn: 'x' }, 'client', 'the service accepts only an ARN, not "x"'],
    [future({ status: 'RESTORING' }), 'client', '"RESTORING" is not a known status'],
    [{ creationTime: { lt: '9999-12-31T23:59:59Z' } }, 'client', 'the service accepts only four-digit years'],
    [{ name: [] }, 'client', 'no read set can satisfy the whole condition'],
  ])('%j: %s, %s', (where, at, reason) => {
    const [test] = planWhere(where).tests;
    expect(test).toMatchObject({ at, reason: expect.stringContaining(reason) });
  });

  it('with its path and its text, in the order of the condition', () => {
    const where: ReadSetWhere = {
      'sequenceInformation.totalBaseCount': { gte: 30e9, lt: 60e9 },
      or: [{ name: { like: 'NA*' } }, { not: { status: ['ACTIVE', 'DELETED'] } }],
      creationTime: { gte: '2024-01-01' },
      etag: { missing: true },
    };
    expect(planWhere(where).tests.map(({ path, test }) => `${path}: ${test}`)).toEqual([
      "where['sequenceInformation.totalBaseCount'].gte: sequenceInformation.totalBaseCount >= 30000000000",
      "where['sequenceInformation.totalBaseCount'].lt: sequenceInformation.totalBaseCount < 60000000000",
      'where.or[0].name.like: name like "NA*"',
      'where.or[1].not.status: status not "ACTIVE" or "DELETED"',
      'where.creationTime.gte: creationTime >= 2024-01-01T00:00:00.000Z',
      'where.etag.missing: etag missing',
    ]);
  });
});

it('merges the values of a thousand branches into one alternative', () => {
  const or = Array.from({ length: 1000 }, (_, n) => ({ sampleId: `NA${n}` }));
  expect(planWhere({ or }).alternatives[0]?.values).toHaveLength(1000);
});

it('explains a condition with one aligned line per test', () => {
  const text = explain({
    sampleId: 'NA12878',
    status: ['ARCHIVED', 'ACTIVATING'],
    fileType: ['BAM', 'CRAM'],
    creationTime: { gte: '2024-01-01' },
    not: { name: { like: 'test*' } },
  });
  expect(text).toBe(
    [
      'service-side  sampleId "NA12878"                        sent as sampleId "NA12878"',
      'per value     status "ARCHIVED" or "ACTIVATING"         a request takes one status: 2 lists and a closing read, or one list checked client-side',
      'client-side   fileType "BAM" or "CRAM"                  the service has no filter for fileType',
      'service-side  creationTime >= 2024-01-01T00:00:00.000Z  sent as createdAfter 2023-12-31T23:59:59.000Z',
      'client-side   name not like "test*"                     the service cannot exclude values',
      'strategy      one list at first, checked client-side    the first page is a sample of 2 values',
    ].join('\n'),
  );
});

it.each([
  [undefined, 'strategy one list at first, checked client-side the first page is a sample of 3 values'],
  ['always', "strategy one list per sampleId pushdown is 'always'"],
  ['never', "strategy one list, checked client-side pushdown is 'never'"],
] as const)('shows the first strategy, with pushdown %j', (pushdown, line) => {
  expect(
    explain({ sampleId: ['a', 'b', 'c'] }, pushdown)
      .split('\n')[1]
      ?.replace(/ +/g, ' '),
  ).toBe(line);
});

it('explains a condition that no read set or every read set satisfies', () => {
  expect(explain({ status: [] })).toBe('No read set can satisfy this condition: nothing is sent.');
  expect(explain({})).toBe('Every read set satisfies this condition.');
});

it('mentions the closing read of lists by status', () => {
  expect(explain({ status: ['ACTIVE', 'ARCHIVED'] }, 'always')).toMatch(
    /one list per status and a closing read/,
  );
});

it('rejects an invalid pushdown, even if the plan is trivial', () => {
  for (const where of [{}, { status: [] }, { sampleId: ['a', 'b', 'c'] }]) {
    expect(() => explain(where, 'sometimes' as never)).toThrow(
      "Expected `pushdown` to be one of 'auto', 'always', 'never', got \"sometimes\"",
    );
  }
});

it('shows the first of many values', () => {
  const sampleId = Array.from({ length: 500 }, (_, n) => `NA${n}`);
  expect(explain({ sampleId })).toContain('"NA4" or … (500 values)  a request takes one sampleId');
});

it("shows every test as client-side with pushdown 'never'", () => {
  expect(explain({ sampleId: 'a', fileType: 'BAM' }, 'never')).toBe(
    [
      `client-side  sampleId "a"                   pushdown is 'never'`,
      `client-side  fileType "BAM"                 pushdown is 'never'`,
      `strategy     one list, checked client-side  pushdown is 'never'`,
    ].join('\n'),
  );
});

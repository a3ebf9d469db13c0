import { planWhere, type ReadSetWhere } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';

const ARN = 'arn:aws:omics:us-east-1:123456789012:referenceStore/1/reference/2';
const future = (where: object) => where as ReadSetWhere;

describe('the service is asked for', () => {
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
    // nothing, since it would leave out what is wanted
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
  ])('%j: %j', (where, sent) => {
    expect(planWhere(where)).toMatchObject({ satisfiable: true, sent, alternatives: [] });
  });

  it('times with a second more on both sides', () => {
    const sentFor = (creationTime: ReadSetWhere['creationTime']) =>
      JSON.stringify(planWhere({ creationTime }).sent);
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

  it('times of an or from the first to the last', () => {
    const or = [
      { creationTime: { gte: '2024-01-01', lt: '2024-02-01' } },
      { creationTime: { gte: '2024-06-01' } },
    ];
    expect(JSON.stringify(planWhere({ or }).sent)).toBe('{"createdAfter":"2023-12-31T23:59:59.000Z"}');
  });
});

describe('several values of a member are alternatives', () => {
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
    expect(planWhere(where)).toMatchObject({ satisfiable: true, sent: {}, alternatives });
  });
});

describe('what nothing can satisfy', () => {
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
    expect(planWhere(where)).toMatchObject({ satisfiable: false, sent: {}, alternatives: [] });
  });
});

describe('every test is told of', () => {
  it.each<[ReadSetWhere, string, string]>([
    [{ status: 'ACTIVE' }, 'service', 'sent as status "ACTIVE"'],
    [{ status: ['ACTIVE', 'ARCHIVED'] }, 'each-value', 'status takes one value: one walk for each of 2'],
    [{ fileType: 'BAM' }, 'here', 'the service has no filter for fileType'],
    [{ name: { like: 'a*' } }, 'here', 'the service takes no patterns'],
    [{ name: { present: true } }, 'here', 'the service cannot be asked whether there is a value'],
    [{ not: { status: 'ACTIVE' } }, 'here', 'the service cannot be asked for the opposite'],
    [{ or: [{ status: 'ACTIVE' }, { name: 'a' }] }, 'here', 'another branch has no test of status'],
    [{ or: [{ status: [] }, { name: 'a' }] }, 'here', 'nothing satisfies this branch'],
    [{ name: '' }, 'here', 'the service takes 1 to 127 printable characters, not ""'],
    [{ referenceArn: 'x' }, 'here', 'the service takes only an ARN, not "x"'],
    [future({ status: 'RESTORING' }), 'here', '"RESTORING" is not a status known today'],
    [{ creationTime: { lt: '9999-12-31T23:59:59Z' } }, 'here', 'the service takes years of four digits'],
    [{ name: [] }, 'here', 'no read set can satisfy the whole condition'],
  ])('%j: %s, %s', (where, at, why) => {
    const [test] = planWhere(where).tests;
    expect(test).toMatchObject({ at, why: expect.stringContaining(why) });
  });

  it('by its path and in words, in the order of the condition', () => {
    const where: ReadSetWhere = {
      'sequenceInformation.totalBaseCount': { gte: 30e9, lt: 60e9 },
      or: [{ name: { like: 'NA*' } }, { not: { status: ['ACTIVE', 'DELETED'] } }],
      creationTime: { gte: '2024-01-01' },
      etag: { missing: true },
    };
    expect(planWhere(where).tests.map(({ path, asks }) => `${path}: ${asks}`)).toEqual([
      "where['sequenceInformation.totalBaseCount'].gte: sequenceInformation.totalBaseCount >= 30000000000",
      "where['sequenceInformation.totalBaseCount'].lt: sequenceInformation.totalBaseCount < 60000000000",
      'where.or[0].name.like: name like "NA*"',
      'where.or[1].not.status: status not "ACTIVE" or "DELETED"',
      'where.creationTime.gte: creationTime >= 2024-01-01T00:00:00.000Z',
      'where.etag.missing: etag missing',
    ]);
  });
});

it('a thousand branches are planned as one list of values', () => {
  const or = Array.from({ length: 1000 }, (_, n) => ({ sampleId: `NA${n}` }));
  expect(planWhere({ or }).alternatives[0]?.values).toHaveLength(1000);
});

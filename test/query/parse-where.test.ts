import { compileWhere, explain, InvalidOptionError, planWhere, type ReadSetWhere } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/read-sets.js';

const deep = (levels: number): object => (levels === 0 ? {} : { not: deep(levels - 1) });

describe('an invalid condition is rejected by its path', () => {
  it.each<[unknown, string]>([
    [null, '`where` to be a condition, such as { status: "ACTIVE" }, got null'],
    [
      new Map([['status', 'ACTIVE']]),
      '`where` to be a condition, such as { status: "ACTIVE" }, got an object',
    ],
    [
      Promise.resolve({ status: 'ACTIVE' }),
      '`where` to be a condition, such as { status: "ACTIVE" }, got a promise',
    ],
    [[], '`where` to be a condition, such as { status: "ACTIVE" }, got an array of 0'],
    ['ACTIVE', '`where` to be a condition'],
    [new Date(0), '`where` to be a condition'],
    [
      { statsu: 'ACTIVE' },
      '`where.statsu` to be a field of a read set, `and`, `or` or `not` (did you mean `status`?)',
    ],
    [{ ands: [] }, '(did you mean `and`?)'],
    [{ totalBaseCount: 5 }, '(did you mean `sequenceInformation.totalBaseCount`?)'],
    [{ generatedFrom: 'x' }, '(did you mean `sequenceInformation.generatedFrom`?)'],
    [{ createdAfter: '2024-01-01' }, '(did you mean `creationTime: { gte }`?)'],
    [{ constructor: 'x' }, '`where.constructor` to be a field of a read set, `and`, `or` or `not`, got "x"'],
    [{ and: [{}, { fileType: 5 }] }, '`where.and[1].fileType` to be a string, got `5` (number)'],
    [{ or: [{ not: { name: [5] } }] }, '`where.or[0].not.name[0]` to be a string, got `5` (number)'],
    [{ or: { name: 'a' } }, '`where.or` to be an array of conditions, got an object'],
    [{ not: [{ name: 'a' }] }, '`where.not` to be a condition'],
    [{ name: null }, 'to be a string; for a missing value, use { missing: true }, got null'],
    [
      { 'etag.algorithm': { gte: 'A' } },
      "`where['etag.algorithm'].gte` to be an operator of `etag.algorithm`",
    ],
    [{ creationTime: { like: '2024*' } }, '(gte, gt, lte, lt, missing, present), got "2024*"'],
    [
      { creationTime: { gte: 'soon' } },
      'a Date or an ISO 8601 time such as \'2024-06-30T12:00:00Z\', got "soon"',
    ],
    [{ creationTime: new Date('soon') }, 'got an invalid Date'],
    [
      { 'sequenceInformation.totalBaseCount': '30' },
      "`where['sequenceInformation.totalBaseCount']` to be a finite number",
    ],
    [{ 'sequenceInformation.totalBaseCount': { gte: Infinity } }, 'to be a finite number'],
    [
      { sequenceInformation: { totalBaseCount: 1 } },
      'an operator of `sequenceInformation` (missing, present)',
    ],
    [
      { etag: 'abc' },
      '`where.etag` to be { missing: true } or { present: true }; test its members by their own paths',
    ],
    [{ name: {} }, '`where.name` to be an object with an operator (like, missing, present), got an object'],
    [{ name: { like: undefined } }, '`where.name` to be an object with an operator'],
    [{ name: { like: /a/ } }, "`where.name.like` to be a string, such as 'NA12*', got an object"],
    [
      { name: { missing: false } },
      '`where.name.missing` to be true; for the opposite, use { present: true }, got `false`',
    ],
    [
      { status: 'archived' },
      '`where.status` to be \'ARCHIVED\', spelled as the service does, got "archived"',
    ],
    [deep(101), 'to be nested at most 100 deep'],
  ])('%j', (where, message) => {
    for (const use of [compileWhere, planWhere, explain]) {
      expect(() => use(where as ReadSetWhere)).toThrow(message);
    }
  });

  it('with every problem in one error', async () => {
    const where = { statsu: 'ACTIVE', name: 5, or: [{ fileType: 'cram' }] } as unknown as ReadSetWhere;
    const error = await errorOf(() => compileWhere(where));
    expect(error).toBeInstanceOf(InvalidOptionError);
    expect((error as InvalidOptionError).problems).toHaveLength(3);
  });

  it('even if it contains itself', () => {
    const where: Record<string, unknown> = {};
    where.not = where;
    expect(() => compileWhere(where)).toThrow('100 deep');
  });
});

describe('a valid condition', () => {
  it('may have a value that is not known today', () => {
    const where = { status: 'RESTORING', fileType: ['POD5'] } as unknown as ReadSetWhere;
    expect(() => compileWhere(where)).not.toThrow();
  });

  it('may be a hundred levels deep and have undefined members', () => {
    expect(() => compileWhere({ ...deep(99), name: undefined })).not.toThrow();
  });

  it('is copied', () => {
    const status: ('ACTIVE' | 'ARCHIVED')[] = ['ACTIVE'];
    const holds = compileWhere(Object.freeze({ status }));
    status.push('ARCHIVED');
    const readSet = { status: 'ARCHIVED' } as Parameters<typeof holds>[0];
    expect(holds(readSet)).toBe(false);
  });
});

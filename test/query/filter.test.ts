import type {
  ReadSetFilter,
  ReadSetListItem,
  SequenceStoreDetail,
  SequenceStoreFilter,
} from '@aws-sdk/client-omics';
import { describe, expect, it } from 'vitest';
import { Problems } from '../../src/options/problems.js';
import { compileReadSetFilter, compileSequenceStoreFilter } from '../../src/query/filter.js';

const TIME = Date.parse('2024-06-01T12:00:00.500Z');
const ARN = 'arn:aws:omics:us-east-1:123456789012:referenceStore/1/reference/2';

const item = (more: Partial<ReadSetListItem> = {}): ReadSetListItem => ({
  id: '3000000000',
  arn: 'arn:x',
  sequenceStoreId: '1234567890',
  status: 'ACTIVE',
  fileType: 'BAM',
  creationTime: new Date(TIME),
  ...more,
});

/** Whether an item satisfies a valid filter. */
function accepts(filter: ReadSetFilter | undefined, candidate: ReadSetListItem): boolean {
  const problems = new Problems();
  const compiled = compileReadSetFilter(filter, problems);
  problems.throwIfAny();
  return compiled.accepts(candidate);
}

describe('an item must satisfy every member of the filter', () => {
  it.each<[ReadSetFilter | undefined, Partial<ReadSetListItem>, boolean]>([
    [undefined, {}, true],
    [{}, {}, true],
    [{ name: undefined }, { name: 'a' }, true],
    [{ name: 'a' }, { name: 'a' }, true],
    [{ name: 'a' }, { name: 'ab' }, false],
    [{ name: 'a' }, { name: 'A' }, false],
    [{ name: 'a' }, {}, false],
    [{ status: 'ACTIVE' }, {}, true],
    [{ status: 'ARCHIVED' }, {}, false],
    [{ sampleId: 's' }, { sampleId: 's' }, true],
    [{ sampleId: 's' }, { subjectId: 's' }, false],
    [{ subjectId: 's' }, { subjectId: 's' }, true],
    [{ creationType: 'IMPORT' }, { creationType: 'IMPORT' }, true],
    [{ creationType: 'IMPORT' }, { creationType: 'UPLOAD' }, false],
    [{ generatedFrom: 'g' }, { sequenceInformation: { generatedFrom: 'g' } }, true],
    [{ generatedFrom: 'g' }, { sequenceInformation: {} }, false],
    [{ generatedFrom: 'g' }, {}, false],
    [{ referenceArn: ARN }, { referenceArn: ARN }, true],
    [{ referenceArn: ARN }, {}, false],
    [{ referenceArn: '' }, {}, true],
    [{ referenceArn: '' }, { referenceArn: '' }, true],
    [{ referenceArn: '' }, { referenceArn: ARN }, false],
    [{ name: 'a', status: 'ACTIVE' }, { name: 'a' }, true],
    [{ name: 'a', status: 'ARCHIVED' }, { name: 'a' }, false],
  ])('%j on %j: %s', (filter, more, expected) => {
    expect(accepts(filter, item(more))).toBe(expected);
  });

  it('treats a null in an optional field as absent', () => {
    const nulls = { name: null, referenceArn: null, sequenceInformation: null } as unknown as ReadSetListItem;
    expect(accepts({ referenceArn: '' }, item(nulls))).toBe(true);
    expect(accepts({ generatedFrom: 'g' }, item(nulls))).toBe(false);
    expect(accepts({ name: 'null' }, item(nulls))).toBe(false);
  });

  it('accepts a status that is not known today', () => {
    expect(accepts({ status: 'RESTORING' as 'ACTIVE' }, item({ status: 'RESTORING' as 'ACTIVE' }))).toBe(
      true,
    );
  });
});

describe('time ranges are half-open, >= after and < before', () => {
  it.each<[keyof ReadSetFilter, number, boolean]>([
    ['createdAfter', -1, true],
    ['createdAfter', 0, true],
    ['createdAfter', 1, false],
    ['createdBefore', -1, false],
    ['createdBefore', 0, false],
    ['createdBefore', 1, true],
  ])('%s %i ms of it: %s', (member, offset, expected) => {
    expect(accepts({ [member]: new Date(TIME + offset) }, item())).toBe(expected);
  });

  it('rejects an item without a time', () => {
    expect(accepts({ createdAfter: new Date(0) }, item({ creationTime: undefined }))).toBe(false);
    expect(accepts({ createdBefore: new Date(TIME * 2) }, item({ creationTime: undefined }))).toBe(false);
  });

  it('sends a wider range, so that it does not matter whether the service includes its bounds', () => {
    const filter = { createdAfter: new Date(TIME), createdBefore: new Date(TIME + 5) };
    const { sent } = compileReadSetFilter(filter, new Problems());
    expect(sent?.createdAfter?.getTime()).toBeLessThan(TIME);
    expect(sent?.createdBefore?.getTime()).toBeGreaterThan(TIME + 5);
  });

  it.each([-8.64e15, Date.parse('0000-12-31'), Date.parse('+010000-01-01'), 8.64e15])(
    'omits a bound whose year does not have four digits: %d',
    (atMs) => {
      const filter = { createdAfter: new Date(atMs), createdBefore: new Date(atMs), name: 'a' };
      expect(compileReadSetFilter(filter, new Problems()).sent).toEqual({ name: 'a' });
    },
  );
});

describe('a filter is copied', () => {
  it('and neither changed nor read later', () => {
    const createdAfter = new Date(TIME);
    const filter: ReadSetFilter = Object.freeze({ name: 'a', createdAfter });
    const { sent, accepts: check } = compileReadSetFilter(filter, new Problems());
    expect(sent).not.toBe(filter);
    createdAfter.setTime(TIME + 1000);
    expect(check(item({ name: 'a' }))).toBe(true);
  });
});

describe('an invalid filter is rejected by the path of its member', () => {
  it.each<[unknown, string]>([
    [{ name: 'x'.repeat(128) }, '`filter.name` to be a string of 1 to 127 characters'],
    [{ name: '' }, '`filter.name`'],
    [{ name: 5 }, '`filter.name`'],
    [{ sampleId: null }, '`filter.sampleId`'],
    [{ referenceArn: 'x' }, "`filter.referenceArn` to be an ARN (arn:…) or ''"],
    [{ referenceArn: `arn:${'x'.repeat(124)}` }, '`filter.referenceArn`'],
    [{ createdAfter: new Date('soon') }, '`filter.createdAfter` to be a valid Date, got an invalid Date'],
    [{ createdBefore: '2024-01-01' }, '`filter.createdBefore`'],
    [{ createdBefore: 1_700_000_000 }, '`filter.createdBefore`'],
    [{ fileType: 'BAM' }, 'got `fileType`'],
    ['name=a', '`filter` to be an object'],
    [null, '`filter` to be an object, got null'],
    [[], '`filter` to be an object, got an array of 0'],
  ])('%j', (filter, message) => {
    const problems = new Problems();
    compileReadSetFilter(filter as ReadSetFilter, problems);
    expect(() => problems.throwIfAny()).toThrow(message);
  });
});

describe('a filter of sequence stores', () => {
  const store: SequenceStoreDetail = {
    arn: 'arn:x',
    id: '1234567890',
    name: 'a',
    status: 'ACTIVE',
    creationTime: new Date(TIME),
    updateTime: new Date(TIME + 100),
  };

  it.each<[SequenceStoreFilter, boolean]>([
    [{ name: 'a' }, true],
    [{ name: 'b' }, false],
    [{ status: 'ACTIVE' }, true],
    [{ status: 'DELETING' }, false],
    [{ createdAfter: new Date(TIME) }, true],
    [{ createdBefore: new Date(TIME) }, false],
    [{ updatedAfter: new Date(TIME + 100) }, true],
    [{ updatedAfter: new Date(TIME + 101) }, false],
    [{ updatedBefore: new Date(TIME + 101) }, true],
    [{ updatedBefore: new Date(TIME + 100) }, false],
  ])('%j: %s', (filter, expected) => {
    expect(compileSequenceStoreFilter(filter, new Problems()).accepts(store)).toBe(expected);
  });

  it('rejects a member of the other filter', () => {
    const problems = new Problems();
    compileSequenceStoreFilter({ sampleId: 's' } as SequenceStoreFilter, problems);
    expect(() => problems.throwIfAny()).toThrow('got `sampleId`');
  });
});

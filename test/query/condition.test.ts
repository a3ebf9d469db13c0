import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { compileWhere, type ReadSetWhere } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';

const T = new Date('2024-06-01T12:00:00.500Z');
const ARN = 'arn:aws:omics:us-east-1:123456789012:referenceStore/1/reference/2';
const of = (where: ReadSetWhere, readSet: object): boolean => compileWhere(where)(readSet as ReadSetListItem);

type Row = [ReadSetWhere, object, boolean];

describe('a value tests equality, and an array tests any of its values', () => {
  it.each<Row>([
    [{}, {}, true],
    [{ name: 'a' }, { name: 'a' }, true],
    [{ name: 'a' }, { name: 'A' }, false],
    [{ name: ['a', 'b'] }, { name: 'b' }, true],
    [{ name: [] }, { name: 'a' }, false],
    [{ name: '' }, { name: '' }, true],
    [{ name: '' }, {}, false],
    [{ name: '' }, { name: null }, false],
    [{ 'etag.algorithm': 'BAM_MD5up' }, { etag: { algorithm: 'BAM_MD5up' } }, true],
    [{ 'etag.algorithm': 'BAM_MD5up' }, { etag: null }, false],
    [{ 'sequenceInformation.totalReadCount': 0 }, { sequenceInformation: { totalReadCount: 0 } }, true],
    [{ creationTime: T }, { creationTime: T }, true],
    [{ creationTime: T.toISOString() }, { creationTime: T }, true],
    [{ creationTime: [T, '2024-01-01'] }, { creationTime: new Date('2024-01-01') }, true],
    [{ name: 'a', sampleId: 's' }, { name: 'a', sampleId: 't' }, false],
  ])('%j on %j: %s', (where, readSet, expected) => expect(of(where, readSet)).toBe(expected));
});

describe('an empty referenceArn is missing', () => {
  it.each<Row>([
    [{ referenceArn: '' }, {}, true],
    [{ referenceArn: '' }, { referenceArn: null }, true],
    [{ referenceArn: '' }, { referenceArn: '' }, true],
    [{ referenceArn: '' }, { referenceArn: ARN }, false],
    [{ referenceArn: ['', ARN] }, { referenceArn: ARN }, true],
    [{ referenceArn: { missing: true } }, { referenceArn: '' }, true],
    [{ referenceArn: { present: true } }, { referenceArn: '' }, false],
    [{ referenceArn: { like: '*' } }, { referenceArn: '' }, false],
    [{ referenceArn: { like: '' } }, { referenceArn: '' }, false],
  ])('%j on %j: %s', (where, readSet, expected) => expect(of(where, readSet)).toBe(expected));
});

describe('a missing field passes only `missing`, and `not` is plain negation', () => {
  it.each<Row>([
    [{ name: { missing: true } }, {}, true],
    [{ name: { missing: true } }, { name: null }, true],
    [{ name: { missing: true } }, { name: '' }, false],
    [{ name: { missing: true } }, { name: 5 }, true],
    [{ name: { present: true } }, { name: '' }, true],
    [{ etag: { missing: true } }, { etag: null }, true],
    [{ etag: { present: true } }, { etag: {} }, true],
    [{ 'etag.source1': { missing: true } }, { etag: {} }, true],
    [{ 'sequenceInformation.totalBaseCount': { lt: 5 } }, {}, false],
    [{ not: { 'sequenceInformation.totalBaseCount': { lt: 5 } } }, {}, true],
    [{ name: { like: '*' } }, {}, false],
    [{ not: { status: 'ACTIVE' } }, {}, true],
    [{ not: { name: 'a', sampleId: 's' } }, { name: 'a' }, true],
    [{ not: {} }, {}, false],
    [{ creationTime: { missing: true } }, { creationTime: new Date(NaN) }, true],
    [{ creationTime: { missing: true } }, { creationTime: 'soon' }, true],
    [{ creationTime: { missing: true } }, { creationTime: '2024-02-30' }, true],
  ])('%j on %j: %s', (where, readSet, expected) => expect(of(where, readSet)).toBe(expected));
});

describe('gte, gt, lte and lt compare numbers and times', () => {
  const bases = (totalBaseCount: number) => ({ sequenceInformation: { totalBaseCount } });
  it.each<Row>([
    [{ 'sequenceInformation.totalBaseCount': { gte: 30e9 } }, bases(30e9), true],
    [{ 'sequenceInformation.totalBaseCount': { gt: 30e9 } }, bases(30e9), false],
    [{ 'sequenceInformation.totalBaseCount': { lte: 30e9 } }, bases(30e9), true],
    [{ 'sequenceInformation.totalBaseCount': { lt: 30e9 } }, bases(30e9), false],
    [{ 'sequenceInformation.totalBaseCount': { gte: 1, lt: 3 } }, bases(2), true],
    [{ 'sequenceInformation.totalBaseCount': { gte: 1, lt: 3 } }, bases(3), false],
    [{ creationTime: { gte: T } }, { creationTime: T }, true],
    [{ creationTime: { lt: T.toISOString() } }, { creationTime: T }, false],
    [{ creationTime: { gte: T } }, { creationTime: T.toISOString() }, true],
    [{ creationTime: { gt: T } }, { creationTime: T.toISOString() }, false],
    [{ creationTime: { gte: '2024-06-01', lt: '2024-06-02' } }, { creationTime: T }, true],
  ])('%j on %j: %s', (where, readSet, expected) => expect(of(where, readSet)).toBe(expected));
});

describe('`and` needs all conditions, `or` needs one', () => {
  it.each<Row>([
    [{ and: [] }, {}, true],
    [{ or: [] }, {}, false],
    [{ or: [{ name: 'a' }, { name: 'b' }] }, { name: 'b' }, true],
    [{ and: [{ name: 'a' }, { name: 'b' }] }, { name: 'b' }, false],
    [{ name: 'a', or: [{ sampleId: 's' }] }, { name: 'b', sampleId: 's' }, false],
  ])('%j on %j: %s', (where, readSet, expected) => expect(of(where, readSet)).toBe(expected));
});

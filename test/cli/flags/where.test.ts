import { Command } from 'commander';
import { compileWhere, READ_SET_FIELDS, type InventoryInput } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { addFlags, WHERE, type WhereFlags } from '../../../src/cli/flags/flags.js';
import { queryOf } from '../../../src/cli/flags/query.js';

const parsed = (args: readonly string[]): InventoryInput => {
  const command = new Command('list').exitOverride().configureOutput({ writeErr: () => undefined });
  addFlags(command, 'Which read sets:', WHERE);
  command.parse(args, { from: 'user' });
  return queryOf(command.opts<WhereFlags>());
};
const BASES = 'sequenceInformation.totalBaseCount';
const READS = 'sequenceInformation.totalReadCount';

describe('the flags that select read sets', () => {
  it.each<[string, InventoryInput]>([
    ['', {}],
    ['--status ACTIVE', { filter: { status: 'ACTIVE' } }],
    ['--reference-arn= --generated-from x', { filter: { referenceArn: '', generatedFrom: 'x' } }],
    ['--status ARCHIVED,ACTIVATING', { where: { status: ['ARCHIVED', 'ACTIVATING'] } }],
    ['--name NA12*', { where: { name: { like: 'NA12*' } } }],
    [String.raw`--name NA12\*`, { filter: { name: 'NA12*' } }],
    [
      '--name NA12*,HG00733,HG*',
      { where: { or: [{ name: 'HG00733' }, { name: { like: 'NA12*' } }, { name: { like: 'HG*' } }] } },
    ],
    [
      '--file-type BAM,CRAM --status ACTIVE',
      { filter: { status: 'ACTIVE' }, where: { fileType: ['BAM', 'CRAM'] } },
    ],
    ['--file-type BAM', { where: { fileType: 'BAM' } }],
    ['--min-bases 30e9 --max-bases 1e12', { where: { [BASES]: { gte: 30e9, lte: 1e12 } } }],
    ['--max-reads 5', { where: { [READS]: { gte: undefined, lte: 5 } } }],
    ['--missing referenceArn', { where: { referenceArn: { missing: true } } }],
    ['--missing reference-arn', { where: { referenceArn: { missing: true } } }],
    [
      '--present bases,etag',
      { where: { and: [{ [BASES]: { present: true } }, { etag: { present: true } }] } },
    ],
    ['--etag abc', { where: { or: [{ 'etag.source1': 'abc' }, { 'etag.source2': 'abc' }] } }],
    ['--etag-algorithm BAM_*', { where: { 'etag.algorithm': { like: 'BAM_*' } } }],
    ['--where {"not":{"status":"ACTIVE"}}', { where: { not: { status: 'ACTIVE' } } }],
    [
      '--where {"id":"1"} --id 2 --arn a*',
      { where: { and: [{ id: '1' }, { id: '2' }, { arn: { like: 'a*' } }] } },
    ],
  ])('convert %j to a query', (args, query) => {
    expect(parsed(args.split(' ').filter((arg) => arg !== ''))).toEqual(query);
  });

  it('make a condition that the library accepts', () => {
    const { where } = parsed([
      '--min-reads',
      '1',
      '--description',
      'a,b*',
      '--alignment',
      'x',
      '--status-message',
      'y*',
    ]);
    expect(() => compileWhere(where ?? {})).not.toThrow();
  });

  it('accept every field of a read set except the store, which has its own flag', () => {
    const parse = (name: string): unknown => WHERE.missing[2](name);
    const fields = READ_SET_FIELDS.filter((field) => !['sequenceStoreId', 'storeName'].includes(field));
    const names = fields.map((field) =>
      field
        .replace(/^sequenceInformation\./, '')
        .replace('totalBaseCount', 'bases')
        .replace('totalReadCount', 'reads')
        .replace('.', '-')
        .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    );
    expect(names.flatMap((name) => parse(name))).toEqual(fields);
  });

  it.each([
    '--missing bytes',
    '--min-bases -1',
    '--min-bases 3G',
    '--where {',
    '--name a,,b',
    '--pushdown maybe',
  ])('reject %s', (args) => {
    expect(() => parsed(args.split(' '))).toThrow(/Expected|Allowed choices/);
  });
});

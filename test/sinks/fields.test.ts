import { describe, expect, it } from 'vitest';
import { PARQUET_COLUMNS } from '../../src/parquet/columns.js';
import { FIELD_NAMES, FIELDS } from '../../src/query/fields.js';
import { fieldPicker, READ_SET_FIELDS, valueAt } from '../../src/sinks/fields.js';

describe('READ_SET_FIELDS', () => {
  it('lists the scalar fields of conditions, in the same order', () => {
    expect(READ_SET_FIELDS).toEqual(FIELD_NAMES.filter((name) => FIELDS[name].kind !== 'object'));
  });

  it('lists the columns of Parquet files, in the same order', () => {
    const paths = [...PARQUET_COLUMNS.values()].flatMap(([own, ...members]) =>
      members.length === 0 ? [own?.name] : members.map(({ name }) => `${own?.name ?? ''}.${name}`),
    );
    expect(READ_SET_FIELDS).toEqual(paths);
  });
});

describe('valueAt', () => {
  const row = {
    id: '1',
    etag: { source1: 'a' },
    none: null,
    key: { 'etag.source1': 'b' },
    'x.y': 1,
    x: { y: 2 },
  };

  it.each([
    ['id', '1'],
    ['etag', { source1: 'a' }],
    ['etag.source1', 'a'],
    ['etag.source2', undefined],
    ['id.length', undefined],
    ['none', null],
    ['none.of', undefined],
    ['key.etag.source1', 'b'],
    ['x.y', 1],
    ['constructor', undefined],
    ['etag.toString', undefined],
  ])('reads %s as %j', (path, value) => {
    expect(valueAt(row, path)).toEqual(value);
  });
});

describe('fieldPicker', () => {
  const row = Object.freeze({ id: '1', etag: Object.freeze({ algorithm: 'a', source1: 's' }) });

  it.each<[string[], object]>([
    [['etag.algorithm'], { etag: { algorithm: 'a' } }],
    [['etag.source1', 'id', 'etag.algorithm'], { etag: { source1: 's', algorithm: 'a' }, id: '1' }],
    [['etag', 'etag.algorithm'], { etag: { algorithm: 'a', source1: 's' } }],
    [['name', 'sequenceInformation.alignment'], {}],
  ])('copies %j with their nesting and does not change the row', (fields, picked) => {
    expect(JSON.stringify(fieldPicker(fields)(row))).toBe(JSON.stringify(picked));
  });
});

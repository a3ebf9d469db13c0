import { expect, it } from 'vitest';
import { PARQUET_COLUMNS } from '../../src/parquet/parquet-columns.js';
import { READ_SET_FIELDS } from '../../src/rows/read-set-fields.js';
import { FIELD_NAMES, FIELDS } from '../../src/where/fields.js';

it('are the fields of conditions that are no objects, in their order', () => {
  expect(READ_SET_FIELDS).toEqual(FIELD_NAMES.filter((name) => FIELDS[name].kind !== 'object'));
});

it('are the columns of Parquet, in their order', () => {
  const paths = [...PARQUET_COLUMNS.values()].flatMap(([own, ...members]) =>
    members.length === 0 ? [own?.name] : members.map(({ name }) => `${own?.name ?? ''}.${name}`),
  );
  expect(READ_SET_FIELDS).toEqual(paths);
});

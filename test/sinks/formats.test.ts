import { csvFormat, ndjsonFormat, READ_SET_FIELDS } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';

describe('csvFormat', () => {
  const csv = (fields: string[], rows: object[], escapeFormulas = false): string => {
    const format = csvFormat({ fields, escapeFormulas }).open(false);
    return [...rows.map((row) => format.rows([row])), format.end()].join('');
  };

  it('writes the header once, for any number of batches', () => {
    expect(csv(['id', 'name'], [{ id: '1' }, { id: '2', name: 'n' }])).toBe('id,name\n1,\n2,n\n');
    expect(csv(['id', 'name'], [])).toBe('id,name\n');
  });

  it('quotes cells with commas, quotes or line breaks', () => {
    expect(
      csv(
        ['name', 'id'],
        ['a,b', 'a"b', 'a\nb', 'a\rb', ' a '].map((name) => ({ name, id: '1' })),
      ),
    ).toBe('name,id\n"a,b",1\n"a""b",1\n"a\nb",1\n"a\rb",1\n a ,1\n');
  });

  it('quotes the empty cell of a single column, so that the line is not empty', () => {
    expect(csv(['name'], [{}, { name: 'x' }])).toBe('name\n""\nx\n');
  });

  it('writes a missing value as an empty cell and an empty string as quotes', () => {
    expect(csv(['id', 'name'], [{ id: '', name: null }, { name: '' }])).toBe('id,name\n"",\n,""\n');
  });

  it('prefers a member whose name contains dots to a nested path', () => {
    const row = { 'etag.source1': 'own', etag: { source1: 'nested' }, key: { 'etag.source1': 'of the key' } };
    expect(csv(['etag.source1', 'key.etag.source1'], [row])).toBe(
      'etag.source1,key.etag.source1\nown,of the key\n',
    );
    expect(csv(['etag.source1.a'], [row])).toBe('etag.source1.a\n""\n');
  });

  it('writes dates as ISO 8601 and numbers as digits', () => {
    const row = { creationTime: new Date(0), sequenceInformation: { totalBaseCount: 47_677_590_021 } };
    expect(csv(['creationTime', 'sequenceInformation.totalBaseCount'], [row])).toMatch(
      /\n1970-01-01T00:00:00\.000Z,47677590021\n$/,
    );
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx'])(
    'escapes %j, which a spreadsheet would read as a formula',
    (name) => {
      expect(csv(['id', 'name'], [{ id: '1', name }], true)).toBe(`id,name\n1,'${name}\n`);
    },
  );

  it('has every field of a read set by default, and no second header in a resumed file', () => {
    expect(csvFormat().open(false).end()).toBe(`${READ_SET_FIELDS.join(',')}\n`);
    const resumed = csvFormat({ fields: ['id'] }).open(true);
    expect(`${String(resumed.rows([{ id: '1' }]))}${String(resumed.end())}`).toBe('1\n');
  });

  it('ignores inherited members of a row', () => {
    expect(csv(['constructor', 'id'], [{ id: '1' }])).toBe('constructor,id\n,1\n');
  });
});

describe('a format', () => {
  it.each([
    [ndjsonFormat(), 'ndjson'],
    [ndjsonFormat({ fields: ['id', 'etag'] }), 'ndjson of id,etag'],
    [csvFormat({ fields: ['id'] }), 'csv of id'],
    [csvFormat({ fields: ['id'], escapeFormulas: true }), 'csv of id, formulas escaped'],
  ])('names every option that affects its output (%#)', (format, name) => {
    expect(format.name).toBe(name);
  });

  it.each([[[]], [['']], [['a..b']], ['id'], [[7]]])('refuses fields %j', (fields) => {
    expect(() => ndjsonFormat({ fields: fields as string[] })).toThrow(/Expected `fields/);
    expect(() => csvFormat({ fields: fields as string[] })).toThrow(/Expected `fields/);
  });
});

import { csvFormat, ndjsonFormat, READ_SET_FIELDS } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';

describe('csv', () => {
  const csv = (fields: string[], rows: object[], safe = false): string => {
    const format = csvFormat({ fields, escapeFormulas: safe }).open(false);
    return [...rows.map((row) => format.rows([row])), format.end()].join('');
  };

  it('writes its header once, however many batches there are', () => {
    expect(csv(['id', 'name'], [{ id: '1' }, { id: '2', name: 'n' }])).toBe('id,name\n1,\n2,n\n');
    expect(csv(['id', 'name'], [])).toBe('id,name\n');
  });

  it('quotes commas, quotes and every kind of line end, and keeps what is in them', () => {
    expect(
      csv(
        ['name', 'id'],
        ['a,b', 'a"b', 'a\nb', 'a\rb', ' a '].map((name) => ({ name, id: '1' })),
      ),
    ).toBe('name,id\n"a,b",1\n"a""b",1\n"a\nb",1\n"a\rb",1\n a ,1\n');
  });

  it('a row with nothing in its only column is a row all the same', () => {
    expect(csv(['name'], [{}, { name: 'x' }])).toBe('name\n""\nx\n');
  });

  it('tells what is missing from an empty text', () => {
    expect(csv(['id', 'name'], [{ id: '', name: null }, { name: '' }])).toBe('id,name\n"",\n,""\n');
  });

  it('a name with points goes before a path, also within an object', () => {
    const row = { 'etag.source1': 'own', etag: { source1: 'nested' }, key: { 'etag.source1': 'of the key' } };
    expect(csv(['etag.source1', 'key.etag.source1'], [row])).toBe(
      'etag.source1,key.etag.source1\nown,of the key\n',
    );
    expect(csv(['etag.source1.a'], [row])).toBe('etag.source1.a\n""\n');
  });

  it('dates are ISO strings, numbers are digits', () => {
    const row = { creationTime: new Date(0), sequenceInformation: { totalBaseCount: 47_677_590_021 } };
    expect(csv(['creationTime', 'sequenceInformation.totalBaseCount'], [row])).toMatch(
      /\n1970-01-01T00:00:00\.000Z,47677590021\n$/,
    );
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx'])('safe: %j is no formula', (name) => {
    expect(csv(['id', 'name'], [{ id: '1', name }], true)).toBe(`id,name\n1,'${name}\n`);
  });

  it('has every field of a read set where none are named, and its header once, also where a file is resumed', () => {
    expect(csvFormat().open(false).end()).toBe(`${READ_SET_FIELDS.join(',')}\n`);
    const resumed = csvFormat({ fields: ['id'] }).open(true);
    expect(`${String(resumed.rows([{ id: '1' }]))}${String(resumed.end())}`).toBe('1\n');
  });

  it('what a row has inherited is not its own', () => {
    expect(csv(['constructor', 'id'], [{ id: '1' }])).toBe('constructor,id\n,1\n');
  });
});

describe('the name of a format says all that makes a difference', () => {
  it.each([
    [ndjsonFormat(), 'ndjson'],
    [ndjsonFormat({ fields: ['id', 'etag'] }), 'ndjson of id,etag'],
    [csvFormat({ fields: ['id'] }), 'csv of id'],
    [csvFormat({ fields: ['id'], escapeFormulas: true }), 'csv of id, formulas escaped'],
  ])('%#', (format, name) => {
    expect(format.name).toBe(name);
  });

  it.each([[[]], [['']], [['a..b']], ['id'], [[7]]])('fields %j are refused', (fields) => {
    expect(() => ndjsonFormat({ fields: fields as string[] })).toThrow(/Expected `fields/);
    expect(() => csvFormat({ fields: fields as string[] })).toThrow(/Expected `fields/);
  });
});

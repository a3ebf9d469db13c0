import { describe, expect, it } from 'vitest';
import { columnWidths } from '../../../src/cli/output/column-widths.js';
import { csvFormat } from '../../../src/cli/output/csv.js';
import { escapeControls } from '../../../src/cli/output/escape-controls.js';
import { checkFields, expandFields, fieldPicker, READ_SET_FIELDS } from '../../../src/cli/output/fields.js';
import { ndjsonFormat } from '../../../src/cli/output/ndjson.js';
import { chooseFormat } from '../../../src/cli/output/plan-output.js';
import { tableFormat } from '../../../src/cli/output/table.js';
import { tableColumns } from '../../../src/cli/output/table-columns.js';

describe('fields', () => {
  it('a parent stands for its members', () => {
    expect(expandFields(['id', 'etag', 'etag.source1'], READ_SET_FIELDS)).toEqual([
      'id',
      'etag.algorithm',
      'etag.source1',
      'etag.source2',
    ]);
  });

  it.each(['tag', 'eta', 'etag.', 'etag.colour', 'id.x', 'constructor', '__proto__'])(
    '%s is not known',
    (field) => {
      expect(() => checkFields(['id', field], READ_SET_FIELDS)).toThrow(JSON.stringify(field));
    },
  );

  const row = Object.freeze({ id: '1', etag: Object.freeze({ algorithm: 'a', source1: 's' }) });
  it.each<[string[], object]>([
    [['etag.algorithm'], { etag: { algorithm: 'a' } }],
    [['etag.source1', 'id', 'etag.algorithm'], { etag: { source1: 's', algorithm: 'a' }, id: '1' }],
    [['etag', 'etag.algorithm'], { etag: { algorithm: 'a', source1: 's' } }],
    [['name', 'sequenceInformation.alignment'], {}],
  ])('picking %j keeps the nesting, leaves out what is not there, and changes nothing', (fields, picked) => {
    expect(JSON.stringify(fieldPicker(fields)(row))).toBe(JSON.stringify(picked));
  });
});

describe('chooseFormat', () => {
  it.each([
    [{}, true, 'table'],
    [{}, false, 'ndjson'],
    [{ output: 'file' }, true, 'ndjson'],
    [{ format: 'csv' }, true, 'csv'],
    [{ format: 'table', output: 'file' }, false, 'table'],
  ] as const)('%j, a terminal: %s', (flags, terminal, format) => {
    expect(chooseFormat(flags, terminal)).toBe(format);
  });
});

describe('escapeControls shows what a terminal would obey (hard case 32)', () => {
  it.each([
    ['plain ünïcode 日本 😀', 'plain ünïcode 日本 😀'],
    ['\u001b[31m\u0007', '\\u001b[31m\\u0007'],
    ['a\nb\r\tc', 'a\\u000ab\\u000d\\u0009c'],
    ['\u009b\u007f', '\\u009b\\u007f'],
    ['\u202eevil\u2066\u200f', '\\u202eevil\\u2066\\u200f'],
    ['\ud83d \ude00', '\\ud83d \\ude00'],
  ])('%j', (text, shown) => {
    expect(escapeControls(text)).toBe(shown);
  });
});

describe('ndjson', () => {
  it('for a terminal escapes what JSON lets through, and stays the same value', () => {
    const row = { name: 'a\u009b\u202eb' };
    const line = ndjsonFormat(undefined, true).rows([row]);
    expect(line).toBe('{"name":"a\\u009b\\u202eb"}\n');
    expect(JSON.parse(line)).toEqual(row);
    expect(ndjsonFormat(undefined, false).rows([row])).toBe('{"name":"a\u009b\u202eb"}\n');
  });
});

describe('csv', () => {
  const csv = (fields: string[], rows: object[], safe = false): string => {
    const format = csvFormat(fields, READ_SET_FIELDS, { safe });
    return rows.map((row) => format.rows([row])).join('') + format.end();
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

  it('dates are ISO strings, numbers are digits', () => {
    const row = { creationTime: new Date(0), sequenceInformation: { totalBaseCount: 47_677_590_021 } };
    expect(csv(['creationTime', 'sequenceInformation.totalBaseCount'], [row])).toMatch(
      /\n1970-01-01T00:00:00\.000Z,47677590021\n$/,
    );
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx'])('safe: %j is no formula (hard case 32)', (name) => {
    expect(csv(['id', 'name'], [{ id: '1', name }], true)).toBe(`id,name\n1,'${name}\n`);
  });
});

describe('columnWidths', () => {
  it.each([
    [[3, 5], 80, [3, 5]],
    [[3, 5], Infinity, [3, 5]],
    [[10, 50, 8], 40, [10, 18, 8]],
    [[10, 50, 30], 40, [10, 13, 13]],
    [[10, 50, 31], 41, [10, 14, 13]],
    [[9, 9, 9], 5, [4, 4, 4]],
    [[1, 1], 2, [1, 1]],
  ])('%j in %s is %j', (natural, available, widths) => {
    expect(columnWidths(natural, available, 2)).toEqual(widths);
  });
});

describe('table', () => {
  const columns = tableColumns(['id', 'name'], READ_SET_FIELDS);
  const table = (rows: object[], width?: number, colour = false): string[] => {
    const format = tableFormat(columns, { width, colour });
    return (rows.map((row) => format.rows([row])).join('') + format.end()).split('\n');
  };

  it('has a header also where there is no row', () => {
    expect(table([])).toEqual(['id  name', '']);
  });

  it('holds rows back until it knows the widths, then cuts later ones to them', () => {
    const format = tableFormat(columns, { width: undefined, colour: false });
    const rows = Array.from({ length: 99 }, (_, n) => ({ id: String(n), name: 'abcdef' }));
    expect(format.rows(rows)).toBe('');
    expect(format.rows([{ id: '99', name: 'abcdef' }]).split('\n')).toHaveLength(102);
    expect(format.rows([{ id: '100', name: 'abcdefghi' }])).toBe('1…  abcde…\n');
    expect(format.end()).toBe('');
  });

  it('fits a terminal, wide characters counted as two', () => {
    expect(table([{ id: '1234567890', name: 'x'.repeat(80) }], 24)).toEqual([
      'id          name',
      '1234567890  xxxxxxxxxxx…',
      '',
    ]);
    expect(
      table(
        [
          { id: '1', name: '日本語' },
          { id: '2', name: '😀'.repeat(9) },
        ],
        10,
      ),
    ).toEqual(['id  name', '1   日本語', '2   😀😀 …', '']);
  });

  it('cuts the longest value into no broken character', () => {
    for (let width = 6; width < 20; width += 1) {
      for (const line of table([{ id: '1', name: '😀'.repeat(30) }], width)) {
        expect(Buffer.from(line).toString()).toBe(line);
      }
    }
  });

  it('colours the header alone, and only where asked', () => {
    expect(table([{ id: '1', name: 'n' }], 80, true)).toEqual([
      '\u001b[1mid\u001b[22m  \u001b[1mname\u001b[22m',
      '1   n',
      '',
    ]);
  });

  it('shows gigabases, and times without empty milliseconds', () => {
    const format = tableFormat(
      tableColumns(['creationTime', 'gigabases'], [...READ_SET_FIELDS, 'gigabases']),
      {
        width: undefined,
        colour: false,
      },
    );
    format.rows([
      { creationTime: new Date(0), sequenceInformation: { totalBaseCount: 12_345_678_901 } },
      { creationTime: new Date(1) },
    ]);
    expect(format.end().split('\n').slice(1)).toEqual([
      '1970-01-01T00:00:00Z          12.35',
      '1970-01-01T00:00:00.001Z',
      '',
    ]);
  });
});

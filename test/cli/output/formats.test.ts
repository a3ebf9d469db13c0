import { ndjsonFormat, READ_SET_FIELDS } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { columnWidths } from '../../../src/cli/output/column-widths.js';
import { escapeControls } from '../../../src/display/escape-controls.js';
import { checkKnownFields, expandFields } from '../../../src/cli/output/fields.js';
import { forTerminal } from '../../../src/cli/output/for-terminal.js';
import { chooseFormat, ROW_FORMATS } from '../../../src/cli/output/plan-output.js';
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

  it.each(['tag', 'eta', 'etag.', 'etag.color', 'id.x', 'constructor', '__proto__'])(
    '%s is not known',
    (field) => {
      expect(() => checkKnownFields(['id', field], READ_SET_FIELDS)).toThrow(JSON.stringify(field));
    },
  );
});

describe('chooseFormat', () => {
  it.each([
    [{}, true, 'table'],
    [{}, false, 'ndjson'],
    [{ output: 'file' }, false, 'ndjson'],
    [{ output: 'file.csv' }, true, 'csv'],
    [{ output: 'file.CSV.gz' }, false, 'csv'],
    [{ output: 'file.jsonl' }, true, 'ndjson'],
    [{ output: 'file.json.gz' }, false, 'ndjson'],
    [{ output: 'read.sets' }, false, 'ndjson'],
    [{ output: '-' }, true, 'table'],
    [{ output: 'file.csv', format: 'ndjson' }, true, 'ndjson'],
    [{ output: 'file.tsv', format: 'csv' }, false, 'csv'],
    [{ format: 'csv' }, true, 'csv'],
    [{ format: 'table', output: 'file' }, false, 'table'],
  ] as const)('%j, a terminal: %s', (flags, terminal, format) => {
    expect(chooseFormat(flags, ROW_FORMATS, terminal)).toBe(format);
  });

  it.each(['a.tsv', 'a.xlsx', 'a.TSV.gz', 'a.csv.zip', 'a.parquet', 'dir/a.yaml'])(
    'refuses %s, which promises something else',
    (output) => {
      expect(() => chooseFormat({ output }, ROW_FORMATS, false)).toThrow(
        `Expected --output to be a file of ndjson or csv, got "${output}".`,
      );
    },
  );
});

describe('escapeControls shows what a terminal would obey', () => {
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
    const line = String(forTerminal(ndjsonFormat()).open(false).rows([row]));
    expect(line).toBe('{"name":"a\\u009b\\u202eb"}\n');
    expect(JSON.parse(line)).toEqual(row);
    expect(ndjsonFormat().open(false).rows([row])).toBe('{"name":"a\u009b\u202eb"}\n');
  });
});

describe('columnWidths', () => {
  const text = (width: number) => ({ width, shrinks: true });
  const id = (width: number) => ({ width, shrinks: false });

  it.each([
    [[text(3), text(5)], 80, [3, 5]],
    [[text(3), text(5)], Infinity, [3, 5]],
    [[text(10), text(50), text(8)], 40, [10, 18, 8]],
    [[text(10), text(50), text(30)], 40, [10, 13, 13]],
    [[text(10), text(50), text(31)], 41, [10, 14, 13]],
    [[text(9), text(9), text(3)], 5, [8, 8, 3]],
    [[id(30), text(50), id(10)], 60, [30, 16, 10]],
    [[id(30), text(50), id(36)], 60, [30, 8, 36]],
    [[id(30), id(40)], 20, [30, 40]],
  ])('%j in %s is %j', (natural, available, widths) => {
    expect(columnWidths(natural, available, 2)).toEqual(widths);
  });
});

describe('table', () => {
  const columns = tableColumns(['id', 'name'], READ_SET_FIELDS);
  const table = (rows: object[], width?: number, color = false): string[] => {
    const format = tableFormat(columns, { width, color }).open(false);
    return [...rows.map((row) => format.rows([row])), format.end()].join('').split('\n');
  };

  it('has a header also where there is no row', () => {
    expect(table([])).toEqual(['id  name', '']);
  });

  it('holds rows back until it knows the widths, and makes room for longer ones later', () => {
    const format = tableFormat(columns, { width: 12, color: false }).open(false);
    const rows = Array.from({ length: 99 }, (_, n) => ({ id: String(n), name: 'abcdef' }));
    expect(format.rows(rows)).toBe('');
    expect(String(format.rows([{ id: '99', name: 'abcdef' }])).split('\n')).toHaveLength(102);
    expect(format.rows([{ id: '100', name: 'abcdefghijk' }])).toBe('100  abcdefg…\n');
    expect(format.rows([{ id: '1234567890', name: 'ab' }])).toBe('1234567890  ab\n');
    expect(format.rows([])).toBe('');
    expect(format.end()).toBe('');
  });

  it('cuts nothing where there is no terminal', () => {
    const name = 'x'.repeat(127);
    expect(table([...Array.from({ length: 100 }, () => ({ id: '1' })), { id: '2', name }])).toContain(
      `2   ${name}`,
    );
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
    ).toEqual(['id  name', '1   日本語', '2   😀😀😀 …', '']);
  });

  it('cuts the longest value into no broken character', () => {
    for (let width = 6; width < 20; width += 1) {
      for (const line of table([{ id: '1', name: '😀'.repeat(30) }], width)) {
        expect(Buffer.from(line).toString()).toBe(line);
      }
    }
  });

  it('colors the header alone, and only where asked', () => {
    expect(table([{ id: '1', name: 'n' }], 80, true)).toEqual([
      '\u001b[1mid\u001b[22m  \u001b[1mname\u001b[22m',
      '1   n',
      '',
    ]);
  });

  it('shows gigabases, and times to the minute', () => {
    const format = tableFormat(
      tableColumns(['creationTime', 'gigabases'], [...READ_SET_FIELDS, 'gigabases']),
      { width: undefined, color: false },
    ).open(false);
    format.rows([
      { creationTime: new Date(0), sequenceInformation: { totalBaseCount: 12_345_678_901 } },
      { creationTime: new Date(1) },
    ]);
    expect(String(format.end()).split('\n').slice(1)).toEqual([
      '1970-01-01 00:00      12.35',
      '1970-01-01 00:00',
      '',
    ]);
  });
});

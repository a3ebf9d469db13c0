import { READ_SET_FIELDS } from 'healthomics-streams';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { tableColumns } from '../../../src/cli/output/columns.js';
import { tableFormat } from '../../../src/cli/output/formats.js';

describe('tableFormat', () => {
  const columns = tableColumns(['id', 'name'], READ_SET_FIELDS);
  const table = (rows: object[], width?: number, color = false): string[] => {
    const format = tableFormat(columns, { width, color }).open(false);
    return [...rows.map((row) => format.rows([row])), format.end()].join('').split('\n');
  };

  it('draws a header even without rows', () => {
    expect(table([])).toEqual(['id  name', '']);
  });

  it('holds back the first rows to measure them, and widens columns for longer cells later', () => {
    const format = tableFormat(columns, { width: 12, color: false }).open(false);
    const rows = Array.from({ length: 99 }, (_, n) => ({ id: String(n), name: 'abcdef' }));
    expect(format.rows(rows)).toBe('');
    expect(String(format.rows([{ id: '99', name: 'abcdef' }])).split('\n')).toHaveLength(102);
    expect(format.rows([{ id: '100', name: 'abcdefghijk' }])).toBe('100  abcdefg…\n');
    expect(format.rows([{ id: '1234567890', name: 'ab' }])).toBe('1234567890  ab\n');
    expect(format.rows([])).toBe('');
    expect(format.end()).toBe('');
  });

  it('truncates nothing without a terminal', () => {
    const name = 'x'.repeat(127);
    expect(table([...Array.from({ length: 100 }, () => ({ id: '1' })), { id: '2', name }])).toContain(
      `2   ${name}`,
    );
  });

  it('fits a terminal and counts a full-width character as two columns', () => {
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

  it('never truncates within a character', () => {
    for (let width = 6; width < 20; width += 1) {
      for (const line of table([{ id: '1', name: '😀'.repeat(30) }], width)) {
        expect(Buffer.from(line).toString()).toBe(line);
      }
    }
  });

  it.each([60, 80])('draws one line per row in %i columns, and never truncates an id', (width) => {
    const rows = [
      { id: '123456789012345678901234567890123456', name: 'HG002.hifi_reads '.repeat(6) },
      { id: '1234567890', name: 'e\u0301'.repeat(90) },
    ];
    const [, first = '', second = '', ...rest] = table(rows, width);
    expect(rest).toEqual(['']);
    expect(first).toMatch(/^123456789012345678901234567890123456 {2}HG002.*…$/);
    expect([first, second].map((line) => stringWidth(line))).toEqual([width, width]);
  });

  it('aligns the column after combining, full-width and emoji characters', () => {
    const names = ['plain', 'e\u0301e\u0301', '日本', '👨‍👩‍👧', 'ﾊﾟ', 'a\u001b[1mb'];
    const format = tableFormat(tableColumns(['name', 'id'], READ_SET_FIELDS), {
      width: undefined,
      color: false,
    }).open(false);
    format.rows(names.map((name) => ({ name, id: '7' })));
    const lines = String(format.end()).split('\n').slice(1, -1);
    const positions = lines.map((line) => stringWidth(line.slice(0, line.lastIndexOf('7'))));
    expect(new Set(positions)).toEqual(new Set([String.raw`a\u001b[1mb  `.length]));
  });

  it('makes only the header bold, and only with color', () => {
    expect(table([{ id: '1', name: 'n' }], 80, true)).toEqual([
      '\u001b[1mid\u001b[22m  \u001b[1mname\u001b[22m',
      '1   n',
      '',
    ]);
  });

  it('shows gigabases with two decimals and times to the minute', () => {
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

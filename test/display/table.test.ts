import { describe, expect, it } from 'vitest';
import { columnWidths, TextTable } from '../../src/display/table.js';

describe('columnWidths', () => {
  const text = (width: number) => ({ width, truncates: true });
  const id = (width: number) => ({ width, truncates: false });

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
  ])('fits %j into %s columns as %j', (natural, available, widths) => {
    expect(columnWidths(natural, available, 2)).toEqual(widths);
  });
});

describe('TextTable', () => {
  it('draws the header once, aligns columns, and widens them for wider cells', () => {
    const table = new TextTable([
      { title: 'name', align: 'left' },
      { title: 'n', align: 'right' },
    ]);
    expect(table.draw([['a', '1']])).toBe('name  n\na     1\n');
    expect(table.draw([['日本語', '1,000']])).toBe('日本語  1,000\n');
    expect(table.draw([])).toBe('');
  });

  it('draws a header without rows', () => {
    expect(new TextTable([{ title: 'id', align: 'left' }]).draw([])).toBe('id\n');
  });
});

import type { RowFormat } from '../../index.js';

/**
 * One JSON object that holds the rows in the array `member`, an element a line, and behind them the members of `rest`,
 * which is asked for in the end.
 */
export function jsonDocument(member: string, rest: () => object): RowFormat {
  return {
    name: `json of ${member}`,
    extension: 'json',
    open() {
      let before = `{${JSON.stringify(member)}:[\n`;
      return {
        rows(batch) {
          const text = before + batch.map((row) => JSON.stringify(row)).join(',\n');
          before = ',\n';
          return text;
        },
        end() {
          const members = Object.entries(rest()).filter(([, value]) => value !== undefined);
          const array = before === ',\n' ? '\n]' : `{${JSON.stringify(member)}:[]`;
          return `${array}${members.map(([name, value]) => `,\n${JSON.stringify(name)}:${JSON.stringify(value)}`).join('')}}\n`;
        },
      };
    },
  };
}

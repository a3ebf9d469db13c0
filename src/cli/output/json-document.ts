import { escapeControls } from './escape-controls.js';
import type { RowFormat } from './row-format.js';

/**
 * One JSON object that holds the rows in the array `member`, an element a line, and behind them the members of `rest`,
 * which is asked for in the end.
 */
export function jsonDocument(member: string, rest: () => object, forTerminal: boolean): RowFormat {
  const json = (value: unknown): string =>
    forTerminal ? escapeControls(JSON.stringify(value)) : JSON.stringify(value);
  let before = `{${json(member)}:[\n`;
  return {
    rows(batch) {
      const text = before + batch.map(json).join(',\n');
      before = ',\n';
      return text;
    },
    end() {
      const members = Object.entries(rest()).filter(([, value]) => value !== undefined);
      const array = before === ',\n' ? '\n]' : `{${json(member)}:[]`;
      return `${array}${members.map(([name, value]) => `,\n${json(name)}:${json(value)}`).join('')}}\n`;
    },
  };
}

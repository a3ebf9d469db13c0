import { LazyList, type RowFormat } from '../../index.js';

/** A part of the JSON of an element of an array, of which `begins` is the first. */
export interface JsonPiece {
  readonly begins: boolean;
  readonly text: string;
}

/** The JSON of an object in pieces: a list in it whose elements are made when they are come to is a piece for each. */
export function* jsonPieces(item: object): Generator<JsonPiece, void, undefined> {
  let text = '{';
  let begins = true;
  for (const [name, value] of Object.entries(item) as [string, unknown][]) {
    if (value === undefined) continue;
    text += `${text.endsWith('{') ? '' : ','}${JSON.stringify(name)}:`;
    if (!(value instanceof LazyList)) {
      text += JSON.stringify(value);
      continue;
    }
    let before = '[';
    for (const element of value as LazyList<unknown>) {
      yield { begins, text: `${text}${before}${JSON.stringify(element)}` };
      [text, before, begins] = ['', ',', false];
    }
    text += value.length === 0 ? '[]' : ']';
  }
  yield { begins, text: `${text}}` };
}

/**
 * One JSON object that holds elements in the array `member`, which come as {@link jsonPieces} and begin a line each,
 * and behind them the members of `rest`, which is asked for in the end.
 */
export function jsonDocument(member: string, rest: () => object): RowFormat {
  return {
    name: `json of ${member}`,
    extension: 'json',
    open() {
      const opening = `{${JSON.stringify(member)}:[`;
      let before = `${opening}\n`;
      return {
        rows(batch) {
          let text = '';
          for (const piece of batch as readonly JsonPiece[]) {
            text += piece.begins ? before + piece.text : piece.text;
            before = ',\n';
          }
          return text;
        },
        end() {
          const members = Object.entries(rest()).filter(([, value]) => value !== undefined);
          const array = before === ',\n' ? '\n]' : `${opening}]`;
          return `${array}${members.map(([name, value]) => `,\n${JSON.stringify(name)}:${JSON.stringify(value)}`).join('')}}\n`;
        },
      };
    },
  };
}

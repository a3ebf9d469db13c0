import { csvFormat, LazyList, ndjsonFormat, READ_SET_FIELDS, type RowFormat } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { expandFields } from '../../../src/cli/output/columns.js';
import {
  chooseFormat,
  jsonDocument,
  jsonPieces,
  observedFormat,
  ROW_FORMATS,
} from '../../../src/cli/output/formats.js';

describe('expandFields', () => {
  it('replaces a parent by its members', () => {
    expect(expandFields(['id', 'etag', 'etag.source1'], READ_SET_FIELDS)).toEqual([
      'id',
      'etag.algorithm',
      'etag.source1',
      'etag.source2',
    ]);
  });

  it.each(['tag', 'eta', 'etag.', 'etag.color', 'id.x', 'constructor', '__proto__'])(
    'rejects the unknown field %s',
    (field) => {
      expect(() => expandFields(['id', field], READ_SET_FIELDS)).toThrow(JSON.stringify(field));
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
  ] as const)('chooses by %j and whether the output is a terminal (%s): %s', (flags, terminal, format) => {
    expect(chooseFormat(flags, ROW_FORMATS, terminal)).toBe(format);
  });

  it.each(['a.tsv', 'a.xlsx', 'a.TSV.gz', 'a.csv.zip', 'a.parquet', 'dir/a.yaml'])(
    'rejects %s, whose extension names another format',
    (output) => {
      expect(() => chooseFormat({ output }, ROW_FORMATS, false)).toThrow(
        `Expected --output to name a file in ndjson or csv, got "${output}".`,
      );
    },
  );
});

describe('observedFormat', () => {
  const row = { name: 'a\u009b\u202e\u001b[31mb' };
  const terminal = Object.create(null) as NodeJS.WriteStream;

  it('escapes control characters in ndjson and csv on a terminal, and only there', () => {
    for (const formatName of ['ndjson', 'csv'] as const) {
      const format = formatName === 'csv' ? csvFormat({ fields: ['name'] }) : ndjsonFormat();
      const plain = String(format.open(true).rows([row]));
      const textOn = (shown: NodeJS.WriteStream | undefined) =>
        String(observedFormat(format, { terminal: shown, formatName }).open(true).rows([row]));
      expect(textOn(undefined)).toBe(plain);
      expect(textOn(terminal)).toContain(String.raw`a\u009b\u202e\u001b[31mb`);
      expect(textOn(terminal)).toMatch(/^[ -~]+\n$/);
      if (formatName === 'ndjson') expect(JSON.parse(textOn(terminal))).toEqual(row);
    }
  });

  it('passes on the rows that an encoder buffers', () => {
    const buffering: RowFormat = {
      name: 'buffering',
      extension: 'txt',
      open: () => ({ rows: () => '', flush: () => 'buffered', end: () => '' }),
    };
    const encoder = observedFormat(buffering, { terminal: undefined, formatName: 'ndjson' }).open(false);
    expect(encoder.flush?.()).toBe('buffered');
  });
});

describe('jsonDocument', () => {
  const lazy = (...elements: unknown[]): LazyList<unknown> =>
    new LazyList(elements.length, (i) => elements[i]);

  it.each<[object[]]>([
    [[]],
    [[{}, { a: 1 }, { a: undefined, b: null }]],
    [[{ list: lazy() }, { a: 1, list: lazy({ b: 2 }, 'c'), d: [3] }, { list: lazy(1), other: lazy(2, 3) }]],
  ])('writes one object with all elements of %j', (items) => {
    const encoder = jsonDocument('items', () => ({ count: items.length, none: undefined })).open(false);
    let text = '';
    for (const piece of items.flatMap((item) => [...jsonPieces(item)])) text += String(encoder.rows([piece]));
    text += String(encoder.end());
    expect(text.split('\n')).toHaveLength(items.length === 0 ? 3 : items.length + 4);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ items, count: items.length })));
  });

  it('reads an element of a LazyList only when its piece is read', () => {
    let made = 0;
    const pieces = jsonPieces({ list: new LazyList(1_000_000, () => (made += 1)) });
    pieces.next();
    pieces.next();
    expect(made).toBe(2);
  });
});

import {
  csvFormat,
  InvalidOptionError,
  ndjsonFormat,
  writeCsv,
  writeNdjson,
  writePartitioned,
  writeRows,
} from 'healthomics-streams';
import { writeParquet } from 'healthomics-streams/parquet';
import { describe, expect, it } from 'vitest';

const ndjson = ndjsonFormat();

describe('what a format or a sink cannot use is refused at the call, by its name', () => {
  it.each<[string, () => unknown, ...string[]]>([
    [
      'a misspelt option of csv',
      () => csvFormat({ escapeFormula: true } as never),
      'Expected `options` to be an object with no members but fields, escapeFormulas, got `escapeFormula`.',
    ],
    [
      'a wrong option of csv',
      () => csvFormat({ escapeFormulas: 'yes' as never }),
      '`escapeFormulas`',
      '"yes"',
    ],
    ['csv of null', () => csvFormat(null as never), '`options` to be an object, got null'],
    ['a misspelt option of ndjson', () => ndjsonFormat({ field: ['id'] } as never), 'fields, got `field`'],
    [
      'ndjson of fields alone',
      () => ndjsonFormat(['id'] as never),
      '`options` to be an object, got an array',
    ],
    ['no source', () => writeNdjson(null as never, 'out'), '`source`', 'iterable, got null'],
    ['a source that is a text', () => writeRows('ab' as never, 'out', ndjson), '`source`', 'got "ab"'],
    ['no target', () => writeNdjson([], undefined as never), '`target`', 'got undefined'],
    [
      'no format',
      () => writeRows([], 'out', undefined as never),
      '`format` to be a RowFormat',
      'got undefined',
    ],
    [
      'the name of a format',
      () => writeRows([], 'out', 'csv' as never),
      '`format` to be a RowFormat',
      '"csv"',
    ],
    [
      'half a format',
      () => writeRows([], 'out', { name: 'x', resumable: 1 } as never),
      '`format.extension` to be a string',
      '`format.resumable` to be true or false',
      '`format.open` to be a function',
    ],
    [
      'null for options',
      () => writeRows([], 'out', ndjson, null as never),
      '`options` to be an object, got null',
    ],
    [
      'null for options of csv',
      () => writeCsv([], 'out', null as never),
      '`options` to be an object, got null',
    ],
    ['null for options of ndjson', () => writeNdjson([], 'out', null as never), '`options`', 'got null'],
    ['null for options of Parquet', () => writeParquet([], 'out', null as never), '`options`', 'got null'],
    [
      'a misspelt option of a csv file',
      () => writeCsv([], 'out', { escapeFormula: true } as never),
      'no members but fields, escapeFormulas, signal, end, onIncomplete, checkpoint, run, checkpointEveryMs, got `escapeFormula`',
    ],
    [
      'a misspelt option of an ndjson file',
      () => writeNdjson([], 'out', { field: [] } as never),
      'fields',
      '`field`',
    ],
    [
      'a misspelt option of a Parquet file',
      () => writeParquet([], 'out', { column: ['id'] } as never),
      'no members but columns, rowGroupRows, signal, end, onIncomplete, got `column`',
    ],
    [
      'a store that is none',
      () => writeNdjson([], 'out', { checkpoint: {} as never }),
      '`checkpoint`',
      '`run`',
    ],
    [
      'null for a store',
      () => writeNdjson([], 'out', { checkpoint: null as never }),
      '`checkpoint`',
      'got null',
    ],
    [
      'a run that is none',
      () => writeNdjson([], 'out', { run: [] as never }),
      '`run` to be the inventory',
      'array',
    ],
    [
      'no directory',
      () => writePartitioned([], undefined as never),
      '`directory` to be a path, got undefined',
    ],
    ['an empty directory', () => writePartitioned([], ''), '`directory` to be a path, got ""'],
    [
      'no source to partition',
      () => writePartitioned(undefined as never, 'out'),
      '`source`',
      'got undefined',
    ],
    [
      'half a format of files',
      () => writePartitioned([], 'out', { format: {} as never }),
      '`format.name` to be a string, got undefined',
      '`format.open` to be a function, got undefined',
    ],
    [
      'null for a format',
      () => writePartitioned([], 'out', { format: null as never }),
      '`format`',
      'got null',
    ],
    [
      'a run that is an array',
      () => writePartitioned([], 'out', { run: [] as never }),
      '`run` to be the inventory',
    ],
  ])('%s', (_, call, ...named) => {
    let thrown: unknown;
    try {
      call();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InvalidOptionError);
    for (const part of named) expect((thrown as Error).message).toContain(part);
  });
});

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

describe('a format or a sink', () => {
  it('refuses all invalid arguments at the call, in one error', () => {
    const call = () =>
      writeNdjson(
        7 as never,
        8 as never,
        { end: 'no', signal: {}, onDone: 1, checkpointEveryMs: -1 } as never,
      );
    expect(call).toThrow(InvalidOptionError);
    expect(call).toThrow(/`source`.*`target`.*`onDone`.*`signal`.*`end`.*`checkpointEveryMs`/);
  });

  it.each<[string, () => unknown, ...string[]]>([
    [
      'an unknown option of csvFormat',
      () => csvFormat({ escapeFormula: true } as never),
      'Expected `options` to be an object with only the members fields, escapeFormulas, got `escapeFormula`.',
    ],
    [
      'a csvFormat option of the wrong type',
      () => csvFormat({ escapeFormulas: 'yes' as never }),
      '`escapeFormulas`',
      '"yes"',
    ],
    ['null as options of csvFormat', () => csvFormat(null as never), '`options` to be an object, got null'],
    [
      'an unknown option of ndjsonFormat',
      () => ndjsonFormat({ field: ['id'] } as never),
      'fields, got `field`',
    ],
    [
      'an array as options of ndjsonFormat',
      () => ndjsonFormat(['id'] as never),
      '`options` to be an object, got an array',
    ],
    ['a null source', () => writeNdjson(null as never, 'out'), '`source`', 'iterable, got null'],
    ['a string as source', () => writeRows('ab' as never, 'out', ndjson), '`source`', 'got "ab"'],
    ['a missing target', () => writeNdjson([], undefined as never), '`target`', 'got undefined'],
    [
      'a missing format',
      () => writeRows([], 'out', undefined as never),
      '`format` to be a RowFormat',
      'got undefined',
    ],
    [
      'a format name in place of a format',
      () => writeRows([], 'out', 'csv' as never),
      '`format` to be a RowFormat',
      '"csv"',
    ],
    [
      'an incomplete format',
      () => writeRows([], 'out', { name: 'x', resumable: 1 } as never),
      '`format.extension` to be a string',
      '`format.resumable` to be true or false',
      '`format.open` to be a function',
    ],
    [
      'null as options of writeRows',
      () => writeRows([], 'out', ndjson, null as never),
      '`options` to be an object, got null',
    ],
    [
      'null as options of writeCsv',
      () => writeCsv([], 'out', null as never),
      '`options` to be an object, got null',
    ],
    ['null as options of writeNdjson', () => writeNdjson([], 'out', null as never), '`options`', 'got null'],
    [
      'null as options of writeParquet',
      () => writeParquet([], 'out', null as never),
      '`options`',
      'got null',
    ],
    [
      'an unknown option of writeCsv',
      () => writeCsv([], 'out', { escapeFormula: true } as never),
      'only the members fields, escapeFormulas, signal, end, onIncomplete, run, acceptPartial, checkpoint, checkpointEveryMs, got `escapeFormula`',
    ],
    [
      'an unknown option of writeNdjson',
      () => writeNdjson([], 'out', { field: [] } as never),
      'fields',
      '`field`',
    ],
    [
      'an unknown option of writeParquet',
      () => writeParquet([], 'out', { column: ['id'] } as never),
      'only the members columns, rowGroupRows, signal, end, onIncomplete, run, acceptPartial, checkpoint, checkpointEveryMs, got `column`',
    ],
    [
      'a checkpoint store without methods',
      () => writeNdjson([], 'out', { checkpoint: {} as never }),
      '`checkpoint`',
      '`run`',
    ],
    [
      'a null checkpoint store',
      () => writeNdjson([], 'out', { checkpoint: null as never }),
      '`checkpoint`',
      'got null',
    ],
    [
      'an array as run of writeNdjson',
      () => writeNdjson([], 'out', { run: [] as never }),
      '`run` to be the inventory',
      'array',
    ],
    [
      'a missing directory',
      () => writePartitioned([], undefined as never),
      '`directory` to be a path, got undefined',
    ],
    ['an empty directory path', () => writePartitioned([], ''), '`directory` to be a path, got ""'],
    [
      'a missing source of writePartitioned',
      () => writePartitioned(undefined as never, 'out'),
      '`source`',
      'got undefined',
    ],
    [
      'an incomplete format of writePartitioned',
      () => writePartitioned([], 'out', { format: {} as never }),
      '`format.name` to be a string, got undefined',
      '`format.open` to be a function, got undefined',
    ],
    [
      'a null format of writePartitioned',
      () => writePartitioned([], 'out', { format: null as never }),
      '`format`',
      'got null',
    ],
    [
      'an array as run of writePartitioned',
      () => writePartitioned([], 'out', { run: [] as never }),
      '`run` to be the inventory',
    ],
  ])('refuses %s', (_, call, ...named) => {
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

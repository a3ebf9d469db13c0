import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { RowEncoder, RowFormat } from '../index.js';
import { Problems } from '../options/problems.js';
import { columnValue } from './column-value.js';
import { PARQUET_COLUMNS } from './parquet-columns.js';

/** How Parquet is written. */
export interface ParquetOptions {
  /** The columns: members of a read set such as `id` and `etag`, structs whole. @default all of them */
  columns?: readonly string[] | undefined;
  /** Rows that make a row group, 1 to any number; as many are in memory. @default 20000 */
  rowGroupRows?: number | undefined;
}

/** The members of {@link ParquetOptions}. */
export const PARQUET_OPTIONS = [
  'columns',
  'rowGroupRows',
] as const satisfies readonly (keyof ParquetOptions)[];

const ALL_COLUMNS: readonly string[] = [...PARQUET_COLUMNS.keys()];

/**
 * Read sets as Parquet: strings, counts as INT64, `creationTime` as a timestamp in UTC with milliseconds,
 * `sequenceInformation` and `etag` as structs, Snappy compression. What is not there is null; members that a read set
 * does not have are not written. The SDK gives counts as JavaScript numbers, so one above 2^53 is inexact before it is
 * seen here.
 *
 * @throws {InvalidOptionError} at the call
 */
export function parquetFormat(options: ParquetOptions = {}): RowFormat {
  const problems = new Problems();
  if (!problems.members('options', options, PARQUET_OPTIONS)) problems.throwIfAny();
  const { columns = ALL_COLUMNS, rowGroupRows = 20_000 } = options;
  problems.integer('rowGroupRows', rowGroupRows, 1);
  checkColumns(columns, problems);
  problems.throwIfAny();
  const schema = columns.map((name) => PARQUET_COLUMNS.get(name) ?? []);
  return {
    name: `parquet of ${columns.join(',')}`,
    extension: 'parquet',
    open: () => parquetEncoder(schema, rowGroupRows),
  };
}

function checkColumns(columns: unknown, problems: Problems): void {
  if (!Array.isArray(columns) || columns.length === 0) {
    problems.add('columns', 'an array of at least one column', columns);
    return;
  }
  columns.forEach((name: unknown, i) => {
    problems.oneOf(`columns[${i}]`, name ?? null, ALL_COLUMNS);
  });
}

/** Holds rows until they make a row group. What it keeps of those that are written is their place in the file. */
function parquetEncoder(columns: readonly (readonly SchemaElement[])[], rowGroupRows: number): RowEncoder {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({
    writer: bytes,
    schema: [{ name: 'read_set', num_children: columns.length }, ...columns.flat()],
    createdBy: 'healthomics-streams',
  });
  const take = (): Uint8Array => {
    const taken = bytes.getBytes().slice();
    bytes.index = 0;
    return taken;
  };
  let held: object[] = [];
  const writeGroup = (): void => {
    const rows = held;
    held = [];
    if (rows.length === 0) return;
    const columnData = columns.map((elements) => {
      const name = elements[0]?.name ?? '';
      return { name, data: rows.map((row) => columnValue(elements, Reflect.get(row, name))) };
    });
    void file.write({ columnData, rowGroupSize: rows.length });
  };
  return {
    rows: (batch) => {
      for (const row of batch) {
        held.push(row);
        if (held.length >= rowGroupRows) writeGroup();
      }
      return take();
    },
    flush: () => {
      writeGroup();
      return take();
    },
    end: () => {
      writeGroup();
      void file.finish();
      return take();
    },
  };
}

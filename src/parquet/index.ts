/**
 * Writes read sets as Parquet, with the optional peer dependency `hyparquet-writer`.
 *
 * @module
 */
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import {
  writeRows,
  type CheckpointedSinkOptions,
  type RowEncoder,
  type RowFormat,
  type RowSource,
  type SinkTarget,
  type WrittenRows,
} from '../index.js';
import { checkOptions, Problems, type Checks } from '../options/problems.js';
import { columnValue, PARQUET_COLUMNS } from './columns.js';

/** Options of {@link parquetFormat}. */
export interface ParquetOptions {
  /** The columns to write, such as `id` or `etag`. Structs are written whole. @default all columns */
  columns?: readonly string[] | undefined;
  /** The number of rows in a row group, from 1 and up. One row group is held in memory. @default 20000 */
  rowGroupRows?: number | undefined;
}

/** Options of {@link writeParquet}. */
export interface WriteParquetOptions extends CheckpointedSinkOptions, ParquetOptions {}

const ALL_COLUMNS: readonly string[] = [...PARQUET_COLUMNS.keys()];

const PARQUET_OPTIONS: Checks<ParquetOptions> = {
  columns: (problems, name, columns) => {
    if (columns === undefined) return;
    if (!Array.isArray(columns) || columns.length === 0)
      problems.add(name, 'an array of at least one column', columns);
    else columns.forEach((column, i) => problems.oneOf(`${name}[${i}]`, column ?? null, ALL_COLUMNS));
  },
  rowGroupRows: (problems, name, rows) => problems.integer(name, rows, 1),
};

const SINK_OPTIONS = [
  'signal',
  'end',
  'onIncomplete',
  'run',
  'acceptPartial',
  'checkpoint',
  'checkpointEveryMs',
] as const satisfies readonly (keyof CheckpointedSinkOptions)[];

/**
 * Writes read sets to a Parquet file, or to a Node or web stream. Like `writeRows`, it replaces a file only when all rows
 * are written. {@link parquetFormat} describes the columns. A row group is held in memory until it is full.
 *
 * A Parquet file has its directory at the end, so it cannot be continued. With `checkpoint`, an inventory that resumes
 * from an interrupted run starts over, and the result has `startedOver`. A finished file is not written again.
 *
 * @throws {InvalidOptionError} at the call
 * @throws {CheckpointError} if the checkpoint belongs to another file or format
 * @throws {OutputError} if the target cannot be written
 *
 * @example
 * ```ts
 * import { writeParquet } from 'healthomics-streams/parquet';
 *
 * const { rows } = await writeParquet(inventory({ client }), 'read-sets.parquet');
 * console.log(rows); // 250
 * ```
 */
export function writeParquet(
  source: RowSource,
  target: SinkTarget,
  options: WriteParquetOptions = {},
): Promise<WrittenRows> {
  const problems = new Problems();
  problems.members('options', options, [...Object.keys(PARQUET_OPTIONS), ...SINK_OPTIONS]);
  problems.throwIfAny();
  const { columns, rowGroupRows, ...sinkOptions } = options;
  return writeRows(source, target, parquetFormat({ columns, rowGroupRows }), sinkOptions);
}

/**
 * The Parquet format for `writeRows` and `writePartitioned`. Counts are INT64, `creationTime` is a UTC timestamp in
 * milliseconds, `sequenceInformation` and `etag` are structs, and all other columns are strings. Missing values are null;
 * members that are not columns are ignored. Compression is Snappy.
 *
 * The SDK returns counts as JavaScript numbers, so a count above 2^53 is already rounded.
 *
 * @throws {InvalidOptionError} at the call
 */
export function parquetFormat(options: ParquetOptions = {}): RowFormat {
  const problems = new Problems();
  checkOptions(problems, 'options', options, PARQUET_OPTIONS);
  problems.throwIfAny();
  const { columns = ALL_COLUMNS, rowGroupRows = 20_000 } = options;
  const schema = columns.map((name) => PARQUET_COLUMNS.get(name) ?? []);
  return {
    name: `parquet of ${columns.join(',')}`,
    extension: 'parquet',
    open: () => parquetEncoder(schema, rowGroupRows),
  };
}

/** Buffers one row group. Of written row groups it keeps only the metadata that the footer needs. */
function parquetEncoder(columns: readonly (readonly SchemaElement[])[], rowGroupRows: number): RowEncoder {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({
    writer: bytes,
    schema: [{ name: 'read_set', num_children: columns.length }, ...columns.flat()],
    createdBy: 'healthomics-streams',
  });
  let buffered: object[] = [];
  const writeRowGroup = (): void => {
    const rows = buffered;
    buffered = [];
    if (rows.length === 0) return;
    const columnData = columns.map((elements) => {
      const name = elements[0]?.name ?? '';
      return { name, data: rows.map((row) => columnValue(elements, Reflect.get(row, name))) };
    });
    void file.write({ columnData, rowGroupSize: rows.length });
  };
  const drainBytes = (): Uint8Array => {
    const drained = bytes.getBytes().slice();
    bytes.index = 0;
    return drained;
  };
  const flush = (): Uint8Array => {
    writeRowGroup();
    return drainBytes();
  };
  return {
    rows: (batch) => {
      for (const row of batch) {
        buffered.push(row);
        if (buffered.length >= rowGroupRows) writeRowGroup();
      }
      return drainBytes();
    },
    flush,
    end: () => {
      writeRowGroup();
      void file.finish();
      return drainBytes();
    },
  };
}

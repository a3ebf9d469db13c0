/**
 * Read sets as Parquet, through the optional peer dependency `hyparquet-writer`.
 *
 * @module
 */
export { parquetFormat, type ParquetOptions } from './parquet-format.js';
export { writeParquet, type WriteParquetOptions } from './write-parquet.js';

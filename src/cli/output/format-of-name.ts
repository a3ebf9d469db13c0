import { UsageError } from '../errors.js';

/** What a command writes: the format of each ending of a file's name, of a terminal, and of everything else. */
export interface Formats<Format extends string> {
  readonly byEnding: Readonly<Record<string, Format>>;
  readonly onTerminal: Format;
  readonly elsewhere: Format;
}

/** Endings that promise a format, here or elsewhere. Any other, such as `.txt` or `.out`, promises none. */
const PROMISES = new Set(
  (
    'csv json jsonl ndjson tsv tab psv xls xlsx ods parquet arrow feather avro orc html htm xml yaml yml md ' +
    'db sqlite duckdb zip zst bz2 xz'
  ).split(' '),
);

/**
 * The format that a file's name says, with or without `.gz`; `undefined` where it says none.
 *
 * @throws {UsageError} for a name that promises what is not written here
 */
export function formatOfName<Format extends string>(
  output: string,
  { byEnding }: Formats<Format>,
): Format | undefined {
  const ending = /\.(\w+)(?:\.gz)?$/i.exec(output)?.[1]?.toLowerCase();
  if (ending === undefined || !PROMISES.has(ending)) return undefined;
  if (Object.hasOwn(byEnding, ending)) return byEnding[ending];
  const written = [...new Set(Object.values(byEnding))].join(' or ');
  const instead =
    ending === 'parquet'
      ? 'For Parquet use writeParquet of healthomics-streams/parquet.'
      : 'To write one under such a name, give --format.';
  throw new UsageError(
    `Expected --output to be a file of ${written}, got ${JSON.stringify(output)}. ${instead}`,
  );
}

import { OutputError } from '../errors.js';

/** Where a row belongs: one store of one Region. */
export interface Partition {
  readonly region: string;
  readonly sequenceStoreId: string;
}

/** The columns that a partitioned directory has in its paths; no file in it has them too. */
const PARTITION_COLUMNS = ['region', 'sequence_store_id'] as const;

/** The directory of a partition, as Hive, Athena, DuckDB and Spark read it. */
export function partitionPath({ region, sequenceStoreId }: Partition): string {
  return `region=${region}/sequence_store_id=${sequenceStoreId}`;
}

const REGION_OF_ARN = /^arn:[^:]*:omics:([^:]+):/;

/**
 * The partition of a row: by its `sequenceStoreId`, and by its own `region`, that of its ARN, or the one given.
 *
 * @throws {OutputError} for a row that has none
 */
export function partitionOf(row: object, directory: string, given: string | undefined): Partition {
  const { sequenceStoreId, arn, region: own } = row as Partial<Record<string, unknown>>;
  const ofArn = typeof arn === 'string' ? REGION_OF_ARN.exec(arn)?.[1] : undefined;
  const region = typeof own === 'string' ? own : (ofArn ?? given);
  // They become names of directories.
  if (typeof sequenceStoreId !== 'string' || !/^\d+$/.test(sequenceStoreId)) {
    throw new OutputError(directory, 'a row has no sequenceStoreId to say where it belongs');
  }
  if (region === undefined || !/^[a-z0-9-]+$/.test(region)) {
    throw new OutputError(
      directory,
      'a row has neither a region nor an arn to say where it belongs (the option `region` sets one)',
    );
  }
  return { region, sequenceStoreId };
}

/** A row without the members that its path says. */
export function withoutPartition(row: object): object {
  if (!PARTITION_COLUMNS.some((column) => column in row)) return row;
  return Object.fromEntries(
    Object.entries(row).filter(([member]) => !(PARTITION_COLUMNS as readonly string[]).includes(member)),
  );
}

import type { ReadSetListItem } from '@aws-sdk/client-omics';

/** A read set as a list has it, or what was left of one by a `map`. */
export type ReadSetLike = Partial<ReadSetListItem>;

import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { timeMs } from '../text/iso-time.js';

/** A read set as a list has it, or what was left of one by a `map`, or came of one through JSON. */
export interface ReadSetLike extends Partial<Omit<ReadSetListItem, 'creationTime'>> {
  /** A Date, or an ISO 8601 date or date-time, without a zone in UTC. What is neither, an invalid Date too, is no time. */
  creationTime?: Date | string | undefined;
}

/** When a read set was created, in milliseconds since 1970; `undefined` where it does not say it. */
export function createdMsOf({ creationTime }: ReadSetLike): number | undefined {
  return timeMs(creationTime);
}

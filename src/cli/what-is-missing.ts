import { counted } from '../display/numbers.js';
import type { InventoryReport, StoreReport } from '../index.js';

/** A store that could not be listed to its end, and how many of its read sets came before that. */
export type FailedStore = Pick<StoreReport, 'region' | 'sequenceStoreId' | 'readSets'>;

/** The stores of a run that failed; `undefined` where none did. */
export function failedStoresOf({ stores }: InventoryReport): FailedStore[] | undefined {
  const failed = stores.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) return undefined;
  return failed.map(({ region, sequenceStoreId, readSets }) => ({ region, sequenceStoreId, readSets }));
}

/** Says which stores a result lacks, and which it has only a part of. */
export function partialNotes(report: InventoryReport): readonly string[] {
  if (report.outcome !== 'partial') return [];
  const failed = failedStoresOf(report) ?? [];
  const inPart = failed.filter(({ readSets }) => readSets > 0);
  const lacking = failed.length - inPart.length;
  const notes: string[] = [];
  if (lacking > 0) {
    notes.push(`it lacks ${lacking} of ${report.stores.length} stores, which could not be listed.`);
  }
  if (inPart.length > 0) {
    const parts = inPart.map(
      (store) => `${counted(store.readSets, 'read set')} of store ${store.sequenceStoreId}`,
    );
    notes.push(`it has only ${parts.join(', ')}, which could not be listed to the end.`);
  }
  return notes.map((note) => `The result is partial: ${note}`);
}

/** Says that a run ended at its limit. */
export function limitNotes({ totals }: InventoryReport, limit: number | undefined): readonly string[] {
  if (limit === undefined || totals.readSets < limit) return [];
  return [`Only the first ${counted(limit, 'read set')} ${limit === 1 ? 'was' : 'were'} read (--limit).`];
}

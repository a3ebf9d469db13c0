import type { FaultUse } from './fault-plan.js';

/** An error with a small table of the scripted faults that were not applied as often as they say. */
export const unconsumedError = (left: readonly FaultUse[]): Error => {
  const rows = left.map(({ fault, used }) => [
    fault.kind,
    fault.operation ?? 'any',
    fault.sequenceStoreId ?? 'any',
    fault.page === undefined ? 'any' : String(fault.page),
    fault.request === undefined ? 'any' : String(fault.request),
    `${used} of ${fault.times === Infinity ? '1 or more' : (fault.times ?? 1)}`,
  ]);
  const table = [['kind', 'operation', 'store', 'page', 'request', 'applied'], ...rows];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return new Error(
    `${left.length} scripted fault${left.length === 1 ? ' was' : 's were'} not consumed:\n${lines.join('\n')}`,
  );
};

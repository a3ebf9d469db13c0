import { valueAt } from '../../index.js';
import { cellOf, shrinks, type Column } from './table-columns.js';

/** A column of what an analysis comes to, and how a table shows it. */
export interface AnalysisColumn {
  readonly field: string;
  /** A number with so many digits behind the point. @default as text, to the left */
  readonly digits?: number;
  /** So many characters of a text. @default all */
  readonly characters?: number;
  /** What is shown where something is missing. @default '' */
  readonly missing?: string;
  /** Whether csv alone has it. @default false */
  readonly csvOnly?: boolean;
}

/** The columns of a table. */
export function analysisColumns(columns: readonly AnalysisColumn[]): readonly Column[] {
  const shown = columns.filter(({ csvOnly }) => csvOnly !== true);
  return shown.map(({ field, digits, characters, missing = '' }) => ({
    title: field,
    align: digits === undefined ? 'left' : 'right',
    shrinks: shrinks(field),
    cell: (row) => {
      const value = valueAt(row, field) ?? null;
      if (value === null) return missing;
      if (typeof value === 'number' && digits !== undefined) return fixed(value, digits);
      return cellOf(value).slice(0, characters);
    },
  }));
}

function fixed(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

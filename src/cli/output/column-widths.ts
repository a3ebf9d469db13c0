/** No column is made narrower than this to fit a terminal. */
const NARROWEST = 8;

/** A column as wide as its widest cell. */
export interface NaturalWidth {
  readonly width: number;
  /** Whether its cells may be cut: words can be, an id or a number cannot. */
  readonly shrinks: boolean;
}

/**
 * The widths of columns that have `available` to share, `gap` between two of them. Where it is not enough the widest of
 * those that shrink give first, down to one common width. Where even that is not enough the lines are wider.
 */
export function columnWidths(
  columns: readonly NaturalWidth[],
  available: number,
  gap: number,
): readonly number[] {
  const room = available - gap * (columns.length - 1);
  const capped = (cap: number): number[] =>
    columns.map(({ width, shrinks }) => (shrinks ? Math.min(width, cap) : width));
  const total = (cap: number): number => capped(cap).reduce((sum, width) => sum + width, 0);
  let cap = Math.max(NARROWEST, ...columns.map(({ width }) => width));
  while (cap > NARROWEST && total(cap) > room) cap -= 1;
  // What rounding left over goes to the first columns that were cut.
  let spare = room - total(cap);
  return capped(cap).map((width, i) => {
    if (spare <= 0 || width >= (columns[i]?.width ?? 0)) return width;
    spare -= 1;
    return width + 1;
  });
}

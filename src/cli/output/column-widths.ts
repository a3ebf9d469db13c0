/** No column is made narrower than this to fit a terminal. */
const NARROWEST = 4;

/**
 * The widths of columns that are `natural` characters wide and have `available` to share, `gap` between two of them.
 * Where it is not enough the widest give first, down to one common width, so that ids stay whole while names are cut.
 */
export function columnWidths(natural: readonly number[], available: number, gap: number): readonly number[] {
  const room = available - gap * (natural.length - 1);
  const total = (cap: number): number => natural.reduce((sum, width) => sum + Math.min(width, cap), 0);
  let cap = Math.max(NARROWEST, ...natural);
  while (cap > NARROWEST && total(cap) > room) cap -= 1;
  const widths = natural.map((width) => Math.min(width, cap));
  // What rounding left over goes to the first columns that were cut.
  let spare = room - total(cap);
  return widths.map((width, i) => {
    if (spare <= 0 || width >= (natural[i] ?? 0)) return width;
    spare -= 1;
    return width + 1;
  });
}

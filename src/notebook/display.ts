/** What draws HTML in a cell's output: `tslab.display`, or something like it of another kernel. */
export interface Display {
  html(html: string): void;
}

/** Something to be shown, in both ways in which it can be. */
export interface View {
  readonly html: string;
  readonly text: string;
}

/** What tslab's kernel gives to cells that import `tslab`. */
interface Tslab {
  readonly display: Display;
  /** A display that draws over what it drew before. */
  newDisplay(): Display;
}

/** Shows it: with the display given, else in the notebook, else as text on stdout. */
export function present(view: View, given: Display | undefined): void {
  const display = given ?? findTslab()?.display;
  if (display === undefined) console.log(view.text);
  else display.html(view.html);
}

/** Whether HTML is shown, not text. */
export function hasNotebook(given: Display | undefined): boolean {
  return (given ?? findTslab()) !== undefined;
}

/** A display whose drawings replace each other; `undefined` where there is no notebook. */
export function redrawnDisplay(given: Display | undefined): Display | undefined {
  return given ?? findTslab()?.newDisplay();
}

/** The tslab that runs this process. Its kernel leaves a `require` for cells, the only way to it from a package. */
function findTslab(): Tslab | undefined {
  const { __tslab__: kernel } = globalThis as { __tslab__?: { require?: (name: string) => unknown } };
  if (typeof kernel?.require !== 'function') return undefined;
  const tslab = kernel.require('tslab');
  return isTslab(tslab) ? tslab : undefined;
}

function isTslab(value: unknown): value is Tslab {
  return (
    typeof value === 'object' &&
    value !== null &&
    'display' in value &&
    'newDisplay' in value &&
    typeof value.newDisplay === 'function'
  );
}

import { CLEAR_LINE, escapeControls, redrawnLine } from '../display/text.js';

/** Draws HTML in the output of a cell: `tslab.display`, or its counterpart in another kernel. */
export interface Display {
  html(html: string): void;
}

/** The same content as HTML and as plain text. Only the one that is shown is built. */
export interface View {
  readonly html: () => string | Promise<string>;
  readonly text: () => string;
}

/** The module `tslab` that the kernel provides to cells. */
interface Tslab {
  readonly display: Display;
  /** Creates a display on which each drawing replaces the previous one. */
  newDisplay(): Display;
}

/** Draws a view on the custom display or in the notebook. Without either, prints it as text to stdout. */
export async function present(view: View, custom: Display | undefined): Promise<void> {
  const display = custom ?? findTslab()?.display;
  if (display === undefined) console.log(view.text());
  else display.html(await view.html());
}

const REDRAW_INTERVAL_MS = 250;

/**
 * Redraws a view periodically. Returns a function that stops and redraws one last time. Without a display and outside a
 * notebook, writes text to stderr: a live line on a terminal, and the whole view at the end.
 */
export function redraw(view: () => Promise<View>, custom: Display | undefined): () => Promise<void> {
  const display = custom ?? findTslab()?.newDisplay();
  let previous = '';
  let isStopped = false;
  const draw = async (): Promise<void> => {
    const current = await view();
    if (display !== undefined) {
      const html = await current.html();
      if (html !== previous) display.html(html);
      previous = html;
    } else if (isStopped) {
      process.stderr.write(`${process.stderr.isTTY ? CLEAR_LINE : ''}${current.text()}\n`);
    } else if (process.stderr.isTTY) {
      process.stderr.write(redrawnLine(current.text().split('\n')[0] ?? '', process.stderr.columns));
    }
  };
  let drawing = Promise.resolve();
  const drawNext = (): void => {
    drawing = drawing.then(draw);
    drawing.catch(() => undefined); // the returned function rejects with it
  };
  drawNext();
  const timer = setInterval(drawNext, REDRAW_INTERVAL_MS);
  return async () => {
    clearInterval(timer);
    await drawing;
    isStopped = true;
    await draw();
  };
}

/** Returns tslab if its kernel runs this process. A package can reach it only through the kernel's own `require`. */
function findTslab(): Tslab | undefined {
  const { __tslab__: kernel } = globalThis as { __tslab__?: { require?: (name: string) => unknown } };
  if (typeof kernel?.require !== 'function') return undefined;
  const tslab = Object(kernel.require('tslab')) as Partial<Tslab>;
  return tslab.display !== undefined && typeof tslab.newDisplay === 'function' ? (tslab as Tslab) : undefined;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for HTML content and attributes, and makes control characters visible. */
export function escapeHtml(text: string): string {
  return escapeControls(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

import type { Display, View } from './display.js';

/** It is redrawn no more often than this, in milliseconds. */
const REDRAW_MS = 250;
const CLEAR_LINE = '\r\u001b[K';

/** Draws a view again and again until it is stopped, and then once more, to stay. Without a display, on stderr. */
export function redraw(view: () => Promise<View>, display: Display | undefined): { stop(): Promise<void> } {
  let last = '';
  let stopped = false;
  const draw = async (): Promise<void> => {
    const { html, text } = await view();
    if (display !== undefined) {
      if (html !== last) display.html(html);
      last = html;
    } else if (stopped) {
      process.stderr.write(`${process.stderr.isTTY ? CLEAR_LINE : ''}${text}\n`);
    } else if (process.stderr.isTTY) {
      process.stderr.write(CLEAR_LINE + (text.split('\n')[0] ?? '').slice(0, process.stderr.columns - 1));
    }
  };
  let drawing = Promise.resolve();
  const drawNext = (): void => {
    drawing = drawing.then(draw);
    drawing.catch(() => undefined); // it is told of in the end
  };
  drawNext();
  const timer = setInterval(drawNext, REDRAW_MS);
  return {
    async stop() {
      clearInterval(timer);
      await drawing;
      stopped = true;
      await draw();
    },
  };
}

import { CLEAR_LINE, redrawnLine } from '../display/live-line.js';
import type { Display, View } from './display.js';

/** It is redrawn no more often than this, in milliseconds. */
const REDRAW_MS = 250;

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
      process.stderr.write(redrawnLine(text.split('\n')[0] ?? '', process.stderr.columns));
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

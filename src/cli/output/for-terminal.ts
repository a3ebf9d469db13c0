import type { RowFormat } from '../../index.js';
import { escapeControls } from '../../display/escape-controls.js';

/** JSON for a terminal: the control characters that JSON lets through are escaped as well, which changes no value. */
export function forTerminal(json: RowFormat): RowFormat {
  const escaped = (rendered: string | Uint8Array): string =>
    rendered.toString().split('\n').map(escapeControls).join('\n');
  return {
    ...json,
    open: (resumed) => {
      const encoder = json.open(resumed);
      return { rows: (batch) => escaped(encoder.rows(batch)), end: () => escaped(encoder.end()) };
    },
  };
}

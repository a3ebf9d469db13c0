import { vi } from 'vitest';

/** A display that records its drawings. */
export const recordingDisplay = () => {
  const drawn: string[] = [];
  return { drawn, html: (html: string) => void drawn.push(html) };
};

/** Runs `work` and returns the text that it prints with console.log. */
export async function logged(work: () => Promise<unknown>): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await work();
    return log.mock.calls.flat().join('\n');
  } finally {
    log.mockRestore();
  }
}

/** The column titles of an HTML table. */
export const titlesOf = (html = ''): string[] =>
  [...html.matchAll(/<th [^>]*>(.*?)<\/th>/g)].map(([, title = '']) => title);

/** The cells of an HTML table, by row. */
export const cellsOf = (html = ''): string[][] =>
  [...html.matchAll(/<tr>(<td .*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<td [^>]*>(.*?)<\/td>/g)].map(([, cell = '']) => cell),
  );

import { vi } from 'vitest';

/** A display that keeps what it drew. */
export const recordingDisplay = () => {
  const drawn: string[] = [];
  return { drawn, html: (html: string) => void drawn.push(html) };
};

/** What is written to stdout by console.log meanwhile. */
export async function logged(work: () => Promise<unknown>): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await work();
    return log.mock.calls.flat().join('\n');
  } finally {
    log.mockRestore();
  }
}

/** The titles of the columns of a drawn table. */
export const titlesOf = (html = ''): string[] =>
  [...html.matchAll(/<th [^>]*>(.*?)<\/th>/g)].map(([, title = '']) => title);

/** The cells of a drawn table, row by row. */
export const cellsOf = (html = ''): string[][] =>
  [...html.matchAll(/<tr>(<td .*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<td [^>]*>(.*?)<\/td>/g)].map(([, cell = '']) => cell),
  );

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

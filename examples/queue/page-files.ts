import { createReadStream } from 'node:fs';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Identifies the files of a split. A page that is written again replaces its file. */
export interface PageLocation {
  readonly directory: string;
  readonly jobId: string;
  readonly pass: number;
}

/** Writes one page to a file atomically. */
export async function writePage(
  location: PageLocation,
  page: number,
  rows: readonly object[],
): Promise<void> {
  const path = pagePath(location, page);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(partialOf(path), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await rename(partialOf(path), path);
}

/** Joins the pages of a pass into one file atomically, and returns its path. */
export async function joinPages(location: PageLocation, pages: number): Promise<string> {
  const path = join(location.directory, `${location.jobId}.ndjson`);
  const file = await open(partialOf(path), 'w');
  try {
    for (let page = 1; page <= pages; page += 1) {
      for await (const chunk of createReadStream(pagePath(location, page)))
        await file.writeFile(chunk as Buffer);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partialOf(path), path);
  return path;
}

function pagePath({ directory, jobId, pass }: PageLocation, page: number): string {
  return join(directory, 'pages', jobId, `pass-${pass}`, `${String(page).padStart(6, '0')}.ndjson`);
}

/** A temporary path per process, since a worker considered stalled may still be writing. */
function partialOf(path: string): string {
  return `${path}.${process.pid}.partial`;
}

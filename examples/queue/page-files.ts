import { createReadStream } from 'node:fs';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where the pages of a split go: a page written again goes to the same file. */
export interface PagePlace {
  readonly directory: string;
  readonly jobId: string;
  readonly walk: number;
}

/** Writes one page as a file that appears whole. */
export async function writePage(place: PagePlace, page: number, rows: readonly object[]): Promise<void> {
  const path = pagePath(place, page);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(partialOf(path), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await rename(partialOf(path), path);
}

/** Joins the pages of a walk into one file that appears whole, and gives its path. */
export async function joinPages(place: PagePlace, pages: number): Promise<string> {
  const path = join(place.directory, `${place.jobId}.ndjson`);
  const file = await open(partialOf(path), 'w');
  try {
    for (let page = 1; page <= pages; page += 1) {
      for await (const chunk of createReadStream(pagePath(place, page)))
        await file.writeFile(chunk as Buffer);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partialOf(path), path);
  return path;
}

function pagePath({ directory, jobId, walk }: PagePlace, page: number): string {
  return join(directory, 'pages', jobId, `walk-${walk}`, `${String(page).padStart(6, '0')}.ndjson`);
}

/** Where a file is written aside: a worker taken for dead may still be writing, so each process has its own. */
function partialOf(path: string): string {
  return `${path}.${process.pid}.partial`;
}

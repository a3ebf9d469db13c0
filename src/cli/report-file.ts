import { resolve } from 'node:path';
import { writeRows, type InventoryReport, type RowFormat } from '../index.js';
import { UsageError } from './errors.js';
import { redact } from './redact.js';

/** A report that is written when the run is over. */
export interface ReportFile {
  write(report: InventoryReport): Promise<void>;
  /** Leaves the place as it was. */
  discard(): Promise<void>;
}

/** Opens the place of a report, so that one that cannot be written is found before any request is sent. */
export async function openReportFile(path: string): Promise<ReportFile> {
  const opened = deferred<undefined>();
  const ended = deferred<InventoryReport>();
  const abort = new AbortController();
  const reports = async function* (): AsyncGenerator<InventoryReport, void, undefined> {
    opened.settle(undefined); // the first row is asked for once the place is open
    yield await ended.promise;
  };
  const target = path === '-' || path === '/dev/stdout' ? process.stdout : path;
  const written = writeRows(reports(), target, REPORT, { signal: abort.signal });
  await Promise.race([opened.promise, written]);
  return {
    write: async (report) => {
      ended.settle(report);
      await written;
    },
    discard: async () => {
      abort.abort();
      await written.catch(() => undefined);
    },
  };
}

/** A promise, and what settles it. */
function deferred<T>(): { readonly promise: Promise<T>; readonly settle: (value: T) => void } {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolved) => {
    settle = resolved;
  });
  return { promise, settle };
}

const REPORT: RowFormat = {
  name: 'report',
  extension: 'json',
  open: () => ({
    rows: ([report]) => `${redact(JSON.stringify(report, null, 2), process.env)}\n`,
    end: () => '',
  }),
};

/** @throws {UsageError} when rows and report would overwrite each other */
export function checkReportPath(report: string | undefined, output: string | undefined): void {
  if (report === undefined || output === undefined || resolve(report) !== resolve(output)) return;
  throw new UsageError(
    `Expected --report and --output to be different files, got ${JSON.stringify(report)} for both.`,
  );
}

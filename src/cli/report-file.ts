import { resolve } from 'node:path';
import type { InventoryReport } from '../index.js';
import { UsageError } from './errors.js';
import { openDestination } from './output/open-destination.js';
import { redact } from './redact.js';

/** A report that is written when the run is over. */
export interface ReportFile {
  write(report: InventoryReport): Promise<void>;
  /** Leaves the place as it was. */
  discard(): Promise<void>;
}

/** Opens the place of a report, so that one that cannot be written is found before any request is sent. */
export async function openReportFile(path: string): Promise<ReportFile> {
  const destination = await openDestination(path);
  return {
    write: async (report) => {
      try {
        await destination.write(`${redact(JSON.stringify(report, null, 2), process.env)}\n`);
        await destination.commit();
      } catch (error) {
        await destination.abandon();
        throw error;
      }
    },
    discard: async () => {
      await destination.abandon();
    },
  };
}

/** @throws {UsageError} when rows and report would overwrite each other */
export function checkReportPath(report: string | undefined, output: string | undefined): void {
  if (report === undefined || output === undefined || resolve(report) !== resolve(output)) return;
  throw new UsageError(
    `Expected --report and --output to be different files, got ${JSON.stringify(report)} for both.`,
  );
}

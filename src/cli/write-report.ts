import type { InventoryReport } from '../index.js';
import { errorLine } from './error-line.js';
import type { Failure } from './exit.js';
import type { Messages } from './messages.js';
import type { ReportFile } from './report-file.js';

/** Writes the report where one was asked for. That it cannot be written is said. Never throws. */
export async function writeReport(
  file: ReportFile | undefined,
  report: InventoryReport,
  messages: Messages,
): Promise<Failure> {
  try {
    await file?.write(report);
    return undefined;
  } catch (error) {
    messages.say(errorLine(error));
    return { error };
  }
}

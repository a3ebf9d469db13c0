import { CLEAR_LINE, counted, number, redrawnLine } from '../display/text.js';
import type { InventoryReport } from '../index.js';
import { debugText, errorLine } from './error-messages.js';

type OutputStream = Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>> & { write(text: string): unknown };

/** Writes everything that is not data: permanent lines, and below them one status line that is redrawn in place. */
export class Messages {
  readonly isTerminal: boolean;
  readonly #stream: OutputStream;
  #status = '';

  constructor(stream: OutputStream) {
    this.#stream = stream;
    this.isTerminal = stream.isTTY === true;
  }

  print(line: string): void {
    this.clearStatus();
    this.#stream.write(`${line}\n`);
  }

  /** Prints permanent lines under the command's name. */
  printNotes(notes: readonly string[]): void {
    for (const note of notes) this.print(`readsets: ${note}`);
  }

  /** Prints an error as one line. With `READSETS_DEBUG` set, prints its stack and causes too. */
  printError(error: unknown): void {
    this.print(errorLine(error));
    if (process.env.READSETS_DEBUG) this.print(debugText(error));
  }

  /** Draws the status line, truncated to the terminal. */
  showStatus(line: string): void {
    const drawn = redrawnLine(line, this.#stream.columns ?? 80);
    if (drawn === this.#status) return;
    this.#status = drawn;
    this.#stream.write(drawn);
  }

  /** Removes the status line. Call it before writing anything else to the same terminal. */
  clearStatus(): void {
    if (this.#status === '') return;
    this.#status = '';
    this.#stream.write(CLEAR_LINE);
  }
}

export const messages = new Messages(process.stderr);

const REDRAW_MS = 100;

/** Shows the progress of an inventory on the status line. Returns a function that stops. */
export function showProgress(report: () => Promise<InventoryReport>, limit?: number): () => void {
  let stopped = false;
  const timer = setInterval(() => {
    void report().then((current) => {
      if (!stopped) messages.showStatus(progressLine(current, limit));
    });
  }, REDRAW_MS);
  timer.unref();
  return () => {
    stopped = true;
    clearInterval(timer);
    messages.clearStatus();
  };
}

/**
 * The progress of an inventory: `stores 3/6 · 4,200 read sets · 44 pages · 1 throttled · 812 read sets/s · 8.1 requests/s`.
 * The service does not report the size of a store, so the remaining time is known only with a limit.
 */
export function progressLine({ stores, totals, seconds }: InventoryReport, limit?: number): string {
  const ended = stores.filter(({ outcome }) => outcome === 'complete' || outcome === 'failed').length;
  const rate = seconds > 0 ? totals.readSets / seconds : 0;
  return [
    `stores ${number(ended)}/${number(totals.stores)}`,
    counted(totals.readSets, 'read set'),
    counted(totals.pages, 'page'),
    ...(totals.retries > 0 ? [counted(totals.retries, 'retry', 'retries')] : []),
    ...(totals.throttled > 0 ? [`${number(totals.throttled)} throttled`] : []),
    `${number(Math.round(rate))} read sets/s`,
    `${(seconds > 0 ? totals.requests / seconds : 0).toFixed(1)} requests/s`,
    ...(limit !== undefined && rate > 0
      ? [`${number(Math.ceil((limit - totals.readSets) / rate))} s left`]
      : []),
  ].join(' · ');
}

/** The result of an inventory: `6,207 read sets from 6 stores, 65 requests, 3 retried, 1 throttled, in 13.2 s`. */
export function summaryLine(report: InventoryReport): string {
  const { totals, seconds } = report;
  const failed = failedStores(report).length;
  return [
    `${counted(totals.readSets, 'read set')} from ${counted(totals.stores, 'store')}`,
    ...(failed > 0 ? [`${number(failed)} of them failed`] : []),
    counted(totals.requests, 'request'),
    `${number(totals.retries)} retried`,
    ...(totals.throttled > 0 ? [`${number(totals.throttled)} throttled`] : []),
    `in ${seconds.toFixed(1)} s`,
  ].join(', ');
}

/** The stores that could not be listed completely, and how many of their read sets were delivered before. */
export function failedStores({ stores }: InventoryReport) {
  return stores
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ region, sequenceStoreId, readSets }) => ({ region, sequenceStoreId, readSets }));
}

/** Describes the stores that are missing from a partial result, and the stores that are incomplete in it. */
export function partialNotes(report: InventoryReport): readonly string[] {
  if (report.outcome !== 'partial') return [];
  const failed = failedStores(report);
  const incomplete = failed
    .filter(({ readSets }) => readSets > 0)
    .map(({ readSets, sequenceStoreId }) => `${counted(readSets, 'read set')} of store ${sequenceStoreId}`);
  const missing = failed.length - incomplete.length;
  const notes = [
    ...(missing > 0 ? [`${missing} of ${counted(report.stores.length, 'store')} could not be listed.`] : []),
    ...(incomplete.length > 0
      ? [`it has only ${incomplete.join(', ')}, which could not be listed completely.`]
      : []),
  ];
  return notes.map((note) => `The result is partial: ${note}`);
}

export function limitNotes({ totals }: InventoryReport, limit: number | undefined): readonly string[] {
  if (limit === undefined || totals.readSets < limit) return [];
  return [`Only the first ${counted(limit, 'read set')} ${limit === 1 ? 'was' : 'were'} read (--limit).`];
}

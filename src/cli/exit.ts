import type { InventoryReport, InvalidOptionError } from '../index.js';

export const EXIT = {
  complete: 0,
  failed: 1,
  usage: 2,
  /** Some stores failed under `--on-store-error continue`; all others are complete. */
  partial: 3,
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

type EndSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM';

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly signal: EndSignal;

  constructor(signal: EndSignal) {
    super(`Ended by ${signal}.`);
    this.signal = signal;
  }
}

/** Why a run ended early; `undefined` if it did not. An object, since a program can throw any value. */
export type Failure = { readonly error: unknown } | undefined;

/** The exit code of a run, from its failure and its report, if it is an inventory. */
export function exitCodeOf(failure: Failure, report?: Pick<InventoryReport, 'outcome'>): number {
  if (failure === undefined) return report?.outcome === 'partial' ? EXIT.partial : EXIT.complete;
  const { error } = failure;
  if (isClosedPipe(error)) return EXIT.complete;
  if (isPartial(error)) return EXIT.partial;
  if (error instanceof Interrupted) return EXIT[error.signal];
  if (error instanceof UsageError || isInvalidOption(error)) return EXIT.usage;
  return EXIT.failed;
}

/** Whether an error is the library's InvalidOptionError. Tests the code, so that `--help` does not load the library. */
export function isInvalidOption(error: unknown): error is InvalidOptionError {
  return codeOf(error) === 'INVALID_OPTION';
}

/** Whether the output was not completed because stores failed under `--on-store-error continue`. */
export function isPartial(error: unknown): boolean {
  return codeOf(error) === 'PARTIAL_INVENTORY';
}

/** Whether the reader of the output closed it (`| head`), which is not a failure. */
export function isClosedPipe(error: unknown): boolean {
  return codeOf(error) === 'OUTPUT_FAILED' && codeOf((error as Error).cause) === 'EPIPE';
}

export function codeOf(error: unknown): unknown {
  return (Object(error) as { code?: unknown }).code;
}

/** How long rows that were received may take to be written after a signal. */
const OUTPUT_MS = 1000;
/** How long everything may take to end after a signal. */
const EXIT_MS = 1500;

/** The aborts of a command. */
export interface SignalAbort {
  /** Aborts on the first SIGHUP, SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Aborts a second later, for outputs: rows that were received are written, unless nobody reads them. */
  readonly outputSignal: AbortSignal;
  dispose(): void;
}

/**
 * Aborts on the first SIGHUP, SIGINT or SIGTERM. If the process then does not end in time, because a reader of its output
 * or a file does not respond, or at a second signal, the process exits at once.
 *
 * @param onForcedExit called before the process exits at once
 */
export function abortOnSignal(onForcedExit: () => void = () => undefined): SignalAbort {
  const controller = new AbortController();
  const output = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    const signal = name as EndSignal;
    const reason = new Interrupted(signal);
    const force = (): void => {
      onForcedExit();
      exitAtOnce(signal);
    };
    if (controller.signal.aborted) {
      force();
      return;
    }
    controller.abort(reason);
    setTimeout(() => output.abort(reason), OUTPUT_MS).unref();
    setTimeout(force, EXIT_MS).unref();
  };
  process.on('SIGHUP', onSignal).on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    outputSignal: output.signal,
    dispose: () => {
      if (controller.signal.aborted) return; // a second signal must end a blocked process
      process.off('SIGHUP', onSignal).off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}

/**
 * Ends the process with the exit code of the signal. `process.exit` waits for file operations in progress, and one that
 * is blocked may never end; then the signal itself ends the process, for which a shell reports the same code.
 */
function exitAtOnce(signal: EndSignal): void {
  if (!process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))) process.exit(EXIT[signal]);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

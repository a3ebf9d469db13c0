import type { InvalidOptionError } from '../index.js';

export const EXIT = {
  complete: 0,
  failed: 1,
  usage: 2,
  /** Some stores failed under `--on-store-error continue`; all others are complete. */
  partial: 3,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly signal: 'SIGINT' | 'SIGTERM';

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`Ended by ${signal}.`);
    this.signal = signal;
  }
}

/** Why a run ended early; `undefined` if it did not. An object, since a program can throw any value. */
export type Failure = { readonly error: unknown } | undefined;

/** The exit code of a run, from its failure and the number of stores that failed. */
export function exitCodeOf(failure: Failure, failedStores = 0): number {
  if (failure === undefined) return failedStores > 0 ? EXIT.partial : EXIT.complete;
  const { error } = failure;
  if (isClosedPipe(error)) return EXIT.complete;
  if (error instanceof Interrupted) return EXIT[error.signal];
  if (error instanceof UsageError || isInvalidOption(error)) return EXIT.usage;
  return EXIT.failed;
}

/** Whether an error is the library's InvalidOptionError. Tests the code, so that `--help` does not load the library. */
export function isInvalidOption(error: unknown): error is InvalidOptionError {
  return codeOf(error) === 'INVALID_OPTION';
}

/** Whether the reader of the output closed it (`| head`), which is not a failure. */
export function isClosedPipe(error: unknown): boolean {
  return codeOf(error) === 'OUTPUT_FAILED' && codeOf((error as Error).cause) === 'EPIPE';
}

export function codeOf(error: unknown): unknown {
  return (Object(error) as { code?: unknown }).code;
}

/** Aborts on the first SIGINT or SIGTERM. A second signal ends the process at once. */
export function abortOnSignal(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    const signal = name === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
    if (controller.signal.aborted) process.exit(EXIT[signal]);
    controller.abort(new Interrupted(signal));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    dispose: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}

import type { InvalidOptionError } from '../index.js';
import { Interrupted, UsageError } from './errors.js';

/** What the command's exit codes mean. */
export const EXIT = {
  complete: 0,
  failed: 1,
  usage: 2,
  /** Some stores failed under `--on-store-error continue`; all others are complete. */
  partial: 3,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** How a run ended early; `undefined` where it did not. An object, since anything can be thrown. */
export type Failure = { readonly error: unknown } | undefined;

/** The exit code of a run, from how it ended and how many stores failed on the way. */
export function exitCodeOf(failure: Failure, failedStores = 0): number {
  if (failure === undefined) return failedStores > 0 ? EXIT.partial : EXIT.complete;
  const { error } = failure;
  if (isClosedPipe(error)) return EXIT.complete;
  if (error instanceof Interrupted) return EXIT[error.signal];
  if (error instanceof UsageError || isInvalidOption(error)) return EXIT.usage;
  return EXIT.failed;
}

/** The library's InvalidOptionError, told by its code so that `--help` need not load the library. */
export function isInvalidOption(error: unknown): error is InvalidOptionError {
  return codeOf(error) === 'INVALID_OPTION';
}

/** Whether the reader of the output has left (`| head`), which is not a failure. */
export function isClosedPipe(error: unknown): boolean {
  return codeOf(error) === 'OUTPUT_FAILED' && codeOf((error as Error).cause) === 'EPIPE';
}

function codeOf(error: unknown): unknown {
  return (Object(error) as { code?: unknown }).code;
}

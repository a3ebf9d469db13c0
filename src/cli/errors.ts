/** The command was called with invalid arguments. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A signal asked the command to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly signal: 'SIGINT' | 'SIGTERM';

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`Ended by ${signal}.`);
    this.signal = signal;
  }
}

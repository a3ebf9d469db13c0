/** The command was called in a way that cannot be meant. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A place to write to cannot be written to; the message names it. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** Whoever read the output has left (`| head`). Not a failure. */
export class ClosedPipe extends Error {
  override readonly name = 'ClosedPipe';

  constructor() {
    super('The reader of the output has left.');
  }
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

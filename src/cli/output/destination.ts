/** Where text goes. Every failure is an `OutputError` that names the place, or a `ClosedPipe`. */
export interface Destination {
  readonly isTerminal: boolean;
  /** The terminal's width, where it is one. */
  readonly columns: number | undefined;
  /** Resolves once the text is taken, so that no more than one is held. */
  write(text: string): Promise<void>;
  /** All is written. */
  commit(): Promise<void>;
  /** The run did not get through. Says what became of what was written, where there is something to say. */
  abandon(): Promise<string | undefined>;
}

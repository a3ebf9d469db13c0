import { CLEAR_LINE, redrawnLine } from '../display/live-line.js';

/** What messages are written to: stderr, or something like it. */
export interface MessageStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Everything that is not data: lines that stay, and below them one line that is redrawn in place. */
export class Messages {
  readonly isTerminal: boolean;
  readonly #stream: MessageStream;
  #live = '';

  constructor(stream: MessageStream) {
    this.#stream = stream;
    this.isTerminal = stream.isTTY === true;
  }

  /** Prints a line that stays. */
  say(line: string): void {
    this.clearLive();
    this.#stream.write(`${line}\n`);
  }

  /** Draws the line that changes, cut to the terminal. */
  live(line: string): void {
    const drawn = redrawnLine(line, this.#stream.columns ?? 80);
    if (drawn === this.#live) return;
    this.#live = drawn;
    this.#stream.write(drawn);
  }

  /** Takes the live line away, also before anything else is written to the same terminal. */
  clearLive(): void {
    if (this.#live === '') return;
    this.#live = '';
    this.#stream.write(CLEAR_LINE);
  }
}

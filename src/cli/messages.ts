import { clip } from './output/clip.js';

/** What messages are written to: stderr, or something like it. */
export interface MessageStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const CLEAR_LINE = '\r\u001b[K';

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
    const text = clip(line, (this.#stream.columns ?? 80) - 1);
    if (text === this.#live) return;
    this.#live = text;
    this.#stream.write(CLEAR_LINE + text);
  }

  /** Takes the live line away, also before anything else is written to the same terminal. */
  clearLive(): void {
    if (this.#live === '') return;
    this.#live = '';
    this.#stream.write(CLEAR_LINE);
  }
}

/** Rows as text. It keeps what it needs between batches, such as whether the header is written. */
export interface RowFormat {
  /** The text of these rows, with what comes before the first ones. Some may be held back for later. */
  rows(batch: readonly object[]): string;
  /** What is held back; and the header, where no row came. */
  end(): string;
}

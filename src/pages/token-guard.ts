import { createHash } from 'node:crypto';

/**
 * Remembers the tokens of one walk and says when one comes for the second time, also in a longer circle. It keeps a
 * short digest of each (tokens have up to 6,144 characters): under 100 bytes a page.
 */
export class TokenGuard {
  readonly #seen = new Set<string>();

  /** @param startingToken the token the walk starts with, where it has one: it must not come again either */
  constructor(startingToken?: string) {
    if (startingToken !== undefined) this.admit(startingToken);
  }

  /** Notes a token; `false` when the walk has seen it before. */
  admit(token: string): boolean {
    const digest = createHash('sha1').update(token).digest('base64');
    if (this.#seen.has(digest)) return false;
    this.#seen.add(digest);
    return true;
  }
}

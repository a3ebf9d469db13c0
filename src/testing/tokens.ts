import { createHmac, randomBytes } from 'node:crypto';

/** The position in a list that a token stands for. */
export interface TokenContent {
  /** The place in the list at which the next page starts. */
  readonly position: number;
  /** The number of the page that the token requests. The first page is 1. */
  readonly page: number;
  /** The number of changes to the list before the token was issued. */
  readonly version: number;
}

/**
 * Encodes and checks tokens. A token is bound to a scope: the operation, the store and the filter. It is signed with a
 * random key, which rejects tokens of another emulator, and expires `lifetimeMs` after it is issued.
 */
export class TokenCodec {
  readonly #key = randomBytes(32);
  readonly #lifetimeMs: number;

  constructor(lifetimeMs = Infinity) {
    this.#lifetimeMs = lifetimeMs;
  }

  encode(scope: string, { position, page, version }: TokenContent, now = performance.now()): string {
    const body = `${position} ${page} ${version} ${now}`;
    const signature = createHmac('sha256', this.#key).update(`${scope}\0${body}`).digest('base64url');
    return Buffer.from(`${body} ${signature}`).toString('base64url');
  }

  decode(scope: string, token: string, now = performance.now()): TokenContent | 'forged' | 'expired' {
    const parts = Buffer.from(token, 'base64url').toString().split(' ');
    const [position = NaN, page = NaN, version = NaN, issued = NaN] = parts.map(Number);
    // encoding the content again checks the signature and the spelling
    if (this.encode(scope, { position, page, version }, issued) !== token) return 'forged';
    return now - issued > this.#lifetimeMs ? 'expired' : { position, page, version };
  }
}

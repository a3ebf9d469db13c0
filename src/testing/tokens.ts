import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Where a walk stands: what a token says once it has been checked. */
export interface TokenContent {
  /** The place in the list that the next page starts at. */
  readonly position: number;
  /** The number of the page that the token asks for, the first page being 1. */
  readonly page: number;
}

export type TokenCheck =
  { readonly outcome: 'valid'; readonly content: TokenContent } | { readonly outcome: 'forged' | 'expired' };

/** Makes and checks tokens that are bound to a scope: the operation, the store and the filter they were given for. */
export interface TokenCodec {
  encode(scope: string, content: TokenContent, now: number): string;
  decode(scope: string, token: string, now: number): TokenCheck;
}

const BODY_BYTES = 24; // three doubles: position, page, time of issue
const MAC_BYTES = 16;

/**
 * Tokens are signed with a key of their own, so those of another emulator are refused. They expire `lifetimeMs` after
 * they were given out; `now` is a monotonic clock in milliseconds.
 */
export const createTokenCodec = (lifetimeMs = Infinity, key: Uint8Array = randomBytes(32)): TokenCodec => {
  const sign = (scope: string, body: Buffer): Buffer =>
    createHmac('sha256', key).update(scope).update('\0').update(body).digest().subarray(0, MAC_BYTES);
  return {
    encode(scope, { position, page }, now) {
      const body = Buffer.allocUnsafe(BODY_BYTES);
      body.writeDoubleBE(position, 0);
      body.writeDoubleBE(page, 8);
      body.writeDoubleBE(now, 16);
      return Buffer.concat([sign(scope, body), body]).toString('base64url');
    },
    decode(scope, token, now) {
      const bytes = Buffer.from(token, 'base64url');
      // Buffer.from skips what is no base64url: only the canonical spelling is a token
      if (bytes.length !== MAC_BYTES + BODY_BYTES || bytes.toString('base64url') !== token)
        return { outcome: 'forged' };
      const body = bytes.subarray(MAC_BYTES);
      if (!timingSafeEqual(sign(scope, body), bytes.subarray(0, MAC_BYTES))) return { outcome: 'forged' };
      if (now - body.readDoubleBE(16) > lifetimeMs) return { outcome: 'expired' };
      return { outcome: 'valid', content: { position: body.readDoubleBE(0), page: body.readDoubleBE(8) } };
    },
  };
};

import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

const READ_BYTES = 1024 * 1024;

/** A running digest of the bytes of a file. */
export class ContentDigest {
  readonly #hash = createHash('sha256');

  /** Digests the first bytes of an open file, or the whole file if it is shorter. */
  static async of(file: FileHandle, length: number, signal: AbortSignal): Promise<ContentDigest> {
    const digest = new ContentDigest();
    const buffer = Buffer.allocUnsafe(Math.min(length, READ_BYTES));
    for (let position = 0; position < length;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, length - position), position);
      if (bytesRead === 0) break;
      digest.add(buffer.subarray(0, bytesRead));
      position += bytesRead;
    }
    return digest;
  }

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** The digest of all bytes so far. More can be added afterwards. */
  toString(): string {
    return `sha256:${this.#hash.copy().digest('base64url')}`;
  }
}

import { createHash } from 'node:crypto';

/** Numbers per chunk of a {@link Column}. */
const CHUNK = 1 << 15;

/** The maximum load factor of a {@link DigestIndex}: the share of its slots in use. */
const MAX_LOAD = 0.75;

/** A list of numbers in typed arrays. It grows by chunks, without copying, and creates no objects per number. */
export class Column {
  readonly #type: Uint32ArrayConstructor | Float64ArrayConstructor;
  readonly #chunks: (Uint32Array | Float64Array)[] = [];
  #length = 0;

  /** @param type `Uint32Array` for integers from 0 to 2^32 - 1, 4 bytes each; `Float64Array` for any numbers */
  constructor(type: Uint32ArrayConstructor | Float64ArrayConstructor) {
    this.#type = type;
  }

  get length(): number {
    return this.#length;
  }

  /** Appends a number and returns its index. */
  push(value: number): number {
    const index = this.#length;
    if (index % CHUNK === 0) this.#chunks.push(new this.#type(CHUNK));
    this.#length += 1;
    this.set(index, value);
    return index;
  }

  at(index: number): number {
    return this.#chunks[Math.floor(index / CHUNK)]?.[index % CHUNK] ?? NaN;
  }

  set(index: number, value: number): void {
    const chunk = this.#chunks[Math.floor(index / CHUNK)];
    if (chunk !== undefined) chunk[index % CHUNK] = value;
  }
}

/** Strings in one buffer, found by offset. A string takes its UTF-8 bytes and 6 more. */
export class TextStore {
  #bytes = Buffer.alloc(1 << 10);
  #used = 0;

  /** Appends a string and returns its offset. */
  add(text: string): number {
    const json = JSON.stringify(text); // escapes lone surrogates, which UTF-8 cannot encode
    const length = Buffer.byteLength(json);
    const offset = this.#used;
    this.#used += 4 + length;
    if (this.#used > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(2 * this.#bytes.length, this.#used));
      this.#bytes.copy(larger, 0, 0, offset);
      this.#bytes = larger;
    }
    this.#bytes.writeUInt32LE(length, offset);
    this.#bytes.write(json, offset + 4);
    return offset;
  }

  at(offset: number): string {
    const start = offset + 4;
    return JSON.parse(
      this.#bytes.toString('utf8', start, start + this.#bytes.readUInt32LE(offset)),
    ) as string;
  }
}

/**
 * Numbers distinct strings from 0, in order of first use. Instead of the strings it stores 96 bits of SHA-256 for each,
 * so a string of any length takes 17 to 23 bytes. The probability that any two of n strings collide is below n² / 2^97:
 * 6e-18 for a million.
 */
export class DigestIndex {
  readonly #words = [new Column(Uint32Array), new Column(Uint32Array), new Column(Uint32Array)] as const;
  /** Open addressing: the number of a string plus one, or 0 for a free slot. */
  #slots = new Uint32Array(1 << 10);

  get size(): number {
    return this.#words[0].length;
  }

  /** Returns the number of a string. A new string gets the next number, which is `size` before the call. */
  numberOf(text: string): number {
    const digest = createHash('sha256').update(text).digest();
    const [first, second, third] = [digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8)];
    const [firsts, seconds, thirds] = this.#words;
    const mask = this.#slots.length - 1;
    let slot = first & mask;
    for (let used = this.#slots[slot]; used !== undefined && used !== 0; used = this.#slots[slot]) {
      const number = used - 1;
      if (firsts.at(number) === first && seconds.at(number) === second && thirds.at(number) === third) {
        return number;
      }
      slot = (slot + 1) & mask;
    }
    const number = firsts.push(first);
    seconds.push(second);
    thirds.push(third);
    this.#slots[slot] = number + 1;
    if (this.size > MAX_LOAD * this.#slots.length) this.#grow();
    return number;
  }

  #grow(): void {
    const slots = new Uint32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let number = 0; number < this.size; number += 1) {
      let slot = this.#words[0].at(number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

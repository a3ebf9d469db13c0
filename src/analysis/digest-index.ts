import { createHash } from 'node:crypto';
import { Column } from './column.js';

/** Slots in use at most, of those there are. */
const LOAD = 0.75;

/**
 * Numbers texts in the order in which they first come, from 0 up, without keeping them: 96 bits of their SHA-256 stand
 * for each. That is 17 to 23 bytes a text, whatever its length. The chance that any two of n texts are taken for one is
 * below n² / 2^97: 6e-18 for a million.
 */
export class DigestIndex {
  readonly #words = [Column.uint32(), Column.uint32(), Column.uint32()] as const;
  /** Open addressing: the number of a text plus one, 0 where a slot is free. */
  #slots = new Uint32Array(1 << 10);

  /** Different texts that came. */
  get size(): number {
    return this.#words[0].length;
  }

  /** The number of a text: `size`, as it was before, for one that had not come. */
  numberOf(text: string): number {
    const digest = createHash('sha256').update(text).digest();
    const [first, second, third] = [digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8)];
    const [firsts, seconds, thirds] = this.#words;
    const mask = this.#slots.length - 1;
    let slot = first & mask;
    for (let taken = this.#slots[slot]; taken !== undefined && taken !== 0; taken = this.#slots[slot]) {
      const number = taken - 1;
      if (firsts.at(number) === first && seconds.at(number) === second && thirds.at(number) === third) {
        return number;
      }
      slot = (slot + 1) & mask;
    }
    const number = firsts.push(first);
    seconds.push(second);
    thirds.push(third);
    this.#slots[slot] = number + 1;
    if (this.size > LOAD * this.#slots.length) this.#grow();
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

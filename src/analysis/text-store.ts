/** Texts one after the other in one buffer, each found by where it begins. A text takes its UTF-8 bytes and 4 more. */
export class TextStore {
  #bytes = Buffer.alloc(1 << 10);
  #used = 0;

  /** Adds a text and gives its place. */
  add(text: string): number {
    const json = JSON.stringify(text); // UTF-8 has no halves of surrogate pairs, and JSON escapes them
    const length = Buffer.byteLength(json);
    const end = this.#used + 4 + length;
    if (end > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(2 * this.#bytes.length, end));
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    const place = this.#used;
    this.#bytes.writeUInt32LE(length, place);
    this.#bytes.write(json, place + 4);
    this.#used = end;
    return place;
  }

  at(place: number): string {
    const start = place + 4;
    return JSON.parse(this.#bytes.toString('utf8', start, start + this.#bytes.readUInt32LE(place))) as string;
  }
}

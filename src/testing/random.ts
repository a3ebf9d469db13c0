/** A 32-bit hash of two integers. Hashes of adjacent numbers differ in about half of their bits. */
export function hash32(seed: number, value: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(value + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}

/** A 32-bit hash of a text: FNV-1a over its UTF-16 units. */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** A pseudorandom number in [0, 1) that depends only on its arguments. */
export function fraction(seed: number, value: number): number {
  return hash32(seed, value) / 4294967296;
}

/** A seeded Fisher–Yates shuffle of the numbers from 0 to `length` − 1, in 4 bytes each. */
export function permutation(length: number, seed: number): Uint32Array {
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i += 1) {
    const j = Math.floor(fraction(seed, i) * (i + 1));
    order[i] = order[j] ?? 0;
    order[j] = i;
  }
  return order;
}

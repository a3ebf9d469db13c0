import { BLOCK_IDS, includes, isNumeric } from './numeric-ids.js';

/** Ids in plain JSON, in any order. */
export interface PackedIds {
  /** Blocks of sorted ids, each the difference to the one before, as base64 of LEB128 numbers. */
  readonly blocks: readonly string[];
  /** Ids that are no numbers below 10^15. */
  readonly others: readonly string[];
}

/**
 * The ids of what was delivered, so that a walk that has to start again leaves it out, whatever order it then comes
 * in. Ids are numbers: packed, they take about 4 bytes each, in memory and in a checkpoint.
 */
export class DeliveredIds {
  readonly #blocks: string[];
  readonly #others: string[];
  #open: number[] = [];
  #isForgotten = false;

  constructor(packed: PackedIds = { blocks: [], others: [] }) {
    this.#blocks = [...packed.blocks];
    this.#others = [...packed.others];
  }

  /** Lets all ids go, and those that are added from now on. */
  forget(): void {
    this.#isForgotten = true;
    for (const list of [this.#blocks, this.#others, this.#open]) list.length = 0;
  }

  add(id: string): void {
    if (this.#isForgotten) return;
    if (!isNumeric(id)) {
      this.#others.push(id);
      return;
    }
    this.#open.push(Number(id));
    if (this.#open.length < BLOCK_IDS) return;
    this.#blocks.push(pack(this.#open));
    this.#open = [];
  }

  /** All ids so far as something that can be asked; 8 bytes each while it is held. */
  lookup(): (id: string) => boolean {
    const numbers = Float64Array.from([...this.#blocks.flatMap(unpack), ...this.#open]).sort();
    const others = new Set(this.#others);
    return (id) => (isNumeric(id) ? includes(numbers, Number(id)) : others.has(id));
  }

  toJSON(): PackedIds | undefined {
    const blocks = this.#open.length === 0 ? this.#blocks : [...this.#blocks, pack(this.#open)];
    return blocks.length + this.#others.length === 0
      ? undefined
      : { blocks: [...blocks], others: [...this.#others] };
  }
}

/** Whether a value is what {@link DeliveredIds.toJSON} gives; what it packs is looked at when it is unpacked. */
export function isPackedIds(value: unknown): value is PackedIds {
  if (typeof value !== 'object' || value === null) return false;
  const { blocks, others } = value as Partial<Record<keyof PackedIds, unknown>>;
  return [blocks, others].every(
    (list) => Array.isArray(list) && list.every((item) => typeof item === 'string'),
  );
}

function pack(ids: readonly number[]): string {
  const bytes: number[] = [];
  let before = 0;
  for (const id of Float64Array.from(ids).sort()) {
    let rest = id - before;
    before = id;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  }
  return Buffer.from(bytes).toString('base64');
}

function unpack(block: string): number[] {
  const ids: number[] = [];
  let id = 0;
  let weight = 1;
  for (const byte of Buffer.from(block, 'base64')) {
    id += (byte & 127) * weight;
    weight *= 128;
    if (byte >= 128) continue;
    ids.push(id);
    weight = 1;
  }
  return ids;
}

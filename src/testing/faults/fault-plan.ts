import { fraction, hashText } from '../random.js';
import type { OperationName } from '../model/service-model.js';
import { FAULT_KINDS, type FaultKind, type RandomFaults, type ScriptedFault } from './fault.js';

/** What a fault is chosen by. */
export interface FaultRequest {
  readonly operation: OperationName;
  readonly sequenceStoreId: string | undefined;
  readonly page: number | undefined;
  readonly hasToken: boolean;
}

/** A fault that fits a request; `consume` says that it was applied. */
export interface ChosenFault {
  readonly fault: ScriptedFault;
  consume(): void;
}

/** How often a scripted fault was applied. */
export interface FaultUse {
  readonly fault: ScriptedFault;
  readonly used: number;
}

const NEEDS_TOKEN: ReadonlySet<FaultKind> = new Set(['repeat-token', 'reject-token']);

interface Slot {
  readonly entry: ScriptedFault | RandomFaults;
  /** Requests that fitted operation and store so far. */
  seen: number;
  used: number;
}

/** Chooses the fault of each request. Chance depends on the seed, the store and how many requests it had: no clock. */
export class FaultPlan {
  readonly #seed: number;
  readonly #slots: Slot[];
  readonly #draws = new Map<string, number>();

  constructor(entries: readonly (ScriptedFault | RandomFaults)[], seed: number) {
    this.#seed = seed;
    this.#slots = [];
    this.add(entries);
  }

  add(entries: readonly (ScriptedFault | RandomFaults)[]): void {
    for (const entry of entries) this.#slots.push({ entry, seen: 0, used: 0 });
  }

  choose(request: FaultRequest): ChosenFault | undefined {
    let chosen: ChosenFault | undefined;
    for (const [index, slot] of this.#slots.entries()) {
      if (!inScope(slot.entry, request)) continue;
      slot.seen += 1;
      if (chosen !== undefined) continue;
      const fault =
        'probability' in slot.entry
          ? this.#draw(slot.entry, index, request)
          : scripted(slot.entry, slot, request);
      if (fault === undefined) continue;
      chosen = {
        fault,
        consume: () => {
          slot.used += 1;
        },
      };
    }
    return chosen;
  }

  /** The scripted faults that were applied less often than they say; one with `times: Infinity` must be applied once. */
  unconsumed(): readonly FaultUse[] {
    const left: FaultUse[] = [];
    for (const { entry, used } of this.#slots) {
      if ('probability' in entry) continue;
      const { times = 1 } = entry;
      if (used < (times === Infinity ? 1 : times)) left.push({ fault: entry, used });
    }
    return left;
  }

  #draw(entry: RandomFaults, index: number, request: FaultRequest): ScriptedFault | undefined {
    const key = `${index} ${request.operation} ${request.sequenceStoreId ?? ''}`;
    const nth = this.#draws.get(key) ?? 0;
    this.#draws.set(key, nth + 1);
    const kind = drawKind(entry.probability, fraction(this.#seed ^ hashText(key), nth));
    return kind === undefined || (NEEDS_TOKEN.has(kind) && !request.hasToken) ? undefined : { kind };
  }
}

const inScope = (entry: ScriptedFault | RandomFaults, request: FaultRequest): boolean =>
  (entry.operation === undefined || entry.operation === request.operation) &&
  (entry.sequenceStoreId === undefined || entry.sequenceStoreId === request.sequenceStoreId);

const scripted = (
  fault: ScriptedFault,
  { seen, used }: Slot,
  request: FaultRequest,
): ScriptedFault | undefined => {
  if (used >= (fault.times ?? 1)) return undefined;
  if (fault.page !== undefined && fault.page !== request.page) return undefined;
  if (fault.request !== undefined && fault.request !== seen) return undefined;
  return NEEDS_TOKEN.has(fault.kind) && !request.hasToken ? undefined : fault;
};

/** The kind whose share of the line from 0 to 1 holds `at`, the kinds laid end to end in their listed order. */
export const drawKind = (probability: RandomFaults['probability'], at: number): FaultKind | undefined => {
  let end = 0;
  for (const kind of FAULT_KINDS) {
    if (kind === 'status') continue;
    end += probability[kind] ?? 0;
    if (at < end) return kind;
  }
  return undefined;
};

import fc from 'fast-check';

const { FUZZ_SEED, FUZZ_MINUTES } = process.env;
const MINUTE_MS = 60_000;

/** The time limit of a test. A property has all of the minutes, and some more to shrink a counterexample. */
export const TIMEOUT = (Number(FUZZ_MINUTES ?? 0) + 1) * MINUTE_MS;

/** An input that takes longer than this hangs. */
const HANG_MS = 20_000;

/**
 * Checks a property: a few times with a fixed seed in the suite, or with a random seed for some minutes in
 * `npm run fuzz`, which sets the environment.
 *
 * @param share the part of the minutes; the properties of a file share them
 */
export function holds<Values>(
  property: fc.IAsyncProperty<Values>,
  numRuns: number,
  share = 1,
): Promise<void> {
  const common = { seed: Number(FUZZ_SEED ?? 1), timeout: HANG_MS };
  if (FUZZ_MINUTES === undefined) return fc.assert(property, { ...common, numRuns });
  const plugins = [fc.interruptAfterTimeLimit(Number(FUZZ_MINUTES) * MINUTE_MS * share)];
  return fc.assert(property, { ...common, numRuns: 1e9, plugins });
}

/** Stands for a value that is nested too deeply for a recursive function. */
const DEEP = '\u0001deep';
const DEPTH = 100_000;

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e21,
  '',
  'x',
  '../../../../x',
  '0000000000',
  ' \u202e\n',
  'x'.repeat(10_000),
  [],
  {},
  [null],
  { length: 1 },
  DEEP,
];

/** A change to one member or element somewhere in a JSON value. */
export interface Mutation {
  readonly kind: 'drop' | 'replace' | 'duplicate' | 'nest' | 'reverse';
  /** Selects the member, modulo their number. */
  readonly at: number;
  readonly value: unknown;
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('drop', 'replace', 'replace', 'duplicate', 'nest', 'reverse'),
  at: fc.nat(100_000),
  value: fc.constantFrom(...VALUES),
});

type Container = Record<string | number, unknown>;

/** Returns a copy of a JSON value with one member or element changed. */
export function mutate(json: unknown, { kind, at, value }: Mutation): unknown {
  const copy: unknown = structuredClone(json);
  const places = placesIn(copy);
  if (places.length === 0) return value;
  const [parent, key] = places[at % places.length]!;
  const old = parent[key];
  if (kind === 'replace') parent[key] = value;
  else if (kind === 'nest') parent[key] = [old];
  else if (kind === 'reverse') parent[key] = reversed(old);
  else if (Array.isArray(parent)) parent.splice(Number(key), 1, ...(kind === 'drop' ? [] : [old, old]));
  else if (kind === 'drop') Reflect.deleteProperty(parent, key);
  else parent[`${key}2`] = old;
  return copy;
}

function placesIn(value: unknown): [Container, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const container = value as Container;
  return Object.keys(container).flatMap((key) => [
    [container, key] as [Container, string],
    ...placesIn(container[key]),
  ]);
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.reverse();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}

/** JSON text of a mutated value. */
export function textOf(value: unknown): string {
  return JSON.stringify(value).replaceAll('"\\u0001deep"', '['.repeat(DEPTH) + ']'.repeat(DEPTH));
}

/** A change to a text, as by a broken proxy or disk. */
export interface Damage {
  readonly kind: 'cut' | 'overwrite' | 'insert';
  /** Where, as a fraction of the length. */
  readonly at: number;
  readonly text: string;
}

export const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('cut', 'overwrite', 'insert'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  text: fc.oneof(fc.string({ minLength: 1, maxLength: 3 }), fc.constantFrom('0', '1', '"', '}', '\n', ',')),
});

export function damaged(text: string, { kind, at, text: inserted }: Damage): string {
  const place = Math.floor(at * text.length);
  if (kind === 'cut') return text.slice(0, place);
  return text.slice(0, place) + inserted + text.slice(kind === 'insert' ? place : place + inserted.length);
}

import { InvalidOptionError, type OptionProblem } from '../errors.js';

/** Collects every problem with the options of one call, so that one error can name them all. */
export class Problems {
  readonly #found: OptionProblem[] = [];

  /** Records that the option `name` should be `expected`. */
  add(name: string, expected: string, value: unknown): void {
    this.record({ option: name, expected, got: describe(value) });
  }

  /** Records a problem that the caller describes. */
  record(problem: OptionProblem): void {
    this.#found.push(problem);
  }

  /** The first problem. */
  get first(): OptionProblem | undefined {
    return this.#found[0];
  }

  integer(name: string, value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): void {
    if (value === undefined) return;
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return;
    const bound = max === Number.MAX_SAFE_INTEGER ? `from ${min} and up` : `from ${min} to ${max}`;
    this.add(name, `an integer ${bound}`, value);
  }

  /** Checks a number, which may be `Infinity`. */
  amount(name: string, value: unknown, min: number): void {
    if (value === undefined) return;
    if (typeof value === 'number' && value >= min) return;
    this.add(name, `a number from ${min} and up`, value);
  }

  finite(name: string, value: unknown, min: number): void {
    if (value === Infinity) this.add(name, `a finite number from ${min} and up`, value);
    else this.amount(name, value, min);
  }

  oneOf(name: string, value: unknown, allowed: readonly string[]): void {
    if (value === undefined || allowed.includes(value as string)) return;
    this.add(name, `one of ${allowed.map((word) => `'${word}'`).join(', ')}`, value);
  }

  /** Checks the length of a string in code points, as the service's model does. */
  text(name: string, value: unknown, min: number, max: number): void {
    if (value === undefined) return;
    const length = typeof value === 'string' ? [...value].length : NaN;
    if (length >= min && length <= max) return;
    this.add(name, `a string of ${min} to ${max} characters`, value);
  }

  date(name: string, value: unknown): void {
    if (value === undefined) return;
    if (value instanceof Date && !Number.isNaN(value.getTime())) return;
    this.add(name, 'a valid Date', value);
  }

  /** Checks that a value is an object without unknown members. Returns `false` if it is not an object. */
  members(name: string, value: unknown, known: readonly string[]): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.add(name, 'an object', value);
      return false;
    }
    for (const member of Object.keys(value)) {
      if (known.includes(member)) continue;
      const expected = `an object with only the members ${known.join(', ')}`;
      this.record({ option: name, expected, got: `\`${member}\`` });
    }
    return true;
  }

  /** Checks a required iterable; `undefined` is a problem too. */
  iterable(name: string, value: unknown): void {
    if (!isIterable(value)) this.add(name, 'an async iterable or an iterable', value);
  }

  function(name: string, value: unknown): void {
    if (value === undefined || typeof value === 'function') return;
    this.add(name, 'a function', value);
  }

  boolean(name: string, value: unknown): void {
    if (value === undefined || typeof value === 'boolean') return;
    this.add(name, 'true or false', value);
  }

  signal(name: string, value: unknown): void {
    if (value === undefined || value instanceof AbortSignal) return;
    this.add(name, 'an AbortSignal', value);
  }

  /** @throws {InvalidOptionError} if any problem was recorded */
  throwIfAny(): void {
    if (this.#found.length > 0) throw new InvalidOptionError(this.#found);
  }
}

/**
 * Whether a value is an iterable of items. A string does not count, because nobody wants to iterate over its
 * characters.
 */
export function isIterable(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const { [Symbol.asyncIterator]: async, [Symbol.iterator]: sync } = value as Partial<
    Record<symbol, unknown>
  >;
  return typeof (async ?? sync) === 'function';
}

/** Describes a value for an error message: its type, and the value itself, shortened if it is long. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') {
    const { length } = [...value];
    const shown = JSON.stringify(length > 40 ? `${value.slice(0, 40)}…` : value);
    return `${shown} (string of ${length} ${length === 1 ? 'character' : 'characters'})`;
  }
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? 'an invalid Date' : `the Date ${value.toISOString()}`;
  }
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Promise) return 'a promise';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'function') return 'a function';
  return `\`${String(value)}\` (${typeof value})`;
}

/** Checks the value of one option. */
export type Check = (problems: Problems, name: string, value: unknown) => void;

/** The check of each option of an interface. The compiler requires an entry for every option. */
export type Checks<Options> = { readonly [Option in keyof Required<Options>]: Check };

/** Checks an options object: no unknown members, and every value by its check. */
export function checkOptions(
  problems: Problems,
  name: string,
  options: unknown,
  checks: Readonly<Record<string, Check>>,
): void {
  if (!problems.members(name, options, Object.keys(checks))) problems.throwIfAny();
  for (const [option, check] of Object.entries(checks)) {
    check(problems, option, (options as Readonly<Record<string, unknown>>)[option]);
  }
}

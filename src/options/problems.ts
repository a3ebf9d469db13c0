import { InvalidOptionError, type OptionProblem } from '../errors.js';
import { isIterable } from './is-iterable.js';

/** Collects what is wrong with the options of one call, so that one error can name all of it. */
export class Problems {
  readonly #found: OptionProblem[] = [];

  /** Notes that `name` should have been `expected`, and what came instead. */
  add(name: string, expected: string, value: unknown): void {
    this.note({ option: name, expected, got: describe(value) });
  }

  /** Notes a problem in words of its own. */
  note(problem: OptionProblem): void {
    this.#found.push(problem);
  }

  integer(name: string, value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): void {
    if (value === undefined) return;
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return;
    const bound = max === Number.MAX_SAFE_INTEGER ? `from ${min} and up` : `from ${min} to ${max}`;
    this.add(name, `an integer ${bound}`, value);
  }

  /** A number of milliseconds or the like; `Infinity` is fine. */
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

  /** A string by its length in code points, which is what the service's model counts. */
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

  /** An object with these members and no others: a misspelt one would go unnoticed. `false` when it is no object. */
  members(name: string, value: unknown, known: readonly string[]): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.add(name, 'an object', value);
      return false;
    }
    for (const member of Object.keys(value)) {
      if (known.includes(member)) continue;
      const expected = `an object with no members but ${known.join(', ')}`;
      this.note({ option: name, expected, got: `\`${member}\`` });
    }
    return true;
  }

  /** What is read to its end. It cannot be left out: `undefined` is noted too. */
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

  /** @throws {InvalidOptionError} when anything was noted. */
  throwIfAny(): void {
    if (this.#found.length > 0) throw new InvalidOptionError(this.#found);
  }
}

/** What came, for an error message: the value, cut where it is long, and its type. */
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

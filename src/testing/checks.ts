import { Problems, type Check } from '../options/problems.js';

/** @throws {InvalidOptionError} if the check finds problems */
export function validate(check: (problems: Problems) => void): void {
  const problems = new Problems();
  check(problems);
  problems.throwIfAny();
}

export function matching(pattern: RegExp, expected: string): Check {
  return (problems, name, value) => {
    if (value === undefined || (typeof value === 'string' && pattern.test(value))) return;
    problems.add(name, expected, value);
  };
}

export function oneOf(...allowed: readonly string[]): Check {
  return (problems, name, value) => problems.oneOf(name, value, allowed);
}

export const STORE_ID = /^\d{10,36}$/;

export const checkStoreId = matching(STORE_ID, 'a string of 10 to 36 digits');

export const checkSeed: Check = (problems, name, seed) => problems.integer(name, seed, 0, 4_294_967_295);

export const checkFraction: Check = (problems, name, value) => {
  if (value === undefined || (typeof value === 'number' && value >= 0 && value <= 1)) return;
  problems.add(name, 'a number from 0 to 1', value);
};

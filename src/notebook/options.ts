import { InvalidOptionError } from '../index.js';

/** @throws {InvalidOptionError} for members that are not known, which would go unnoticed */
export function checkMembers(options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).filter((member) => !known.includes(member));
  if (unknown.length === 0) return;
  throw new InvalidOptionError(
    unknown.map(
      (member) => `Expected the members of \`options\` to be among ${known.join(', ')}, got \`${member}\`.`,
    ),
  );
}

/** @throws {InvalidOptionError} for what is no positive integer */
export function checkCount(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new InvalidOptionError([
    `Expected \`${name}\` to be an integer from 1 and up, got \`${String(value)}\` (${typeof value}).`,
  ]);
}

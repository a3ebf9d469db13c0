import { Problems } from '../options/problems.js';
import { closestName, didYouMean } from '../text/closest-name.js';
import {
  likeTest,
  oneOfTest,
  presenceTest,
  rangeTest,
  type Condition,
  type FieldTest,
  type Position,
  type RangeOperator,
  type Scalar,
} from './condition.js';
import { CONVERT, FIELD_NAMES, FIELDS, type FieldKind } from './fields.js';
import type { ReadSetField } from './where.js';

/**
 * Checks and copies a condition. Each problem is recorded by its path.
 *
 * @throws {InvalidOptionError} with every problem, if `problems` are not collected by the caller
 */
export function parseWhere(where: unknown, problems?: Problems): Condition {
  const found = problems ?? new Problems();
  const condition = parseCondition({ problems: found, path: 'where', negated: false, depth: 0 }, where);
  if (problems === undefined) found.throwIfAny();
  return condition;
}

/** Deeper than any sensible condition. The limit also stops at an object that contains itself. */
const MAX_DEPTH = 100;

type Operator = RangeOperator | 'like' | 'missing' | 'present';

const PRESENCE = ['missing', 'present'] as const;
const RANGE = ['gte', 'gt', 'lte', 'lt', ...PRESENCE] as const;

/** The operators that each kind of field accepts, and its values in words. */
const KINDS: Readonly<Record<FieldKind, { operators: readonly Operator[]; expected: string }>> = {
  text: { operators: ['like', ...PRESENCE], expected: 'a string' },
  number: { operators: RANGE, expected: 'a finite number' },
  time: { operators: RANGE, expected: "a Date or an ISO 8601 time such as '2024-06-30T12:00:00Z'" },
  object: {
    operators: PRESENCE,
    expected: '{ missing: true } or { present: true }; test its members by their own paths',
  },
};

/** A place in a condition, and the problems to add to. */
interface Place {
  readonly problems: Problems;
  readonly path: string;
  readonly negated: boolean;
  readonly depth: number;
}

function reject({ problems, path }: Place, expected: string, value: unknown): readonly [] {
  problems.add(path, expected, value);
  return [];
}

/** A negated `and` is an `or` of its negated conditions, and the reverse. */
function parseCondition(place: Place, where: unknown): Condition {
  const { negated, depth } = place;
  const kind = negated ? 'or' : 'and';
  if (depth > MAX_DEPTH) return { kind, of: reject(place, `nested at most ${MAX_DEPTH} deep`, where) };
  if (!isPlainObject(where)) {
    return { kind, of: reject(place, 'a condition, such as { status: "ACTIVE" }', where) };
  }
  const of = entriesOf(where).flatMap(([name, value]): readonly Condition[] => {
    const at = { ...place, path: memberPath(place.path, name), depth: depth + 1 };
    if (Object.hasOwn(FIELDS, name)) return parseField({ ...at, field: FIELDS[name as ReadSetField] }, value);
    if (name === 'not') return [parseCondition({ ...at, negated: !negated }, value)];
    if (name !== 'and' && name !== 'or') return reject(at, knownNames(name), value);
    if (!Array.isArray(value)) return reject(at, 'an array of conditions', value);
    const each = value.map((part, i) => parseCondition({ ...at, path: `${at.path}[${i}]` }, part));
    return [{ kind: (name === 'and') === negated ? 'or' : 'and', of: each }];
  });
  return { kind, of };
}

/** Parses the condition on one field: an equality, or one test per operator. */
function parseField(place: Place & Position, value: unknown): readonly FieldTest[] {
  const { path, field } = place;
  const { operators, expected } = KINDS[field.kind];
  if (isPlainObject(value)) {
    const given = entriesOf(value);
    if (given.length === 0)
      return reject(place, `an object with an operator (${operators.join(', ')})`, value);
    return given.flatMap(([name, operand]) =>
      parseTest({ ...place, path: memberPath(path, name) }, name, operand),
    );
  }
  if (field.kind === 'object') return reject(place, expected, value);
  const values = Array.isArray(value)
    ? value.flatMap((each, i) => parseScalar({ ...place, path: `${path}[${i}]` }, each))
    : parseScalar(place, value);
  return [oneOfTest(place, values)];
}

function parseTest(place: Place & Position, name: string, operand: unknown): readonly FieldTest[] {
  const { field } = place;
  const { operators } = KINDS[field.kind];
  const operator = operators.find((each) => each === name);
  if (operator === undefined)
    return reject(place, `an operator of \`${field.name}\` (${operators.join(', ')})`, operand);
  if (operator === 'like') {
    if (typeof operand === 'string') return [likeTest(place, operand)];
    return reject(place, "a string, such as 'NA12*'", operand);
  }
  if (operator === 'missing' || operator === 'present') {
    if (operand === true) return [presenceTest(place, operator)];
    const opposite = operator === 'missing' ? 'present' : 'missing';
    return reject(place, `true; for the opposite, use { ${opposite}: true }`, operand);
  }
  return parseScalar(place, operand).map((bound) => rangeTest(place, operator, Number(bound)));
}

/** Returns a value that fits the field, or none. */
function parseScalar(place: Place & Position, value: unknown): readonly Scalar[] {
  const { kind, words } = place.field;
  const scalar = CONVERT[kind](value);
  if (typeof scalar !== 'string' && typeof scalar !== 'number') {
    const hint = value === null ? '; for a missing value, use { missing: true }' : '';
    return reject(place, `${KINDS[kind].expected}${hint}`, value);
  }
  const word = words?.find((each) => each.toLowerCase() === String(scalar).toLowerCase());
  if (word === undefined || word === scalar) return [scalar];
  return reject(place, `'${word}', spelled as the service does`, value);
}

/** The members that are not `undefined`. */
function entriesOf(object: object): readonly [string, unknown][] {
  return Object.entries(object).filter(([, value]) => value !== undefined);
}

function memberPath(path: string, name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `${path}.${name}` : `${path}['${name}']`;
}

/** The conditions that replace two members of the service's filter. */
const TIME_BOUNDS = new Map([
  ['createdAfter', 'creationTime: { gte }'],
  ['createdBefore', 'creationTime: { lt }'],
]);

/** Describes the names that a condition may have, and suggests one for an unknown name. */
function knownNames(unknown: string): string {
  const name = TIME_BOUNDS.get(unknown) ?? closestName(unknown, [...FIELD_NAMES, 'and', 'or', 'not']);
  return `a field of a read set, \`and\`, \`or\` or \`not\`${didYouMean(name && `\`${name}\``)}`;
}

/** Rejects a Map or a promise: it has no members, so it would be a condition that always holds. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date)
    return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isLiteral = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isLiteral || Object.keys(value).length > 0;
}

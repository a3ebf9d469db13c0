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

/** Checks and copies a condition. Each problem is recorded by its path. */
export function parseWhere(where: unknown, problems: Problems): Condition {
  return new WhereParser(problems).parse(where, 'where');
}

/** @throws {InvalidOptionError} with every problem of the condition, by path */
export function parseValidWhere(where: unknown): Condition {
  const problems = new Problems();
  const condition = parseWhere(where, problems);
  problems.throwIfAny();
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

class WhereParser {
  readonly #problems: Problems;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** A negated `and` is an `or` of its negated conditions, and the reverse. */
  parse(where: unknown, path: string, negated = false, depth = 0): Condition {
    const kind = negated ? 'or' : 'and';
    if (depth > MAX_DEPTH) return { kind, of: this.#reject(path, `nested at most ${MAX_DEPTH} deep`, where) };
    if (!isPlainObject(where)) {
      return { kind, of: this.#reject(path, 'a condition, such as { status: "ACTIVE" }', where) };
    }
    const of = entriesOf(where).flatMap(([name, value]): readonly Condition[] => {
      const at = memberPath(path, name);
      if (Object.hasOwn(FIELDS, name))
        return this.#field({ path: at, field: FIELDS[name as ReadSetField], negated }, value);
      if (name === 'not') return [this.parse(value, at, !negated, depth + 1)];
      if (name === 'and' || name === 'or') {
        if (!Array.isArray(value)) return this.#reject(at, 'an array of conditions', value);
        const each = value.map((part, i) => this.parse(part, `${at}[${i}]`, negated, depth + 1));
        return [{ kind: (name === 'and') === negated ? 'or' : 'and', of: each }];
      }
      return this.#reject(at, knownNames(name), value);
    });
    return { kind, of };
  }

  /** Parses the condition on one field: an equality, or one test per operator. */
  #field(position: Position, value: unknown): readonly FieldTest[] {
    const { path, field } = position;
    const { operators, expected } = KINDS[field.kind];
    if (isPlainObject(value)) {
      const given = entriesOf(value);
      if (given.length > 0) return given.flatMap(([name, operand]) => this.#test(position, name, operand));
      return this.#reject(path, `an object with an operator (${operators.join(', ')})`, value);
    }
    if (field.kind === 'object') return this.#reject(path, expected, value);
    const values = Array.isArray(value)
      ? value.flatMap((each, i) => this.#scalar({ ...position, path: `${path}[${i}]` }, each))
      : this.#scalar(position, value);
    return [oneOfTest(position, values)];
  }

  #test({ path, field, negated = false }: Position, name: string, operand: unknown): readonly FieldTest[] {
    const position = { path: memberPath(path, name), field, negated };
    const { operators } = KINDS[field.kind];
    const operator = operators.find((each) => each === name);
    if (operator === undefined) {
      const expected = `an operator of \`${field.name}\` (${operators.join(', ')})`;
      return this.#reject(position.path, expected, operand);
    }
    if (operator === 'like') {
      if (typeof operand === 'string') return [likeTest(position, operand)];
      return this.#reject(position.path, "a string, such as 'NA12*'", operand);
    }
    if (operator === 'missing' || operator === 'present') {
      if (operand === true) return [presenceTest(position, operator)];
      const opposite = operator === 'missing' ? 'present' : 'missing';
      return this.#reject(position.path, `true; for the opposite, use { ${opposite}: true }`, operand);
    }
    return this.#scalar(position, operand).map((bound) => rangeTest(position, operator, Number(bound)));
  }

  /** Returns a value that fits the field, or none. */
  #scalar({ path, field }: Position, value: unknown): readonly Scalar[] {
    const scalar = CONVERT[field.kind](value);
    if (typeof scalar !== 'string' && typeof scalar !== 'number') {
      const hint = value === null ? '; for a missing value, use { missing: true }' : '';
      return this.#reject(path, `${KINDS[field.kind].expected}${hint}`, value);
    }
    const word = field.words?.find((each) => each.toLowerCase() === String(scalar).toLowerCase());
    if (word === undefined || word === scalar) return [scalar];
    return this.#reject(path, `'${word}', spelled as the service does`, value);
  }

  #reject(path: string, expected: string, value: unknown): readonly [] {
    this.#problems.add(path, expected, value);
    return [];
  }
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

import type { Problems } from '../options/problems.js';
import { timeMs } from '../text/iso-time.js';
import {
  likeTest,
  oneOfTest,
  presenceTest,
  RANGE_OPERATORS,
  rangeTest,
  type Condition,
  type FieldTest,
  type Scalar,
} from './condition.js';
import { FIELDS, isField, type Field, type FieldKind } from './fields.js';
import type { ReadSetField } from './read-set-where.js';
import { suggestField } from './suggest-field.js';

/** Deeper than any sensible condition; an object that contains itself ends here. */
const MAX_DEPTH = 100;

/** So many values are in the text of a test. */
const MAX_LISTED = 5;

/** Stands for what is invalid. */
const ALWAYS: Condition = { kind: 'and', of: [] };

/** The operators that fit a field. */
const OPERATORS: Readonly<Record<FieldKind, readonly string[]>> = {
  text: ['like', 'missing', 'present'],
  number: [...RANGE_OPERATORS, 'missing', 'present'],
  time: [...RANGE_OPERATORS, 'missing', 'present'],
  object: ['missing', 'present'],
};

/** Checks a condition and copies it. What is wrong is noted by its path, and stands for a condition that always holds. */
export function parseWhere(where: unknown, problems: Problems, path = 'where', depth = 0): Condition {
  if (depth > MAX_DEPTH) {
    problems.add(path, `nested at most ${MAX_DEPTH} deep`, where);
    return ALWAYS;
  }
  if (!isPlainObject(where)) {
    problems.add(path, 'a condition, such as { status: "ACTIVE" }', where);
    return ALWAYS;
  }
  const conditions = Object.entries(where).flatMap(([name, value]): readonly Condition[] => {
    const at = memberPath(path, name);
    if (value === undefined) return [];
    if (name === 'not') return [{ kind: 'not', of: parseWhere(value, problems, at, depth + 1) }];
    if (name === 'and' || name === 'or') {
      if (!Array.isArray(value)) {
        problems.add(at, 'an array of conditions', value);
        return [];
      }
      return [
        { kind: name, of: value.map((each, i) => parseWhere(each, problems, `${at}[${i}]`, depth + 1)) },
      ];
    }
    if (isField(name)) return parseField(at, name, value, problems);
    problems.add(at, `a field of a read set, \`and\`, \`or\` or \`not\`${suggestField(name)}`, value);
    return [];
  });
  return conditions.length === 1 && conditions[0] !== undefined
    ? conditions[0]
    : { kind: 'and', of: conditions };
}

/** The tests of one field: an equality, or one for each operator. */
function parseField(path: string, name: ReadSetField, value: unknown, problems: Problems): FieldTest[] {
  const field = FIELDS[name];
  const place = { path, field: name };
  if (isPlainObject(value)) return parseOperators(path, name, value, problems);
  if (field.kind === 'object') {
    problems.add(
      path,
      `{ missing: true } or { present: true }; its members are tested by their own paths`,
      value,
    );
    return [];
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const checked = values.map((each, i) =>
    scalarOf(Array.isArray(value) ? `${path}[${i}]` : path, field, each, problems),
  );
  if (checked.includes(undefined)) return [];
  return [
    oneOfTest(
      place,
      checked.filter((each) => each !== undefined),
      listed(values.map((each) => shown(field, each))),
    ),
  ];
}

/** Values in the text of a test; of many, the first. */
function listed(values: readonly string[]): string {
  if (values.length === 0) return 'one of none';
  if (values.length <= MAX_LISTED) return values.join(' or ');
  return `${values.slice(0, MAX_LISTED).join(' or ')} or … (${values.length} values)`;
}

function parseOperators(
  path: string,
  name: ReadSetField,
  operators: Readonly<Record<string, unknown>>,
  problems: Problems,
): FieldTest[] {
  const field = FIELDS[name];
  const known = OPERATORS[field.kind];
  const given = Object.entries(operators).filter(([, operand]) => operand !== undefined);
  if (given.length === 0) problems.add(path, `given an operator (${known.join(', ')})`, operators);
  return given.flatMap(([operator, operand]): readonly FieldTest[] => {
    const at = memberPath(path, operator);
    const place = { path: at, field: name };
    if (!known.includes(operator)) {
      problems.add(at, `an operator that fits \`${name}\` (${known.join(', ')})`, operand);
      return [];
    }
    if (operator === 'missing' || operator === 'present') {
      if (operand === true) return [presenceTest(place, operator)];
      const other = operator === 'missing' ? 'present' : 'missing';
      problems.add(at, `true; its opposite is { ${other}: true }`, operand);
      return [];
    }
    if (operator === 'like') {
      if (typeof operand === 'string') return [likeTest(place, operand)];
      problems.add(at, "a string, such as 'NA12*'", operand);
      return [];
    }
    const bound = scalarOf(at, field, operand, problems);
    const range = RANGE_OPERATORS.find((each) => each === operator);
    if (typeof bound !== 'number' || range === undefined) return [];
    return [rangeTest(place, range, bound, shown(field, operand))];
  });
}

/** A value that fits the field; otherwise it is noted. */
function scalarOf(path: string, field: Field, value: unknown, problems: Problems): Scalar | undefined {
  const hint = value === null ? '; for one without a value give { missing: true }' : '';
  switch (field.kind) {
    case 'number':
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      problems.add(path, `a finite number${hint}`, value);
      return undefined;
    case 'time': {
      const ms = timeMs(value);
      if (ms === undefined) {
        problems.add(path, `a Date or an ISO 8601 time such as '2024-06-30T12:00:00Z'${hint}`, value);
      }
      return ms;
    }
    default: {
      if (typeof value !== 'string') {
        problems.add(path, `a string${hint}`, value);
        return undefined;
      }
      const word = field.words?.find((each) => each.toLowerCase() === value.toLowerCase());
      if (word === undefined || word === value) return value;
      problems.add(path, `written as the service does, '${word}'`, value);
      return undefined;
    }
  }
}

/** A value in the text of a test. */
function shown({ kind }: Field, value: unknown): string {
  if (kind === 'time') return new Date(timeMs(value) ?? NaN).toISOString();
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function memberPath(path: string, name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `${path}.${name}` : `${path}['${name}']`;
}

/** An object that could have members. A Map or a promise has none, and would hold of everything. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date)
    return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isLiteral = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isLiteral || Object.keys(value).length > 0;
}

import { isRecord } from '../expect.js';
import { parseIsoTime } from '../iso-time.js';
import { shapeOf, type ServiceModel, type ShapeModel } from './service-model.js';

/**
 * What a value breaks of a shape's constraints, in the service's words: required members, types, lengths, patterns,
 * enums and ranges. Empty when it breaks none. Members the model does not know are let through, as null is for a
 * member that is not required.
 */
export const violations = (model: ServiceModel, shapeName: string, value: unknown, path = ''): string[] => {
  const found: string[] = [];
  check(model, shapeName, value, path, found);
  return found;
};

const check = (
  model: ServiceModel,
  shapeName: string,
  value: unknown,
  path: string,
  found: string[],
): void => {
  const shape = shapeOf(model, shapeName);
  const problem = checks[shape.type](shape, value);
  if (problem !== undefined) {
    found.push(`Value at '${path}' failed to satisfy constraint: ${problem}`);
    return;
  }
  if (shape.type === 'structure' && isRecord(value)) {
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const inner = value[name];
      const at = path === '' ? name : `${path}.${name}`;
      if (inner !== undefined && inner !== null) check(model, member.shape, inner, at, found);
      else if (shape.required?.includes(name) === true) {
        found.push(`Value at '${at}' failed to satisfy constraint: Member must not be null`);
      }
    }
  }
  if (shape.type === 'list' && Array.isArray(value) && shape.member !== undefined) {
    const { shape: inner } = shape.member;
    value.forEach((item, index) => check(model, inner, item, `${path}.${index + 1}.member`, found));
  }
};

type Check = (shape: ShapeModel, value: unknown) => string | undefined;

const checkNumber: Check = (shape, value) => {
  if (typeof value !== 'number' || !Number.isInteger(value)) return `Member must be an ${shape.type}`;
  if (shape.min !== undefined && value < shape.min)
    return `Member must have value greater than or equal to ${shape.min}`;
  if (shape.max !== undefined && value > shape.max)
    return `Member must have value less than or equal to ${shape.max}`;
  return undefined;
};

const checkString: Check = (shape, value) => {
  if (typeof value !== 'string') return 'Member must be a string';
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    return `Member must satisfy enum value set: [${shape.enum.join(', ')}]`;
  }
  return checkLength(shape, characters(value, shape)) ?? checkPattern(shape, value);
};

const checkLength = ({ min, max }: ShapeModel, length: number): string | undefined => {
  if (min !== undefined && length < min) return `Member must have length greater than or equal to ${min}`;
  if (max !== undefined && length > max) return `Member must have length less than or equal to ${max}`;
  return undefined;
};

/** Lengths count characters (code points); UTF-16 units bound them from above, so most texts need no counting. */
const characters = (text: string, { min = 0, max = Infinity }: ShapeModel): number =>
  text.length <= max && text.length >= min * 2 ? text.length : [...text].length;

const patterns = new Map<string, RegExp>();

const checkPattern = ({ pattern }: ShapeModel, value: string): string | undefined => {
  if (pattern === undefined) return undefined;
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    compiled = new RegExp(`^(?:${pattern})$`, 'u');
    patterns.set(pattern, compiled);
  }
  return compiled.test(value) ? undefined : `Member must satisfy regular expression pattern: ${pattern}`;
};

const checks: Readonly<Record<ShapeModel['type'], Check>> = {
  structure: (_shape, value) => (isRecord(value) ? undefined : 'Member must be a structure'),
  list: (shape, value) => (Array.isArray(value) ? checkLength(shape, value.length) : 'Member must be a list'),
  string: checkString,
  integer: checkNumber,
  long: checkNumber,
  timestamp: (_shape, value) =>
    typeof value === 'string' && !Number.isNaN(parseIsoTime(value))
      ? undefined
      : 'Member must be a timestamp (ISO 8601 with Z or an offset)',
};

import { readFileSync } from 'node:fs';
import { timeMs } from '../text/iso-time.js';

/** The operations that the emulator serves, by their names in the service model. */
export const OPERATIONS = [
  'ListReadSets',
  'ListSequenceStores',
  'GetSequenceStore',
  'GetReadSetMetadata',
] as const;

/** The name of an operation that the emulator serves. */
export type OperationName = (typeof OPERATIONS)[number];

/** One page of one list. */
export interface PageRequest {
  readonly operation: OperationName;
  /** `undefined` for ListSequenceStores. */
  readonly sequenceStoreId: string | undefined;
  /** From 1. */
  readonly page: number;
}

/** The request that a latency is chosen for. */
export interface LatencyRequest {
  /** `'unknown'` if no operation has this method and path. */
  readonly operation: OperationName | 'unknown';
  /** The store in the path, if the operation has one. */
  readonly sequenceStoreId: string | undefined;
  /** The requested page of the list, from 1; `undefined` for other operations, and if the token is not valid. */
  readonly page: number | undefined;
}

interface MemberModel {
  readonly shape: string;
  readonly location?: 'uri' | 'querystring';
  readonly locationName?: string;
}

interface ShapeModel {
  readonly type: 'structure' | 'list' | 'string' | 'integer' | 'long' | 'timestamp';
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, MemberModel>>;
  readonly member?: MemberModel;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly error?: { readonly httpStatusCode: number };
}

/** The public service model `omics` 2022-11-28, reduced to the emulator's operations. */
interface ServiceModel {
  readonly operations: Readonly<Record<OperationName, OperationModel>>;
  readonly shapes: Readonly<Record<string, ShapeModel>>;
}

interface OperationModel {
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly input: { readonly shape: string };
}

const FILE = new URL('../../data/omics-storage-model.json', import.meta.url);
let loaded: ServiceModel | undefined;

/** The service model. It is read once, from the package's `data` folder, two levels above both src and dist. */
export function serviceModel(): ServiceModel {
  loaded ??= JSON.parse(readFileSync(FILE, 'utf8')) as ServiceModel;
  return loaded;
}

export function shapeOf(name: string): ShapeModel {
  const shape = serviceModel().shapes[name];
  if (shape === undefined) throw new Error(`The service model has no shape ${name}`);
  return shape;
}

/** Whether a value is an object and not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const WIRE_TIMESTAMP = /T\d\d:\d\d:\d\d(?:\.\d{1,3}(\d*))?(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * Milliseconds since 1970 of a Date, or of an ISO 8601 time with seconds and a zone, the form that the service accepts.
 * Microseconds are kept as a fraction. NaN for anything else.
 */
export function timestampMs(value: unknown): number {
  if (typeof value !== 'string') return timeMs(value) ?? NaN;
  const match = WIRE_TIMESTAMP.exec(value);
  return match === null ? NaN : (timeMs(value) ?? NaN) + Number(`0.${match[1] ?? ''}`);
}

/**
 * The constraints of a shape that a value violates, in the service's words: required members, types, lengths, patterns,
 * enums and ranges. Unknown members are accepted, and so is null for an optional member.
 */
export function violations(shapeName: string, value: unknown, path = ''): string[] {
  const shape = shapeOf(shapeName);
  const problem = value === undefined ? 'Member must not be null' : problemWith(shape, value);
  if (problem !== undefined) return [`Value at '${path}' failed to satisfy constraint: ${problem}`];
  if (isRecord(value)) {
    return Object.entries(shape.members ?? {}).flatMap(([name, member]) => {
      const memberValue = value[name] ?? undefined;
      if (memberValue === undefined && !shape.required?.includes(name)) return [];
      return violations(member.shape, memberValue, path === '' ? name : `${path}.${name}`);
    });
  }
  const { member } = shape;
  if (!Array.isArray(value) || member === undefined) return [];
  return value.flatMap((item, index) => violations(member.shape, item, `${path}.${index + 1}.member`));
}

const TYPES: Record<ShapeModel['type'], [isType: (value: unknown) => boolean, description: string]> = {
  structure: [isRecord, 'a structure'],
  list: [Array.isArray, 'a list'],
  string: [(value) => typeof value === 'string', 'a string'],
  timestamp: [
    (value) => typeof value === 'string' && !Number.isNaN(timestampMs(value)),
    'a timestamp (ISO 8601 with Z or an offset)',
  ],
  integer: [Number.isInteger, 'an integer'],
  long: [Number.isInteger, 'a long'],
};

function problemWith({ type, enum: allowed, pattern, min, max }: ShapeModel, value: unknown) {
  const [isType, description] = TYPES[type];
  if (!isType(value)) return `Member must be ${description}`;
  if (allowed?.includes(value as string) === false) {
    return `Member must satisfy enum value set: [${allowed.join(', ')}]`;
  }
  const isNumber = typeof value === 'number';
  // lengths are counted in characters (code points), not UTF-16 units
  const size = isNumber ? value : Array.from(value as string).length;
  const measure = isNumber ? 'value' : 'length';
  if (min !== undefined && size < min) return `Member must have ${measure} greater than or equal to ${min}`;
  if (max !== undefined && size > max) return `Member must have ${measure} less than or equal to ${max}`;
  if (pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value as string)) return undefined;
  return `Member must satisfy regular expression pattern: ${pattern}`;
}

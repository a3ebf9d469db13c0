import type { SchemaElement } from 'hyparquet-writer';

/** A value as the Parquet library takes it for a column: counts as bigints, times as dates, what is not there as null. */
export function columnValue([element, ...members]: readonly SchemaElement[], value: unknown): unknown {
  if (element === undefined || value === undefined || value === null) return null;
  if (members.length > 0) {
    return Object.fromEntries(
      members.map((member) => [member.name, columnValue([member], Reflect.get(Object(value), member.name))]),
    );
  }
  if (element.converted_type === 'TIMESTAMP_MILLIS') return timeOf(value, element.name);
  if (element.type === 'INT64') return countOf(value, element.name);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function timeOf(value: unknown, name: string): Date {
  const time = value instanceof Date ? value : new Date(String(value));
  if (Number.isNaN(time.getTime()))
    throw new TypeError(`Expected ${name} to be a time, got ${String(value)}.`);
  return time;
}

/** Above 2^53 a number is off in its last digits; it is written as the integer that it is. */
function countOf(value: unknown, name: string): bigint {
  if (typeof value !== 'bigint' && !Number.isInteger(value)) {
    throw new TypeError(`Expected ${name} to be a whole number, got ${String(value)}.`);
  }
  const count = BigInt(value as bigint | number);
  if (BigInt.asIntN(64, count) === count) return count;
  throw new RangeError(`Expected ${name} to fit in 64 bits, got ${String(value)}, which is too large.`);
}

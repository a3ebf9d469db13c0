import type { ReadSetListItem } from '@aws-sdk/client-omics';
import type { ReadSetWhere } from 'healthomics-streams';

/** What a condition means, written a second time and as plainly as it goes: the one to compare with. */
export function naively(where: ReadSetWhere, readSet: ReadSetListItem): boolean {
  for (const [name, asked] of Object.entries(where) as [string, unknown][]) {
    let holds: boolean;
    if (name === 'and') holds = (asked as ReadSetWhere[]).every((each) => naively(each, readSet));
    else if (name === 'or') holds = (asked as ReadSetWhere[]).some((each) => naively(each, readSet));
    else if (name === 'not') holds = !naively(asked as ReadSetWhere, readSet);
    else holds = passes(name, asked, valueAt(readSet, name));
    if (!holds) return false;
  }
  return true;
}

function passes(name: string, asked: unknown, value: unknown): boolean {
  if (Array.isArray(asked)) return asked.some((each) => passes(name, each, value));
  if (typeof asked !== 'object' || asked === null || asked instanceof Date) {
    if (name === 'referenceArn' && asked === '') return value === undefined;
    return value !== undefined && value === plain(name, asked);
  }
  return Object.entries(asked as Record<string, unknown>).every(([operator, operand]) => {
    if (operator === 'missing') return value === undefined;
    if (value === undefined) return false;
    const limit = plain(name, operand) as number;
    if (operator === 'gte') return (value as number) >= limit;
    if (operator === 'gt') return (value as number) > limit;
    if (operator === 'lte') return (value as number) <= limit;
    if (operator === 'lt') return (value as number) < limit;
    if (operator === 'like') return regExpOf(operand as string).test(value as string);
    return operator === 'present';
  });
}

/** A time in milliseconds, anything else as it is. */
function plain(name: string, value: unknown): unknown {
  return name === 'creationTime' ? new Date(value as string | Date).getTime() : value;
}

function valueAt(readSet: ReadSetListItem, name: string): unknown {
  const [outer = '', inner] = name.split('.');
  const object = (readSet as unknown as Record<string, Record<string, unknown> | null | undefined>)[outer];
  const value: unknown = inner === undefined ? object : object?.[inner];
  if (name === 'referenceArn' && value === '') return undefined;
  if (name.includes('total')) return typeof value === 'number' && value === value ? value : undefined;
  if (name === 'creationTime') return value instanceof Date ? value.getTime() : undefined;
  if (name === 'etag' || name === 'sequenceInformation') return value ?? undefined;
  return typeof value === 'string' ? value : undefined;
}

function regExpOf(glob: string): RegExp {
  const parts = glob.match(/\\.|[^\\]|\\$/gsu) ?? [];
  const source = parts.map((part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    const letter = part.length > 1 && part.startsWith('\\') ? part.slice(1) : part;
    return letter.replace(/[$()*+./?[\\\]^{|}]/, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, 'su');
}

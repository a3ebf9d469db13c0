import type { ReadSetListItem } from '@aws-sdk/client-omics';
import type { ReadSetWhere } from 'healthomics-streams';
import { compileFilter, passes as passesFilter, type FilterRules } from '../../src/testing/filter.js';

/** A second, plain implementation of conditions, to compare the compiled ones with. */
export function satisfies(where: ReadSetWhere, readSet: ReadSetListItem): boolean {
  for (const [name, test] of Object.entries(where) as [string, unknown][]) {
    let holds: boolean;
    if (name === 'and') holds = (test as ReadSetWhere[]).every((each) => satisfies(each, readSet));
    else if (name === 'or') holds = (test as ReadSetWhere[]).some((each) => satisfies(each, readSet));
    else if (name === 'not') holds = !satisfies(test as ReadSetWhere, readSet);
    else holds = passes(name, test, valueAt(readSet, name));
    if (!holds) return false;
  }
  return true;
}

function passes(name: string, test: unknown, value: unknown): boolean {
  if (Array.isArray(test)) return test.some((each) => passes(name, each, value));
  if (typeof test !== 'object' || test === null || test instanceof Date) {
    if (name === 'referenceArn' && test === '') return value === undefined;
    return value !== undefined && value === plain(name, test);
  }
  return Object.entries(test as Record<string, unknown>).every(([operator, operand]) => {
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

/** Converts a time to milliseconds. */
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

/** Every way in which a server may interpret a filter. */
export const SERVERS: readonly FilterRules[] = (['exact', 'ignored', 'name-prefix', 'any'] as const).flatMap(
  (filtering) =>
    (['half-open', 'inclusive', 'exclusive', 'mixed'] as const).map((dateBounds) => ({
      filtering,
      dateBounds,
    })),
);

/** The items that a server with these rules lists for a filter, which is sent as JSON. */
export function served(filter: object | undefined, rules: FilterRules, items: readonly ReadSetListItem[]) {
  const compiled = compileFilter(JSON.parse(JSON.stringify(filter ?? {})) as Record<string, unknown>, rules);
  const source = {
    length: items.length,
    at: (place: number) => ({ ...items[place] }),
    timeAt: (place: number) => {
      const time: unknown = items[place]?.creationTime;
      return time instanceof Date ? time.getTime() : NaN;
    },
  };
  return items.filter((_, place) => passesFilter(compiled, source, place));
}

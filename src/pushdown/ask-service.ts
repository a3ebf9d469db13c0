import type { ReadSetFilter } from '@aws-sdk/client-omics';
import type { Domain } from './domain.js';
import { FIELD_NAMES, FIELDS, type WordMember } from '../where/fields.js';
import { isAskable, type Domains } from './narrow.js';
import type { ReadSetField } from '../where/read-set-where.js';
import { MAX_LENGTH, widened } from './service-filter.js';

/** What the service is asked for one field, or why it is not. */
export type Asked =
  | { readonly filter: ReadSetFilter }
  | { readonly member: WordMember; readonly values: readonly string[] }
  | { readonly why: string };

/** What the service is asked for each field that it can filter: never for less than the fields can be. */
export function askService(domains: Domains): ReadonlyMap<ReadSetField, Asked> {
  const asked = new Map<ReadSetField, Asked>();
  for (const field of FIELD_NAMES) {
    const domain = domains.get(field);
    if (domain === undefined || !isAskable(field, domain)) continue;
    const { member } = FIELDS[field];
    asked.set(field, member === undefined ? askTimes(domain) : askWords(field, member, domain));
  }
  return asked;
}

function askWords(field: ReadSetField, member: WordMember, { missing, values }: Domain): Asked {
  const words = [...(missing ? [''] : []), ...(values ?? [])].filter(
    (word): word is string => typeof word === 'string',
  );
  for (const word of words) {
    const why = whyUnsendable(field, member, word);
    if (why !== undefined) return { why };
  }
  const [only] = words;
  return words.length === 1 ? { filter: { [member]: only } } : { member, values: words };
}

/** Letters, marks, separators, symbols, numbers and punctuation: what the service's model takes in a filter. */
const PRINTABLE = /^[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]+$/u;

/** Why a request with this word could be refused. */
function whyUnsendable(field: ReadSetField, member: WordMember, word: string): string | undefined {
  const { words } = FIELDS[field];
  const shown = JSON.stringify(word.length > 40 ? `${word.slice(0, 40)}…` : word);
  if (words !== undefined) {
    return words.includes(word)
      ? undefined
      : `${shown} is not a ${field} known today; the service may refuse it`;
  }
  if (member === 'referenceArn' && word === '') return undefined;
  if (member === 'referenceArn' && !/^arn:./.test(word)) return `the service takes only an ARN, not ${shown}`;
  // in UTF-16 units, the greater of the two ways to count
  if (word.length >= 1 && word.length <= MAX_LENGTH && PRINTABLE.test(word)) return undefined;
  return `the service takes 1 to ${MAX_LENGTH} printable characters, not ${shown}`;
}

function askTimes({ min, max }: Domain): Asked {
  // the service's end is exclusive, and times are whole milliseconds
  const [createdAfter, createdBefore] = [widened(min, -1), widened(max + 1, 1)];
  const filter: ReadSetFilter = {
    ...(createdAfter && { createdAfter }),
    ...(createdBefore && { createdBefore }),
  };
  if (Object.keys(filter).length > 0) return { filter };
  return { why: 'the service takes years of four digits' };
}

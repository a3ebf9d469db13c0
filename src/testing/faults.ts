import { defined } from '../options/defined.js';
import type { Check } from '../options/problems.js';
import { checkFraction } from './checks.js';
import { INVALID_ITEMS, type InvalidItem } from './invalid-items.js';
import { fraction, hashText } from './random.js';
import { isRecord, OPERATIONS, type LatencyRequest, type OperationName } from './service-model.js';

const FAULT_KINDS = [
  'throttle',
  'timeout',
  'internal',
  'unavailable',
  'status',
  'validation',
  'access-denied',
  'not-found',
  'reset',
  'hang-up',
  'hang',
  'html',
  'truncated',
  'cut-off',
  'empty-body',
  'no-read-sets',
  'oversized',
  'empty-page',
  'repeat-page',
  'invalid-item',
  'repeat-token',
  'reject-token',
] as const;

/**
 * How a request fails:
 *
 * | kind | what the client receives |
 * | --- | --- |
 * | `throttle` | 429 ThrottlingException |
 * | `timeout` | 408 RequestTimeoutException |
 * | `internal` | 500 InternalServerException |
 * | `unavailable` | 503 ServiceUnavailableException |
 * | `status` | any status, by default without an error type and with an HTML body |
 * | `validation` | 400 ValidationException |
 * | `access-denied` | 403 AccessDeniedException |
 * | `not-found` | 404 ResourceNotFoundException |
 * | `reset` | a connection reset (RST) instead of a response |
 * | `hang-up` | a closed connection (FIN) instead of a response |
 * | `hang` | no response, until the client or the emulator closes |
 * | `html` | 200 with an HTML page |
 * | `truncated` | 200 with a complete HTTP message whose JSON is cut short |
 * | `cut-off` | 200, with the connection closed in the middle of the body |
 * | `empty-body` | 200 with no bytes |
 * | `no-read-sets` | 200 with `{}` |
 * | `oversized` | the right response, followed by spaces up to `bytes` |
 * | `empty-page` | a page without items and with a new token (only lists) |
 * | `repeat-page` | the right page with a new token that requests the same items again (only lists) |
 * | `invalid-item` | the right page, whose first item is not valid: see `item` (only lists) |
 * | `repeat-token` | the right page with the request's own token as `nextToken` (only requests with a token) |
 * | `reject-token` | 400 ValidationException for a valid token (only requests with a token) |
 *
 * With `times: Infinity`, `empty-page` makes an endless list and `repeat-page` a list that repeats itself.
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** The requests that a fault can apply to. All members that are set must match. */
export interface FaultScope {
  /** @default any operation */
  readonly operation?: OperationName;
  /** Requests with this store in their path. @default any store */
  readonly sequenceStoreId?: string;
}

/** Details of the errors that a fault sends. */
export interface ErrorDetails {
  /** The `Retry-After` header of an error response, in seconds from 0. */
  readonly retryAfterSeconds?: number;
  /**
   * Whether the message of an error repeats the request's secrets: its `Authorization` header, its session token and
   * its page token. Use it to test that your code keeps them out of logs. @default false
   */
  readonly echoSecrets?: boolean;
}

/** A fault for selected requests. The first fault in the list that matches a request applies. */
export interface ScriptedFault extends FaultScope, ErrorDetails {
  readonly kind: FaultKind;
  /** Only requests for this page of a list. The first page is 1. */
  readonly page?: number;
  /** Only requests for this page of a list and for later pages. */
  readonly fromPage?: number;
  /** Only the n-th request, from 1, that matches operation and store. Throttled requests count. */
  readonly request?: number;
  /**
   * How many requests the fault applies to: an integer from 1, or Infinity.
   * @default Infinity for `access-denied` of a store, because permissions last; 1 otherwise and with `page` or `request`
   */
  readonly times?: number;
  /** The status of kind `status`: an integer from 200 to 599. Required for this kind, and rejected for others. */
  readonly status?: number;
  /** The body of kind `status`. @default an HTML page */
  readonly body?: string;
  /** The error type of kind `status`, sent in `x-amzn-errortype`. @default none */
  readonly errorType?: string;
  /** The message of an error. @default a message that fits the kind */
  readonly message?: string;
  /** The item of kind `invalid-item`. @default 'number-id' */
  readonly item?: InvalidItem;
  /** The size of the body of kind `oversized`, before the client reads it. @default 134217728 (128 MiB) */
  readonly bytes?: number;
}

/** Random faults: each matching request gets at most one of the kinds, drawn with the emulator's seed. */
export interface RandomFaults extends FaultScope, ErrorDetails {
  /** The probability of each kind, from 0 to 1. Their sum is at most 1. */
  readonly probability: Readonly<Partial<Record<Exclude<FaultKind, 'status'>, number>>>;
}

/** One fault, or a list of scripted and random faults. */
export type Faults = ScriptedFault | RandomFaults | readonly (ScriptedFault | RandomFaults)[];

const RANDOM_KINDS = FAULT_KINDS.filter((kind) => kind !== 'status');

/** Kinds that apply only to requests with a token: to all pages but the first. */
const TOKEN_KINDS: ReadonlySet<unknown> = new Set<FaultKind>(['repeat-token', 'reject-token']);

/** Kinds that apply only to the pages of a list. */
const PAGE_KINDS: ReadonlySet<unknown> = new Set<FaultKind>(['empty-page', 'repeat-page', 'invalid-item']);

interface PlannedFault {
  readonly entry: ScriptedFault | RandomFaults;
  readonly index: number;
  /** The number of requests so far that matched operation and store. */
  requests: number;
  used: number;
}

/** Finds the fault of each request. Random faults depend only on the seed, the store and the number of its requests. */
export class FaultPlan {
  readonly #seed: number;
  readonly #planned: PlannedFault[] = [];
  readonly #draws = new Map<string, number>();

  constructor(faults: Faults, seed: number) {
    this.#seed = seed;
    this.add(faults);
  }

  add(faults: Faults): void {
    for (const entry of [faults].flat()) {
      this.#planned.push({ entry, index: this.#planned.length, requests: 0, used: 0 });
    }
  }

  /** Finds the first fault that matches, and counts the request for all of them. `consume` records its application. */
  match(request: LatencyRequest) {
    const { operation, sequenceStoreId, page } = request;
    let match: { readonly fault: ScriptedFault; readonly consume: () => void } | undefined;
    for (const planned of this.#planned) {
      const { entry } = planned;
      if ((entry.operation ?? operation) !== operation) continue;
      if ((entry.sequenceStoreId ?? sequenceStoreId) !== sequenceStoreId) continue;
      planned.requests += 1;
      if (match !== undefined) continue;
      const fault = this.#faultOf(planned, request);
      if (fault === undefined) continue;
      if (TOKEN_KINDS.has(fault.kind) && (page ?? 1) === 1) continue;
      if (PAGE_KINDS.has(fault.kind) && page === undefined) continue;
      match = { fault, consume: () => (planned.used += 1) };
    }
    return match;
  }

  /** @throws Error with a table of the scripted faults that were applied too few times */
  assertConsumed(): void {
    const rows: string[][] = [];
    for (const { entry, used } of this.#planned) {
      if ('probability' in entry) continue;
      const { kind, operation, sequenceStoreId, page, fromPage, request } = entry;
      const times = timesOf(entry);
      if (used >= (times === Infinity ? 1 : times)) continue;
      const pages = page ?? (fromPage === undefined ? undefined : `from ${fromPage}`);
      const scope = [operation, sequenceStoreId, pages, request].map((value) => String(value ?? 'any'));
      rows.push([kind, ...scope, `${used} of ${times === Infinity ? '1 or more' : times}`]);
    }
    if (rows.length === 0) return;
    const header = ['kind', 'operation', 'store', 'page', 'request', 'applied'];
    const count = rows.length === 1 ? '1 scripted fault was' : `${rows.length} scripted faults were`;
    throw new Error(`${count} not consumed:\n${tableOf([header, ...rows])}`);
  }

  #faultOf(planned: PlannedFault, request: LatencyRequest): ScriptedFault | undefined {
    const { entry, index, requests, used } = planned;
    if ('probability' in entry) {
      const key = `${index} ${request.operation} ${request.sequenceStoreId ?? ''}`;
      const draws = this.#draws.get(key) ?? 0;
      this.#draws.set(key, draws + 1);
      const kind = drawKind(entry.probability, fraction(this.#seed ^ hashText(key), draws));
      const { retryAfterSeconds, echoSecrets } = entry;
      return kind && { kind, ...defined({ retryAfterSeconds, echoSecrets }) };
    }
    const { page = request.page, fromPage = 1, request: number = requests } = entry;
    if (page !== request.page || (request.page ?? 1) < fromPage || number !== requests) return undefined;
    return used < timesOf(entry) ? entry : undefined;
  }
}

function timesOf({ kind, sequenceStoreId, page, request, times }: ScriptedFault): number {
  const isState = kind === 'access-denied' && sequenceStoreId !== undefined;
  return times ?? (isState && page === undefined && request === undefined ? Infinity : 1);
}

/** The kind whose part of [0, 1) contains `at`. The parts lie end to end. */
export function drawKind(probability: RandomFaults['probability'], at: number): FaultKind | undefined {
  let end = 0;
  return RANDOM_KINDS.find((kind) => {
    end += probability[kind] ?? 0;
    return at < end;
  });
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const widthOf = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widthOf(column))).join('  '));
  return lines.map((line) => line.trimEnd()).join('\n');
}

export const checkFaults: Check = (problems, name, faults) => {
  if (faults === undefined) return;
  for (const [index, fault] of [faults].flat().entries()) checkFault(problems, `${name}[${index}]`, fault);
};

const SCOPE = ['operation', 'sequenceStoreId'];
const ERROR_DETAILS = ['retryAfterSeconds', 'echoSecrets'];
/** The members that belong to one kind. */
const DETAILS = {
  status: ['status', 'body', 'errorType'],
  'invalid-item': ['item'],
  oversized: ['bytes'],
} as const satisfies Partial<Record<FaultKind, readonly string[]>>;
const SELECTION = ['kind', 'page', 'fromPage', 'request', 'times', 'message'];
const SCRIPTED = [...SCOPE, ...ERROR_DETAILS, ...SELECTION, ...Object.values(DETAILS).flat()];

const checkFault: Check = (problems, name, fault) => {
  const isRandom = isRecord(fault) && 'probability' in fault;
  const members = isRandom ? [...SCOPE, ...ERROR_DETAILS, 'probability'] : SCRIPTED;
  if (!problems.members(name, fault, members) || !isRecord(fault)) return;
  problems.oneOf(`${name}.operation`, fault.operation, OPERATIONS);
  problems.text(`${name}.sequenceStoreId`, fault.sequenceStoreId, 1, 36);
  problems.finite(`${name}.retryAfterSeconds`, fault.retryAfterSeconds, 0);
  problems.boolean(`${name}.echoSecrets`, fault.echoSecrets);
  if (isRandom) {
    checkProbability(problems, `${name}.probability`, fault.probability);
    return;
  }
  const { kind, page, fromPage, request, times } = fault;
  problems.oneOf(`${name}.kind`, kind ?? null, FAULT_KINDS);
  problems.integer(`${name}.page`, page, 1);
  problems.integer(`${name}.fromPage`, fromPage, 1);
  problems.integer(`${name}.request`, request, 1);
  if (times !== Infinity) problems.integer(`${name}.times`, times, 1);
  if (kind === 'status') problems.integer(`${name}.status`, fault.status ?? null, 200, 599);
  problems.oneOf(`${name}.item`, fault.item, Object.keys(INVALID_ITEMS));
  problems.integer(`${name}.bytes`, fault.bytes, 1);
  for (const [owner, details] of Object.entries(DETAILS)) {
    for (const member of owner === kind ? [] : details) {
      const value = fault[member];
      if (value !== undefined) problems.add(`${name}.${member}`, `absent unless kind is '${owner}'`, value);
    }
  }
  if (page !== undefined && fromPage !== undefined) {
    problems.add(`${name}.fromPage`, 'absent with `page`, which selects one page', fromPage);
  }
  if (page === 1 && TOKEN_KINDS.has(kind)) {
    problems.add(`${name}.page`, `from 2 for kind '${String(kind)}', because page 1 has no token`, page);
  }
  if (request !== undefined && times !== undefined && times !== 1) {
    problems.add(`${name}.times`, 'absent or 1 with `request`, which selects one request', times);
  }
};

const checkProbability: Check = (problems, name, probability) => {
  if (!problems.members(name, probability, RANDOM_KINDS) || !isRecord(probability)) return;
  let sum = 0;
  for (const [kind, value] of Object.entries(probability)) {
    checkFraction(problems, `${name}.${kind}`, value ?? null);
    sum += Number(value);
  }
  if (sum > 1 + 1e-9) problems.add(name, 'at most 1 in sum', sum);
};

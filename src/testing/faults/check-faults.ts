import {
  expected,
  expectInteger,
  expectKeys,
  expectMatch,
  expectNumber,
  expectOneOf,
  isRecord,
} from '../expect.js';
import { OPERATIONS } from '../model/service-model.js';
import { FAULT_KINDS, type Faults, type RandomFaults, type ScriptedFault } from './fault.js';

/** The faults as a list, checked. @throws TypeError that names the member, its bound and what came */
export const checkFaults = (faults: Faults | undefined): readonly (ScriptedFault | RandomFaults)[] => {
  if (faults === undefined) return [];
  const list = isList(faults) ? faults : [faults];
  list.forEach((fault: unknown, index) => checkFault(`faults[${index}]`, fault));
  return list;
};

const isList = (faults: Faults): faults is readonly (ScriptedFault | RandomFaults)[] => Array.isArray(faults);

const SCRIPTED = ['kind', 'operation', 'sequenceStoreId', 'page', 'request', 'times'];
const DETAILS = ['retryAfterSeconds', 'status', 'body', 'errorType', 'message'];

const checkFault = (name: string, fault: unknown): void => {
  if (!isRecord(fault)) throw expected(name, 'an object', fault);
  const { operation, sequenceStoreId } = fault;
  if (operation !== undefined) expectOneOf(`${name}.operation`, operation, OPERATIONS);
  if (sequenceStoreId !== undefined)
    expectMatch(`${name}.sequenceStoreId`, sequenceStoreId, /./s, 'a store id');
  if ('probability' in fault) checkRandom(name, fault);
  else checkScripted(name, fault);
};

const checkScripted = (name: string, fault: Readonly<Record<string, unknown>>): void => {
  expectKeys(name, fault, [...SCRIPTED, ...DETAILS]);
  const { kind, page, request, times, retryAfterSeconds, status } = fault;
  expectOneOf(`${name}.kind`, kind, FAULT_KINDS);
  if (page !== undefined) expectInteger(`${name}.page`, page, 1);
  if (request !== undefined) expectInteger(`${name}.request`, request, 1);
  if (times !== undefined && times !== Infinity) expectInteger(`${name}.times`, times, 1);
  if (retryAfterSeconds !== undefined) expectNumber(`${name}.retryAfterSeconds`, retryAfterSeconds, 0);
  if (kind === 'status') expectInteger(`${name}.status`, status, 200, 599);
  else {
    for (const member of ['status', 'body', 'errorType']) {
      if (fault[member] !== undefined)
        throw expected(`${name}.${member}`, `absent unless kind is 'status'`, fault[member]);
    }
  }
  if ((kind === 'repeat-token' || kind === 'reject-token') && page === 1) {
    throw expected(`${name}.page`, `from 2 for kind '${kind}' (page 1 has no token)`, page);
  }
  if (request !== undefined && times !== undefined && times !== 1) {
    throw expected(`${name}.times`, 'absent or 1 with `request`, which names one request', times);
  }
};

const checkRandom = (name: string, fault: Readonly<Record<string, unknown>>): void => {
  expectKeys(name, fault, ['probability', 'operation', 'sequenceStoreId']);
  expectKeys(
    `${name}.probability`,
    fault.probability,
    FAULT_KINDS.filter((kind) => kind !== 'status'),
  );
  let sum = 0;
  for (const [kind, value] of Object.entries(fault.probability ?? {})) {
    expectNumber(`${name}.probability.${kind}`, value, 0, 1);
    sum += Number(value);
  }
  if (sum > 1 + 1e-9) throw expected(`${name}.probability`, 'at most 1 in sum', sum);
};

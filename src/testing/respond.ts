import { faultAnswer } from './faults/fault-answer.js';
import type { FaultPlan } from './faults/fault-plan.js';
import type { FaultKind } from './faults/fault.js';
import { errorAnswer, type Answer } from './http/answer.js';
import { credentialOf } from './http/credential.js';
import { parseBody } from './http/read-request.js';
import { bindInput } from './model/bind-input.js';
import { routeOf, type Route } from './model/routes.js';
import type { OperationName } from './model/service-model.js';
import type { ServiceContext } from './operations/context.js';
import { listRequest } from './operations/list-request.js';
import { perform } from './operations/perform.js';
import type { QuotaGate } from './quota.js';

/** A request as it came over HTTP. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
  /** Undefined when it was too long to be read. */
  readonly body: string | undefined;
}

/** What a request gets, and what is to be remembered of it. */
export interface Response {
  readonly answer: Answer;
  readonly operation: OperationName | 'unknown';
  readonly sequenceStoreId: string | undefined;
  readonly body: unknown;
  readonly region: string | undefined;
  readonly page: number | undefined;
  readonly fault: FaultKind | undefined;
}

export interface Responder {
  readonly context: ServiceContext;
  readonly faults: FaultPlan;
  readonly quota: QuotaGate;
}

/**
 * Decides what a request gets, in the order the service does: is it an operation, is it signed, is there quota, is it
 * valid, and then the operation. A fault takes the place of what comes after the quota; a scripted throttle takes no
 * quota, and a request over the quota consumes no fault.
 */
export const respond = ({ context, faults, quota }: Responder, request: RawRequest): Response => {
  const { method, path, query } = request;
  const route = routeOf(method, path);
  const parsed = parseBody(request.body ?? '');
  const body = parsed.outcome === 'parsed' ? parsed.value : request.body;
  const credential = credentialOf(request.authorization);
  const region = credential.outcome === 'accepted' ? credential.region : undefined;
  const reply = (answer: Answer, page?: number, fault?: FaultKind): Response => ({
    answer,
    operation: route?.operation ?? 'unknown',
    sequenceStoreId: route && storeIdOf(route),
    body,
    region,
    page,
    fault,
  });

  if (route === undefined)
    return reply(errorAnswer('UnknownOperationException', `No operation is at ${method} ${path}`));
  if (credential.outcome === 'refused')
    return reply(errorAnswer('AccessDeniedException', credential.message));

  const { operation } = route;
  const bound = bindInput(route, query, parsed.outcome === 'parsed' ? parsed.value : undefined);
  const isListing = operation === 'ListReadSets' || operation === 'ListSequenceStores';
  const isValid = parsed.outcome === 'parsed' && bound.violations.length === 0;
  const list = isListing && isValid ? listRequest(context, operation, bound.input) : undefined;
  const page = list?.token.outcome === 'valid' ? list.token.content.page : undefined;
  const token = list && query.nextToken;

  const chosen = faults.choose({
    operation,
    sequenceStoreId: storeIdOf(route),
    page,
    hasToken: token !== undefined && page !== undefined,
  });
  if (chosen?.fault.kind !== 'throttle' && !quota.take(credential.region, operation, context.now())) {
    return reply(errorAnswer('ThrottlingException', 'Rate exceeded'), page);
  }
  const serve = (nextToken?: string) => {
    if (request.body === undefined) return errorAnswer('ValidationException', 'The request body is too long');
    if (parsed.outcome === 'malformed')
      return errorAnswer('SerializationException', 'The request body is no JSON');
    if (!isValid) return errorAnswer('ValidationException', violationMessage(bound.violations));
    return perform(context, { operation, input: bound.input, list }, nextToken);
  };
  if (chosen === undefined) return reply(serve(), page);
  chosen.consume();
  return reply(faultAnswer(chosen.fault, token, serve), page, chosen.fault.kind);
};

const storeIdOf = ({ operation, labels }: Route): string | undefined =>
  operation === 'GetSequenceStore' ? labels.id : labels.sequenceStoreId;

const violationMessage = (found: readonly string[]): string =>
  `${found.length} validation error${found.length === 1 ? '' : 's'} detected: ${found.join('; ')}`;

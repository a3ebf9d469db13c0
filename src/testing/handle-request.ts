import type { IncomingHttpHeaders } from 'node:http';
import type { OpenEntry } from './history.js';
import { parseListRequest, performOperation } from './operations.js';
import {
  errorResponse,
  faultResponse,
  type EmulatedResponse,
  type MessageResponse,
  type PageChange,
} from './responses.js';
import type { OperationName } from './service-model.js';
import { isRecord, OPERATIONS, serviceModel, shapeOf, violations } from './service-model.js';
import type { Service } from './service.js';

/**
 * Decides the response in the service's order: operation, signature, quota, validation, result. A fault replaces the
 * steps after the quota. A scripted throttle does not use quota, and a request over the quota does not consume a fault.
 * Completes the entry of the request. A body that is too long is `undefined`.
 */
export function handleRequest(
  service: Service,
  entry: OpenEntry,
  headers: IncomingHttpHeaders,
  text: string | undefined,
): EmulatedResponse {
  const { method, path, query } = entry;
  const route = routeOf(method, path);
  const body = parseBody(text ?? '');
  const { region, problem } = credentialOf(headers.authorization);
  entry.operation = route?.operation ?? 'unknown';
  entry.sequenceStoreId = route?.labels[route.operation === 'GetSequenceStore' ? 'id' : 'sequenceStoreId'];
  entry.body = body.isJson ? body.value : text;
  entry.region = region;
  if (route === undefined) {
    return errorResponse('UnknownOperationException', `No operation matches ${method} ${path}`);
  }
  if (region === undefined) return errorResponse('AccessDeniedException', problem);

  const { operation } = route;
  const { input, problems } = bindInput(operation, route.labels, query, body.value);
  const isList = operation === 'ListReadSets' || operation === 'ListSequenceStores';
  const isValid = body.isJson && problems.length === 0;
  const list = isList && isValid ? parseListRequest(service, operation, input) : undefined;
  entry.page = typeof list === 'object' ? list.page : undefined;

  const { page, sequenceStoreId } = entry;
  service.onRequest?.({ operation, page, sequenceStoreId });
  const match = service.faults.match(entry);
  const exceeded = match?.fault.kind === 'throttle' ? undefined : service.exceededQuota(region, operation);
  if (exceeded !== undefined) {
    return errorResponse('ThrottlingException', 'Rate exceeded', exceeded.retryAfterSeconds);
  }
  const serve = (change?: PageChange): MessageResponse => {
    if (text === undefined) return errorResponse('ValidationException', 'The request body is too long');
    if (!body.isJson) return errorResponse('SerializationException', 'The request body is not JSON');
    if (!isValid) {
      const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
      return errorResponse('ValidationException', `${count} detected: ${problems.join('; ')}`);
    }
    return performOperation(service, operation, input, list, change);
  };
  if (match === undefined) return serve();
  match.consume();
  entry.fault = match.fault.kind;
  const sessionToken = headers['x-amz-security-token'];
  const secrets = {
    authorization: headers.authorization,
    sessionToken: Array.isArray(sessionToken) ? sessionToken.join() : sessionToken,
    pageToken: query.nextToken,
  };
  return faultResponse(match.fault, secrets, serve);
}

/** Parses a body. An empty body has the value `undefined`. */
function parseBody(text: string) {
  try {
    return { isJson: true, value: text.trim() === '' ? undefined : (JSON.parse(text) as unknown) };
  } catch {
    return { isJson: false, value: undefined };
  }
}

const CREDENTIAL = /^AWS4-HMAC-SHA256 +Credential=[^/,]+\/\d{8}\/([^/,]+)\/([^/,]+)\/aws4_request[, ]/;

/** The Region in the credential scope of a Signature Version 4 header. The signature itself is not verified. */
export function credentialOf(authorization: string | undefined) {
  if (authorization === undefined) return { problem: 'Missing Authentication Token' };
  const [, region, service] = CREDENTIAL.exec(authorization) ?? [];
  if (region === undefined)
    return { problem: 'The Authorization header is not a Signature Version 4 header' };
  if (service !== 'omics') return { problem: "Credential should be scoped to correct service: 'omics'" };
  return { region };
}

/** Finds the operation of a request, and the labels in its path. A path with a badly encoded label matches none. */
function routeOf(method: string, path: string) {
  for (const operation of OPERATIONS) {
    const { http } = serviceModel().operations[operation];
    const pattern = http.requestUri.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]*)');
    const match = http.method === method ? new RegExp(`^${pattern}$`).exec(path) : null;
    if (match === null) continue;
    try {
      const groups = Object.entries(match.groups ?? {});
      const labels = groups.map(([name, text]): [string, string] => [name, decodeURIComponent(text)]);
      return { operation, labels: Object.fromEntries(labels) };
    } catch {
      return undefined;
    }
  }
  return undefined;
}

type Texts = Readonly<Record<string, string>>;

/** Assembles an operation's input from path, query and body, and finds the constraints that it violates. */
function bindInput(operation: OperationName, labels: Texts, query: Texts, body: unknown) {
  const inputShape = serviceModel().operations[operation].input.shape;
  const input: Record<string, unknown> = {};
  const members = Object.entries(shapeOf(inputShape).members ?? {});
  for (const [name, { shape, location, locationName: key = name }] of members) {
    if (location === 'uri') input[name] = labels[key];
    else if (location === 'querystring') {
      const text = query[key];
      // other text remains text, so that validation rejects it
      const isInteger = shapeOf(shape).type === 'integer' && /^[+-]?\d+$/.test(text ?? '');
      input[name] = isInteger ? Number(text) : text;
    } else if (isRecord(body)) input[name] = body[name];
  }
  const problems = violations(inputShape, input);
  if (body !== undefined && !isRecord(body)) problems.push('The request body must be a JSON object');
  return { input, problems };
}

import { defined } from '../options/defined.js';
import type { FaultKind, ScriptedFault } from './faults.js';
import { shapeOf } from './service-model.js';

/** A complete HTTP response, or one whose connection is closed in the middle of the body. */
export interface MessageResponse {
  readonly kind: 'message' | 'cut-off';
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly errorType?: string;
  readonly retryAfterSeconds?: number;
  /** The number of read sets or stores in the body. */
  readonly items: number;
}

/** The response to a request, or the way in which the connection ends without one. */
export type EmulatedResponse = MessageResponse | { readonly kind: 'reset' | 'hang-up' | 'hang' };

const HTML_PAGE =
  '<!doctype html><html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n';

/** A 200 whose body is already JSON text. */
export function jsonResponse(body: string, items = 0): MessageResponse {
  return { kind: 'message', status: 200, contentType: 'application/json', body, items };
}

/** A response of any status whose body is not JSON. */
function htmlResponse(status: number, body = HTML_PAGE): MessageResponse {
  return { kind: 'message', status, contentType: 'text/html', body, items: 0 };
}

/** Error types that the service model does not declare. */
const OTHER_STATUSES: Readonly<Record<string, number>> = {
  ServiceUnavailableException: 503,
  UnknownOperationException: 404,
  SerializationException: 400,
  EmulatorFailure: 501,
};

/** An exception in the service's format, with the status that the service model declares. */
export function errorResponse(errorType: string, message: string, retryAfterSeconds?: number) {
  const status = OTHER_STATUSES[errorType] ?? shapeOf(errorType).error?.httpStatusCode ?? 500;
  const details = defined({ errorType, retryAfterSeconds });
  return { ...jsonResponse(JSON.stringify({ message })), status, ...details };
}

const ERRORS: Readonly<Partial<Record<FaultKind, readonly [errorType: string, message: string]>>> = {
  throttle: ['ThrottlingException', 'Rate exceeded'],
  timeout: ['RequestTimeoutException', 'The request timed out'],
  internal: ['InternalServerException', 'An internal error occurred'],
  unavailable: ['ServiceUnavailableException', 'The service is unavailable'],
  validation: ['ValidationException', 'The request is not valid'],
  'access-denied': ['AccessDeniedException', 'User is not authorized to perform this operation'],
  'not-found': ['ResourceNotFoundException', 'The resource was not found'],
  'reject-token': ['ValidationException', 'The nextToken is not valid'],
};

/**
 * Applies a fault to the response to a request with `token`. `serve` returns the response without the fault, with
 * `nextToken` if given.
 */
export function faultResponse(
  fault: ScriptedFault,
  token: string | undefined,
  serve: (nextToken?: string) => MessageResponse,
): EmulatedResponse {
  const { kind, message, retryAfterSeconds } = fault;
  const error = ERRORS[kind];
  if (error !== undefined) return errorResponse(error[0], message ?? error[1], retryAfterSeconds);
  switch (kind) {
    case 'reset':
    case 'hang-up':
    case 'hang':
      return { kind };
    case 'html':
      return htmlResponse(200);
    case 'empty-body':
      return jsonResponse('');
    case 'no-read-sets':
      return jsonResponse('{}');
    case 'truncated': {
      const response = serve();
      const length = Math.max(1, Math.floor(response.body.length * 0.6));
      return { ...response, body: response.body.slice(0, length), items: 0 };
    }
    case 'cut-off':
      return { ...serve(), kind, items: 0 };
    case 'repeat-token':
      return serve(token);
    default:
      return statusResponse(fault);
  }
}

function statusResponse(fault: ScriptedFault): MessageResponse {
  const { status = 500, message, body, errorType, retryAfterSeconds } = fault;
  const details = defined({ errorType, retryAfterSeconds });
  if (message === undefined) return { ...htmlResponse(status, body), ...details };
  return { ...jsonResponse(body ?? JSON.stringify({ message })), status, ...details };
}

import { defined } from '../options/defined.js';
import type { FaultKind, ScriptedFault } from './faults.js';
import type { InvalidItem } from './invalid-items.js';
import { shapeOf } from './service-model.js';

/** A complete HTTP response, or one whose connection is closed in the middle of the body. */
export interface MessageResponse {
  readonly kind: 'message' | 'cut-off';
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** The size of the body. Spaces follow the text up to it. @default the size of the text */
  readonly bytes?: number;
  readonly errorType?: string;
  readonly retryAfterSeconds?: number;
  /** The number of read sets or stores in the body. */
  readonly items: number;
}

/** How a fault changes the page of a list. */
export interface PageChange {
  /** The token of the next page instead of the right one. */
  readonly nextToken?: string | undefined;
  /** Whether the page has no items. */
  readonly isEmpty?: boolean;
  /** Whether the next page starts where this one did. */
  readonly isRepeated?: boolean;
  /** Makes the first item invalid. */
  readonly item?: InvalidItem;
}

/** The secrets that a request sends. */
export interface RequestSecrets {
  readonly authorization: string | undefined;
  readonly sessionToken: string | undefined;
  readonly pageToken: string | undefined;
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

/** The size of an oversized body: twice the limit of a client that reads up to 64 MiB. */
const OVERSIZED_BYTES = 134_217_728;

/**
 * Applies a fault to the response to a request with these secrets. `serve` returns the response without the fault, with
 * the page changed if a change is given.
 */
export function faultResponse(
  fault: ScriptedFault,
  secrets: RequestSecrets,
  serve: (change?: PageChange) => MessageResponse,
): EmulatedResponse {
  const { kind, retryAfterSeconds } = fault;
  const error = ERRORS[kind];
  const echo = fault.echoSecrets === true ? echoOf(secrets) : '';
  if (error !== undefined) {
    return errorResponse(error[0], `${fault.message ?? error[1]}${echo}`, retryAfterSeconds);
  }
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
    case 'oversized':
      return { ...serve(), bytes: fault.bytes ?? OVERSIZED_BYTES };
    case 'empty-page':
      return serve({ isEmpty: true, isRepeated: true });
    case 'repeat-page':
      return serve({ isRepeated: true });
    case 'invalid-item':
      return serve({ item: fault.item ?? 'number-id' });
    case 'repeat-token':
      return serve({ nextToken: secrets.pageToken });
    default:
      return statusResponse(fault, echo);
  }
}

function echoOf({ authorization, sessionToken, pageToken }: RequestSecrets): string {
  const headers = `Authorization: ${authorization ?? ''}\nX-Amz-Security-Token: ${sessionToken ?? ''}`;
  return `. The request was:\n${headers}\nnextToken=${pageToken ?? ''}`;
}

function statusResponse(fault: ScriptedFault, echo: string): MessageResponse {
  const { status = 500, message, body, errorType, retryAfterSeconds } = fault;
  const details = defined({ errorType, retryAfterSeconds });
  if (message === undefined) {
    return { ...htmlResponse(status, `${body ?? HTML_PAGE}${echo}`), ...details };
  }
  const text = body === undefined ? JSON.stringify({ message: `${message}${echo}` }) : `${body}${echo}`;
  return { ...jsonResponse(text), status, ...details };
}

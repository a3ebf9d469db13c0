import { shapeOf, serviceModel } from '../model/service-model.js';

/** A whole HTTP answer. */
export interface MessageAnswer {
  readonly kind: 'message' | 'cut-off';
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly errorType?: string;
  readonly retryAfterSeconds?: number;
  /** Read sets or stores in the body. */
  readonly items: number;
}

/** What a request gets: a message, one that breaks off half-way, or no answer at all. */
export type Answer = MessageAnswer | { readonly kind: 'reset' | 'hang-up' | 'hang' };

const JSON_TYPE = 'application/json';

/** An HTML page, such as a proxy sends. */
export const HTML_PAGE =
  '<!doctype html><html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n';

/** A 200 with JSON that is already text. */
export const jsonAnswer = (body: string, items = 0): MessageAnswer => ({
  kind: 'message',
  status: 200,
  contentType: JSON_TYPE,
  body,
  items,
});

/** A message of any status whose body is no JSON. */
export const plainAnswer = (status: number, body: string): MessageAnswer => ({
  kind: 'message',
  status,
  contentType: 'text/html',
  body,
  items: 0,
});

// what the service answers beside the errors of its model
const OTHER_STATUSES: Readonly<Record<string, number>> = {
  ServiceUnavailableException: 503,
  UnknownOperationException: 404,
  SerializationException: 400,
  EmulatorFailure: 501,
};

/** An exception in the service's form, its status taken from the service model. */
export const errorAnswer = (
  errorType: string,
  message: string,
  retryAfterSeconds?: number,
): MessageAnswer => ({
  kind: 'message',
  status: OTHER_STATUSES[errorType] ?? shapeOf(serviceModel(), errorType).error?.httpStatusCode ?? 500,
  contentType: JSON_TYPE,
  body: JSON.stringify({ message }),
  errorType,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  items: 0,
});

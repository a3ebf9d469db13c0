import { LoopbackHostPrefixError, RequestTimeoutError, UnreadableResponseError } from '../errors.js';

/** Why an attempt is worth repeating. */
export type RetryReason = 'throttling' | 'timeout' | 'server' | 'connection' | 'unreadable';

/** What to make of a failed attempt. `advice` is what a person could do once it is final. */
export type Verdict =
  | {
      readonly retry: true;
      readonly reason: RetryReason;
      readonly advice: string;
      readonly retryAfterMs?: number;
    }
  | { readonly retry: false; readonly advice: string };

/** The codes that Node, and undici under `fetch`, put on errors of the connection that may pass. */
const CONNECTION_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** The names AWS services give to throttling, as the SDK's own list has them. */
const THROTTLING_NAMES = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'LimitExceededException',
  'BandwidthLimitExceeded',
  'SlowDown',
  'PriorRequestNotComplete',
]);

const ADVICE: Record<RetryReason, string> = {
  throttling: 'Lower requestsPerSecond or raise retry.maxAttempts.',
  timeout: 'Raise requestTimeoutMs or retry.maxAttempts.',
  server: 'Try again later, or raise retry.maxAttempts.',
  connection: 'Check the network and the endpoint, or raise retry.maxAttempts.',
  unreadable:
    'Check what stands between this machine and the service (a proxy?), or raise retry.maxAttempts.',
};

/**
 * Says whether a failed attempt is worth repeating, and why. Pure: `nowMs` is only read for a `Retry-After` that is a
 * date.
 *
 * Names come first, then the HTTP status (a 429 or 503 from a proxy has no error type), then the connection's codes.
 * What is not known is not repeated: a bug in a middleware fails the same way each time.
 */
export function classifyError(error: unknown, nowMs: number): Verdict {
  const facts = readFacts(error);
  const reason = retryReason(error, facts);
  if (reason === undefined) return { retry: false, advice: finalAdvice(facts) };
  const retryAfterMs = parseRetryAfter(facts.retryAfter, nowMs);
  return {
    retry: true,
    reason,
    advice: ADVICE[reason],
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

interface Facts {
  readonly name: string;
  readonly status: number | undefined;
  readonly codes: readonly string[];
  readonly retryAfter: string | undefined;
  readonly retryable: { throttling?: boolean } | undefined;
  readonly clockSkewCorrected: boolean;
}

function retryReason(error: unknown, facts: Facts): RetryReason | undefined {
  const { name, status, codes, retryable } = facts;
  if (error instanceof LoopbackHostPrefixError) return undefined;
  if (error instanceof RequestTimeoutError) return 'timeout';
  if (error instanceof UnreadableResponseError) return 'unreadable';
  if (THROTTLING_NAMES.has(name) || status === 429 || retryable?.throttling === true) return 'throttling';
  if (name === 'RequestTimeoutException' || name === 'RequestTimeout' || status === 408) return 'timeout';
  if (name === 'InternalServerException' || status === 500 || status === 502) return 'server';
  if (status === 503 || status === 504 || retryable !== undefined || facts.clockSkewCorrected)
    return 'server';
  // The SDK names every reset connection a TimeoutError, so the connection's own code comes first.
  if (codes.some((code) => CONNECTION_CODES.has(code) || code.startsWith('HPE_'))) return 'connection';
  if (name === 'TimeoutError') return 'timeout';
  if (status !== undefined && status >= 200 && status < 300) return 'unreadable';
  return undefined;
}

function finalAdvice({ name, status, codes }: Facts): string {
  if (name === 'ResourceNotFoundException') return 'Check the id and the Region.';
  if (name === 'ValidationException') return 'Check the input.';
  if (name === 'AccessDeniedException') return 'Check the permissions of these credentials.';
  if (/credential|expiredtoken|unrecognizedclient|invalidsignature|invalidclienttoken/i.test(name)) {
    return 'Check or renew the credentials.';
  }
  if (codes.includes('ENOTFOUND')) return 'Check the Region and the endpoint.';
  if (status === 401 || status === 403) return 'Check the credentials and their permissions.';
  if (status !== undefined && status >= 300)
    return 'Check the endpoint, and what stands before it (a proxy?).';
  return 'It is not an error that passes by itself.';
}

/** What the SDK, Node and fetch put on an error, wherever they put it. */
function readFacts(error: unknown): Facts {
  const fields = record(error);
  const response = record(fields.$response);
  const headers = record(response.headers);
  const metadata = record(fields.$metadata);
  const codes = [fields.code, record(fields.cause).code].filter((code) => typeof code === 'string');
  const status = response.statusCode ?? metadata.httpStatusCode;
  const retryAfter = headers['retry-after'];
  return {
    name: typeof fields.name === 'string' ? fields.name : '',
    status: typeof status === 'number' ? status : undefined,
    codes,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
    retryable: fields.$retryable as { throttling?: boolean } | undefined,
    clockSkewCorrected: metadata.clockSkewCorrected === true,
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** `Retry-After` in milliseconds from now: a number of seconds or an HTTP date; `undefined` for anything else. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (!Number.isNaN(seconds)) return seconds >= 0 && Number.isFinite(seconds) ? seconds * 1000 : undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

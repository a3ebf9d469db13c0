import { LoopbackHostPrefixError, RequestTimeoutError, UnreadableResponseError } from '../errors.js';
import { defined } from '../options/defined.js';

/** Why a failed attempt is retried. */
export type RetryReason = 'throttling' | 'timeout' | 'server' | 'connection' | 'unreadable';

/** Whether to retry a failed attempt. `advice` says what to do if the failure is final. */
export type Verdict = { readonly advice: string } & (
  | { readonly retry: true; readonly reason: RetryReason; readonly retryAfterMs?: number }
  | { readonly retry: false }
);

/** The codes of transient connection errors in Node, in undici under `fetch`, and in the HTTP parser. */
const CONNECTION_CODES = [
  /^E(CONNRESET|CONNREFUSED|CONNABORTED|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NETDOWN|AI_AGAIN)$/,
  /^UND_ERR_(SOCKET|CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT)$/,
  /^HPE_/,
];

/** The names of throttling errors of AWS services, from the SDK's own list. */
const THROTTLING_NAMES = [
  /^(Throttling|ThrottlingException|ThrottledException|RequestThrottled|RequestThrottledException)$/,
  /^(TooManyRequestsException|RequestLimitExceeded|LimitExceededException|BandwidthLimitExceeded)$/,
  /^(SlowDown|PriorRequestNotComplete)$/,
];

const isAnyOf = (patterns: readonly RegExp[], text: string): boolean =>
  patterns.some((pattern) => pattern.test(text));

const ADVICE: Record<RetryReason, string> = {
  throttling: 'Lower requestsPerSecond or raise retry.maxAttempts.',
  timeout: 'Raise requestTimeoutMs or retry.maxAttempts.',
  server: 'Try again later, or raise retry.maxAttempts.',
  connection: 'Check the network and the endpoint, or raise retry.maxAttempts.',
  unreadable: 'Check whether a proxy changes the responses, or raise retry.maxAttempts.',
};

/** Decides whether to retry a failed attempt. Unknown errors are not retried: a bug fails the same way each time. */
export function classifyError(error: unknown, nowMs: number): Verdict {
  const facts = readFacts(error);
  const reason = retryReason(error, facts);
  if (reason === undefined) return { retry: false, advice: finalAdvice(facts) };
  const sinceMs = Number.isNaN(facts.sentAtMs) ? nowMs : facts.sentAtMs;
  const retryAfterMs = parseRetryAfter(facts.retryAfter, sinceMs);
  return { retry: true, reason, advice: ADVICE[reason], ...defined({ retryAfterMs }) };
}

function retryReason(error: unknown, facts: Facts): RetryReason | undefined {
  const { name, status, codes, retryable, clockSkewCorrected } = facts;
  if (error instanceof LoopbackHostPrefixError) return undefined;
  if (error instanceof RequestTimeoutError) return 'timeout';
  if (error instanceof UnreadableResponseError) return 'unreadable';
  if (isAnyOf(THROTTLING_NAMES, name) || status === 429 || retryable?.throttling === true)
    return 'throttling';
  if (name === 'RequestTimeoutException' || name === 'RequestTimeout' || status === 408) return 'timeout';
  if (name === 'InternalServerException' || status === 500 || status === 502) return 'server';
  if (status === 503 || status === 504 || retryable !== undefined || clockSkewCorrected) return 'server';
  // The SDK names every connection reset a TimeoutError, so check the code of the connection first.
  if (codes.some((code) => isAnyOf(CONNECTION_CODES, code))) return 'connection';
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
  if (status !== undefined && status >= 300) return 'Check the endpoint, and any proxy in front of it.';
  return 'A retry would fail in the same way.';
}

type Facts = ReturnType<typeof readFacts>;

/** Reads the members that the SDK, Node and fetch add to an error. */
function readFacts(error: unknown) {
  const fields = record(error);
  const response = record(fields.$response);
  const metadata = record(fields.$metadata);
  const status = response.statusCode ?? metadata.httpStatusCode;
  const headers = record(response.headers);
  const retryAfter = headers['retry-after'];
  return {
    name: typeof fields.name === 'string' ? fields.name : '',
    status: typeof status === 'number' ? status : undefined,
    codes: [fields.code, record(fields.cause).code].filter((code) => typeof code === 'string'),
    retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
    // The time of the service, since the clock of this machine may be wrong.
    sentAtMs: Date.parse(String(headers.date)),
    retryable: fields.$retryable as { throttling?: boolean } | undefined,
    clockSkewCorrected: metadata.clockSkewCorrected === true,
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Parses `Retry-After`, a number of seconds or an HTTP date, to milliseconds from now. Other values are `undefined`. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (!Number.isNaN(seconds)) return seconds >= 0 && Number.isFinite(seconds) ? seconds * 1000 : undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

import { describe, expect, it } from 'vitest';
import { LoopbackHostPrefixError, RequestTimeoutError, UnreadableResponseError } from '../../src/errors.js';
import { classifyError } from '../../src/request/classify-error.js';

/** Creates an error as the SDK throws it. */
const service = (name: string, status?: number, more: object = {}): Error =>
  Object.assign(new Error('said so'), {
    name,
    ...(status === undefined ? {} : { $metadata: { httpStatusCode: status } }),
    ...more,
  });
const coded = (code: string): Error => Object.assign(new Error('the network'), { code });

describe('classifyError retries a transient error', () => {
  it.each<[string, unknown, string]>([
    ['ThrottlingException', service('ThrottlingException', 429), 'throttling'],
    ['TooManyRequestsException', service('TooManyRequestsException', 400), 'throttling'],
    ['SlowDown at 503', service('SlowDown', 503), 'throttling'],
    ['429 of any name', service('SomethingElse', 429), 'throttling'],
    [
      'a retryable throttling error of any name',
      service('X', 400, { $retryable: { throttling: true } }),
      'throttling',
    ],
    ['RequestTimeoutException', service('RequestTimeoutException', 408), 'timeout'],
    ['408 of any name', service('SomethingElse', 408), 'timeout'],
    ['InternalServerException', service('InternalServerException', 500), 'server'],
    ['500 of any name', service('SomethingElse', 500), 'server'],
    ['502 of any name', service('SomethingElse', 502), 'server'],
    ['503 of any name', service('SomethingElse', 503), 'server'],
    ['504 of any name', service('SomethingElse', 504), 'server'],
    ['an error that the service marks as retryable', service('X', 400, { $retryable: {} }), 'server'],
    [
      'a clock skew that the SDK has just corrected',
      service('RequestExpired', 403, { $metadata: { httpStatusCode: 403, clockSkewCorrected: true } }),
      'server',
    ],
    ['a connection reset', coded('ECONNRESET'), 'connection'],
    ['a connection refused', coded('ECONNREFUSED'), 'connection'],
    ['a broken pipe', coded('EPIPE'), 'connection'],
    ['a temporary DNS failure', coded('EAI_AGAIN'), 'connection'],
    ['a response that is not HTTP', coded('HPE_INVALID_CONSTANT'), 'connection'],
    [
      'a code on the cause of an error of fetch',
      new TypeError('fetch failed', { cause: coded('UND_ERR_SOCKET') }),
      'connection',
    ],
    ["the SDK's own TimeoutError", service('TimeoutError'), 'timeout'],
    ["this library's own timeout", new RequestTimeoutError(100), 'timeout'],
    [
      'an unreadable body in a 200',
      new UnreadableResponseError(200, { firstBytes: '"<html>"' }),
      'unreadable',
    ],
    [
      'a parse error for a 200',
      Object.assign(new SyntaxError('Unexpected token'), { $response: { statusCode: 200 } }),
      'unreadable',
    ],
    [
      'HTML in a 503, which has no error type',
      Object.assign(new SyntaxError('Unexpected token'), { $response: { statusCode: 503 } }),
      'server',
    ],
    [
      'HTML in a 429, which has no error type',
      Object.assign(new SyntaxError('Unexpected token'), { $response: { statusCode: 429 } }),
      'throttling',
    ],
  ])('%s', (_, error, reason) => {
    const verdict = classifyError(error, 0);
    expect(verdict).toMatchObject({ retry: true, reason });
    expect(verdict.advice).toMatch(/\.$/);
  });
});

// The SDK names every ECONNRESET, EPIPE and ETIMEDOUT a TimeoutError. The advice for a timeout, to raise
// requestTimeoutMs, would not help.
it('classifyError recognizes a connection reset that the SDK names a TimeoutError', () => {
  const reset = Object.assign(coded('ECONNRESET'), { name: 'TimeoutError' });
  expect(classifyError(reset, 0)).toMatchObject({ retry: true, reason: 'connection' });
});

describe('classifyError does not retry a permanent error', () => {
  it.each<[string, unknown, RegExp]>([
    ['ValidationException', service('ValidationException', 400), /input/],
    ['AccessDeniedException', service('AccessDeniedException', 403), /permissions/],
    ['ResourceNotFoundException', service('ResourceNotFoundException', 404), /id and the Region/],
    ['ExpiredTokenException', service('ExpiredTokenException', 403), /credentials/],
    ['UnrecognizedClientException', service('UnrecognizedClientException', 403), /credentials/],
    ['no credentials at all', service('CredentialsProviderError'), /credentials/],
    ['403 of any name', service('SomethingElse', 403), /permissions/],
    ['a host that does not exist', coded('ENOTFOUND'), /endpoint/],
    ['501', service('NotImplemented', 501), /proxy/],
    ['a bug in a callback', new TypeError('x is not a function'), /fail in the same way/],
    ['a loopback client', new LoopbackHostPrefixError('127.0.0.1'), /fail in the same way/],
    ['undefined', undefined, /fail in the same way/],
    ['null', null, /fail in the same way/],
    ['a string', 'no', /fail in the same way/],
    ['an AbortError', new DOMException('gone', 'AbortError'), /fail in the same way/],
  ])('%s', (_, error, advice) => {
    const verdict = classifyError(error, 0);
    expect(verdict.retry).toBe(false);
    expect(verdict.advice).toMatch(advice);
  });
});

it('classifyError compares a date in Retry-After with the clock of the service', () => {
  const error = Object.assign(new Error('slow down'), {
    name: 'ThrottlingException',
    $response: {
      statusCode: 429,
      headers: { date: 'Tue, 24 Nov 2026 12:00:00 GMT', 'retry-after': 'Tue, 24 Nov 2026 12:00:03 GMT' },
    },
  });
  expect(classifyError(error, 0)).toMatchObject({ retryAfterMs: 3000 });
});

it('classifyError reads Retry-After from the headers of the response', () => {
  const error = service('ThrottlingException', 429, {
    $response: { statusCode: 429, headers: { 'retry-after': '3' } },
  });
  expect(classifyError(error, 0)).toMatchObject({ reason: 'throttling', retryAfterMs: 3000 });
  expect(classifyError(service('ThrottlingException', 429), 0)).not.toHaveProperty('retryAfterMs');
});

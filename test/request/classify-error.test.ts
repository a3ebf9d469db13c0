import { describe, expect, it } from 'vitest';
import { LoopbackHostPrefixError, RequestTimeoutError, UnreadableResponseError } from '../../src/errors.js';
import { classifyError, parseRetryAfter } from '../../src/request/classify-error.js';

/** An error as the SDK throws it. */
const service = (name: string, status?: number, more: object = {}): Error =>
  Object.assign(new Error('said so'), {
    name,
    ...(status === undefined ? {} : { $metadata: { httpStatusCode: status } }),
    ...more,
  });
const coded = (code: string): Error => Object.assign(new Error('the network'), { code });

describe('classifyError retries what may pass', () => {
  it.each<[string, unknown, string]>([
    ['ThrottlingException', service('ThrottlingException', 429), 'throttling'],
    ['TooManyRequestsException', service('TooManyRequestsException', 400), 'throttling'],
    ['SlowDown at 503', service('SlowDown', 503), 'throttling'],
    ['429 of any name', service('SomethingElse', 429), 'throttling'],
    [
      'a retryable throttling of any name',
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
    ['what the service marks as retryable', service('X', 400, { $retryable: {} }), 'server'],
    [
      'a clock that the SDK has just set right',
      service('RequestExpired', 403, { $metadata: { httpStatusCode: 403, clockSkewCorrected: true } }),
      'server',
    ],
    ['a connection reset', coded('ECONNRESET'), 'connection'],
    ['a connection refused', coded('ECONNREFUSED'), 'connection'],
    ['a broken pipe', coded('EPIPE'), 'connection'],
    ['a DNS server that is away for now', coded('EAI_AGAIN'), 'connection'],
    ['an answer that is no HTTP', coded('HPE_INVALID_CONSTANT'), 'connection'],
    [
      'a code on the cause, as fetch has it',
      new TypeError('fetch failed', { cause: coded('UND_ERR_SOCKET') }),
      'connection',
    ],
    ["the SDK's own TimeoutError", service('TimeoutError'), 'timeout'],
    ['our own timeout', new RequestTimeoutError(100), 'timeout'],
    ['garbage in a 200', new UnreadableResponseError(200, '"<html>"'), 'unreadable'],
    [
      "a parser's complaint about a 200",
      Object.assign(new SyntaxError('Unexpected token'), { $response: { statusCode: 200 } }),
      'unreadable',
    ],
    [
      'HTML in a 503, which has no type',
      Object.assign(new SyntaxError('Unexpected token'), { $response: { statusCode: 503 } }),
      'server',
    ],
    [
      'HTML in a 429, which has no type',
      Object.assign(new SyntaxError('Unexpected token'), { $response: { statusCode: 429 } }),
      'throttling',
    ],
  ])('%s', (_, error, reason) => {
    const verdict = classifyError(error, 0);
    expect(verdict).toMatchObject({ retry: true, reason });
    expect(verdict.advice).toMatch(/\.$/);
  });
});

// The SDK gives the name TimeoutError to every ECONNRESET, EPIPE and ETIMEDOUT. Told as a timeout, it would come with
// the advice to raise requestTimeoutMs, which would not help.
it('a connection reset is one, also under the name that the SDK gives it', () => {
  const reset = Object.assign(coded('ECONNRESET'), { name: 'TimeoutError' });
  expect(classifyError(reset, 0)).toMatchObject({ retry: true, reason: 'connection' });
});

describe('classifyError does not retry what stays', () => {
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
    ['a bug in a callback', new TypeError('x is not a function'), /passes by itself/],
    ['a loopback client', new LoopbackHostPrefixError('127.0.0.1'), /passes by itself/],
    ['undefined', undefined, /passes by itself/],
    ['null', null, /passes by itself/],
    ['a string', 'no', /passes by itself/],
    ['an AbortError', new DOMException('gone', 'AbortError'), /passes by itself/],
  ])('%s', (_, error, advice) => {
    const verdict = classifyError(error, 0);
    expect(verdict.retry).toBe(false);
    expect(verdict.advice).toMatch(advice);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2024-01-01T00:00:00Z');

  it.each<[string | undefined, number | undefined]>([
    [undefined, undefined],
    ['', undefined],
    [' ', undefined],
    ['0', 0],
    ['5', 5000],
    [' 5 ', 5000],
    ['1.5', 1500],
    ['-1', undefined],
    ['Infinity', undefined],
    ['soon', undefined],
    ['Mon, 01 Jan 2024 00:00:07 GMT', 7000],
    ['Sun, 31 Dec 2023 00:00:00 GMT', 0],
  ])('%j is %s ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });

  it('is read from the headers of the answer', () => {
    const error = service('ThrottlingException', 429, {
      $response: { statusCode: 429, headers: { 'retry-after': '3' } },
    });
    expect(classifyError(error, now)).toMatchObject({ reason: 'throttling', retryAfterMs: 3000 });
    expect(classifyError(service('ThrottlingException', 429), now)).not.toHaveProperty('retryAfterMs');
  });
});

import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { redact, redactError } from '../../src/text/redact.js';

const SESSION = 'IQoJb3JpZ2luX2VjE/abc+def==';

describe('redact', () => {
  it.each([
    ['key ASIAIOSFODNN7EXAMPLE', 'key [key]'],
    ['role AROAIOSFODNN7EXAMPLE:me', 'role [key]:me'],
    ['key_AKIAIOSFODNN7EXAMPLE_', 'key_[key]_'],
    ['Credential=x/2024/us-east-1, Signature=ab12', 'Credential=[key], Signature=[signature]'],
    [
      'X-Amz-Credential=a%2Fb&X-Amz-Signature=12&x=1',
      'X-Amz-Credential=[key]&X-Amz-Signature=[signature]&x=1',
    ],
    ['x-amz-security-token:abc host:y', 'x-amz-security-token:[token] host:y'],
    ['?X-Amz-Security-Token=abc%2F&b=1', '?X-Amz-Security-Token=[token]&b=1'],
    ['aws_session_token = abc', 'aws_session_token = [token]'],
    ['{"sessionToken":"abc","n":1}', '{"sessionToken":"[token]","n":1}'],
    ['aws_secret_access_key=abc', 'aws_secret_access_key=[secret]'],
    ['"SecretAccessKey": "abc"', '"SecretAccessKey": "[secret]"'],
    ['Authorization: Bearer abcdefgh.ijk', 'Authorization: [authorization]'],
    ['"authorization":"opaque"', '"authorization":"[authorization]"'],
    ['sent Bearer abcdefgh.ijk', 'sent Bearer [token]'],
    ['?nextToken=abc%3D&maxResults=5', '?nextToken=[token]&maxResults=5'],
    ['{"nextToken": "abc"}', '{"nextToken": "[token]"}'],
    [
      String.raw`it begins with "{\"nextToken\":\"abc\"}"`,
      String.raw`it begins with "{\"nextToken\":\"[token]\"}"`,
    ],
    ['http://me:word@host/', 'http://[credentials]@host/'],
    ['http://127.0.0.1:80/ store 1234567890', 'http://127.0.0.1:80/ store 1234567890'],
    ['Signature expired: 20240101 is now earlier', 'Signature expired: 20240101 is now earlier'],
    ['The token is not valid.', 'The token is not valid.'],
  ])('turns %j into %j', (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });

  it.each([
    [`token ${SESSION}.`, 'token [secret].'],
    [`token ${encodeURIComponent(SESSION)}.`, 'token [secret].'],
    [`token ${SESSION.slice(0, 12)}`, 'token [secret]'],
    [`${SESSION}${SESSION}`, '[secret][secret]'],
    ['token IQoJb3', 'token IQoJb3'],
  ])('removes a known secret, percent-encoded, repeated or cut off: %j', (text, redacted) => {
    expect(redact(text, [SESSION])).toBe(redacted);
  });

  it('keeps known values that are so short that they occur in other words', () => {
    expect(redact('test testing', ['test', ''])).toBe('test testing');
  });
});

describe('redactError', () => {
  it('keeps the identity of the error, and removes secrets from its members, stack, causes and response', () => {
    const headers = { 'x-echo': SESSION, 'retry-after': '1' };
    const $response = { statusCode: 403, headers, body: new TextEncoder().encode(SESSION) };
    const cause = Object.assign(new Error(`at ${SESSION}`), { rawPacket: Buffer.from(SESSION) });
    const error = Object.assign(new Error(`no ${SESSION}`, { cause }), {
      $metadata: { requestId: SESSION },
      errors: [new Error(SESSION)],
      attempts: 1,
    });
    Object.defineProperty(error, '$response', { value: $response });
    Object.defineProperty(error, '$responseBodyText', { value: SESSION, configurable: true });
    cause.cause = error;
    expect(redactError(error, [SESSION])).toBe(error);
    expect(error).toMatchObject({ message: 'no [secret]', cause, attempts: 1 });
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('IQoJ');
    expect((error as { $response?: unknown }).$response).toEqual({
      statusCode: 403,
      headers: { 'x-echo': '[secret]', 'retry-after': '1' },
      body: undefined,
    });
    expect(headers['x-echo']).toBe(SESSION); // objects that are not errors are copied
  });

  it('turns a message that is not text into text', () => {
    const error = Object.assign(new Error(), { message: { token: SESSION } });
    expect((redactError(error, [SESSION]) as Error).message).toBe('{"token":"[secret]"}');
  });

  it('redacts a string, and leaves other values alone', () => {
    expect(redactError(`no ${SESSION}`, [SESSION])).toBe('no [secret]');
    for (const value of [undefined, null, 0, new Map()]) expect(redactError(value)).toBe(value);
  });
});

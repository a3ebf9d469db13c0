import { describe, expect, it } from 'vitest';
import { redact } from '../../src/cli/redact.js';

describe('redact', () => {
  const env = { AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG', AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjE' };
  it.each([
    ['secret wJalrXUtnFEMI/K7MDENG.', 'secret [secret].'],
    ['token IQoJb3JpZ2luX2VjE', 'token [secret]'],
    ['key ASIAIOSFODNN7EXAMPLE', 'key [key]'],
    ['Credential=x/2024/us-east-1, Signature=ab12', 'Credential=[key], Signature=[signature]'],
    ['x-amz-security-token:abc host:y', 'x-amz-security-token:[token] host:y'],
    ['http://me:word@host/', 'http://[credentials]@host/'],
    ['http://127.0.0.1:80/ store 1234567890', 'http://127.0.0.1:80/ store 1234567890'],
  ])('%j', (text, redacted) => {
    expect(redact(text, env)).toBe(redacted);
  });

  it('leaves short values alone, which are everywhere', () => {
    expect(redact('test testing', { AWS_SECRET_ACCESS_KEY: 'test' })).toBe('test testing');
  });
});

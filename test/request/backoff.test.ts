import { describe, expect, it } from 'vitest';
import { Problems } from '../../src/options/problems.js';
import { backoffMs, retryPolicy } from '../../src/request/backoff.js';
import { parseRetryAfter } from '../../src/request/classify-error.js';

const OPTIONS = { baseDelayMs: 100, maxDelayMs: 5000 };

describe('backoffMs waits with full jitter', () => {
  it.each([
    [1, 1, 100],
    [1, 0.5, 50],
    [1, 0, 0],
    [2, 1, 200],
    [3, 1, 400],
    [6, 1, 3200],
    [7, 1, 5000],
    [7, 0.1, 500],
    [50, 1, 5000],
    [5000, 1, 5000],
  ])('after attempt %i, with random %d, for %d ms', (attempt, random, expected) => {
    expect(backoffMs(attempt, OPTIONS, () => random)).toBe(expected);
  });

  it.each([
    [1, 0, 2000, 2000],
    [1, 1, 50, 100],
    [7, 1, 9000, 9000],
    [1, 0.5, 0, 50],
  ])(
    'after attempt %i, with random %d and a Retry-After of %d ms, for %d ms',
    (attempt, random, after, expected) => {
      expect(backoffMs(attempt, OPTIONS, () => random, after)).toBe(expected);
    },
  );

  it('for 0 ms if the bound is 0', () => {
    expect(backoffMs(9, { baseDelayMs: 0, maxDelayMs: 5000 }, () => 1)).toBe(0);
    expect(backoffMs(9, { baseDelayMs: 100, maxDelayMs: 0 }, () => 1)).toBe(0);
  });
});

it('backoffMs honors a Retry-After of up to an hour', () => {
  const delays = { baseDelayMs: 100, maxDelayMs: 5000 };
  expect(backoffMs(1, delays, () => 0, 60_000)).toBe(60_000);
  expect(backoffMs(1, delays, () => 0, 3e9)).toBe(3_600_000);
});

describe('retryPolicy', () => {
  it('fills in every default', () => {
    expect(retryPolicy(undefined, new Problems())).toEqual({
      maxAttempts: 16,
      baseDelayMs: 100,
      maxDelayMs: 5000,
      maxElapsedMs: Infinity,
    });
    expect(retryPolicy({ maxAttempts: 3, maxDelayMs: undefined }, new Problems())).toMatchObject({
      maxAttempts: 3,
      maxDelayMs: 5000,
    });
  });

  it.each<[object, string]>([
    [{ maxAttempts: 0 }, '`retry.maxAttempts` to be an integer from 1 and up, got `0`'],
    [{ maxAttempts: 1.5 }, '`retry.maxAttempts`'],
    [{ baseDelayMs: -1 }, '`retry.baseDelayMs` to be a number from 0 and up, got `-1`'],
    [{ maxDelayMs: NaN }, '`retry.maxDelayMs`'],
    [{ maxElapsedMs: '5' }, '`retry.maxElapsedMs`'],
    [{ attempts: 3 }, 'got `attempts`'],
  ])('rejects %j', (retry, message) => {
    const problems = new Problems();
    retryPolicy(retry, problems);
    expect(() => problems.throwIfAny()).toThrow(message);
  });

  it('accepts Infinity for every member except baseDelayMs, which is doubled', () => {
    const problems = new Problems();
    const endless = { maxAttempts: Infinity, baseDelayMs: 1, maxDelayMs: Infinity, maxElapsedMs: Infinity };
    expect(retryPolicy(endless, problems)).toEqual(endless);
    expect(() => problems.throwIfAny()).not.toThrow();
  });
});

describe('parseRetryAfter', () => {
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
  ])('parses %j to %s ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});

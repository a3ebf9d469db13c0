import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../src/request/backoff.js';

const OPTIONS = { baseDelayMs: 100, maxDelayMs: 5000 };

describe('backoffMs is full jitter, with an injected random', () => {
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
  ])('attempt %i, random %d: %d ms', (attempt, random, expected) => {
    expect(backoffMs(attempt, OPTIONS, () => random)).toBe(expected);
  });

  it.each([
    [1, 0, 2000, 2000],
    [1, 1, 50, 100],
    [7, 1, 9000, 9000],
    [1, 0.5, 0, 50],
  ])(
    'attempt %i, random %d, never less than a Retry-After of %d ms: %d ms',
    (attempt, random, after, expected) => {
      expect(backoffMs(attempt, OPTIONS, () => random, after)).toBe(expected);
    },
  );

  it('a bound of 0 waits not at all', () => {
    expect(backoffMs(9, { baseDelayMs: 0, maxDelayMs: 5000 }, () => 1)).toBe(0);
    expect(backoffMs(9, { baseDelayMs: 100, maxDelayMs: 0 }, () => 1)).toBe(0);
  });
});

it('honours a Retry-After of up to an hour', () => {
  const delays = { baseDelayMs: 100, maxDelayMs: 5000 };
  expect(backoffMs(1, delays, () => 0, 60_000)).toBe(60_000);
  expect(backoffMs(1, delays, () => 0, 3e9)).toBe(3_600_000);
});

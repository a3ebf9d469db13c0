import { InvalidOptionError, OutputError } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { exitCodeOf, Interrupted, UsageError, type Failure } from '../../src/cli/exit.js';

describe('exitCodeOf', () => {
  it.each<[string, Failure, number, number]>([
    ['a complete run', undefined, 0, 0],
    ['a run in which some stores failed', undefined, 2, 3],
    ['an error', { error: new Error('x') }, 0, 1],
    ['an error after some stores failed', { error: new Error('x') }, 1, 1],
    ['a falsy error', { error: undefined }, 0, 1],
    ['an output that cannot be written', { error: new OutputError('x', 'y') }, 0, 1],
    ['a usage error', { error: new UsageError('x') }, 0, 2],
    ['an option that the library rejects', { error: new InvalidOptionError([]) }, 0, 2],
    ['SIGINT', { error: new Interrupted('SIGINT') }, 1, 130],
    ['SIGTERM', { error: new Interrupted('SIGTERM') }, 0, 143],
    ['a closed pipe', { error: new OutputError('x', 'y', { cause: { code: 'EPIPE' } }) }, 0, 0],
  ])('returns the code for %s', (_, failure, failedStores, code) => {
    expect(exitCodeOf(failure, failedStores)).toBe(code);
  });
});

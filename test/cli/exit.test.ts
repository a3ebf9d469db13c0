import { InvalidOptionError, OutputError, PartialInventoryError } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { exitCodeOf, Interrupted, UsageError, type Failure } from '../../src/cli/exit.js';

describe('exitCodeOf', () => {
  it.each<[string, Failure, 'complete' | 'partial' | 'failed' | 'cancelled', number]>([
    ['a complete run', undefined, 'complete', 0],
    ['a run in which some stores failed', undefined, 'partial', 3],
    ['an output that is partial', { error: new PartialInventoryError('x', [], 0) }, 'partial', 3],
    ['an error', { error: new Error('x') }, 'failed', 1],
    ['an error after some stores failed', { error: new Error('x') }, 'partial', 1],
    ['a falsy error', { error: undefined }, 'failed', 1],
    ['an output that cannot be written', { error: new OutputError('x', 'y') }, 'cancelled', 1],
    ['a usage error', { error: new UsageError('x') }, 'failed', 2],
    ['an option that the library rejects', { error: new InvalidOptionError([]) }, 'failed', 2],
    ['SIGINT', { error: new Interrupted('SIGINT') }, 'cancelled', 130],
    ['SIGHUP', { error: new Interrupted('SIGHUP') }, 'cancelled', 129],
    ['SIGTERM', { error: new Interrupted('SIGTERM') }, 'cancelled', 143],
    ['a closed pipe', { error: new OutputError('x', 'y', { cause: { code: 'EPIPE' } }) }, 'cancelled', 0],
  ])('returns the code for %s', (_, failure, outcome, code) => {
    expect(exitCodeOf(failure, { outcome })).toBe(code);
  });
});

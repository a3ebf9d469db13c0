import { expect, it } from 'vitest';
import { TokenGuard } from '../../src/pages/token-guard.js';

it('admits each token once', () => {
  const guard = new TokenGuard();
  const long = 'x'.repeat(6144);
  expect(['a', 'b', 'a', `${long}1`, `${long}2`, `${long}1`, ''].map((token) => guard.admit(token))).toEqual([
    true,
    true,
    false,
    true,
    true,
    false,
    true,
  ]);
});

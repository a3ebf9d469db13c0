import { createRateLimiter, type RateLimiter } from './rate-limiter.js';

let shared: RateLimiter | undefined;

/** The limiter of every list that was not given one: what shares a quota in this process paces itself together. */
export function sharedRateLimiter(): RateLimiter {
  return (shared ??= createRateLimiter());
}

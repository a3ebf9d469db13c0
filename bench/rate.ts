// The rate controller against token buckets and a sliding window: eight stores, 20 s of ideal time. Simulated, so the
// numbers do not depend on the machine.
import { simulateQuota } from '../test/support/simulate-quota.js';
import { median, printTable } from './support.js';

const QUOTAS = [1, 2, 3, 5, 8, 12, 20, 50, 100];
const LATENCIES_MS = [20, 80, 300];
const SEEDS = 11;
const IDEAL_SECONDS = 20;

export function rate(): void {
  const cell = (quota: number, bucket: number | 'sliding'): string => {
    const runs = LATENCIES_MS.flatMap((latencyMs) =>
      Array.from({ length: SEEDS }, (_, seed) =>
        simulateQuota({ quota, bucket, latencyMs, pages: IDEAL_SECONDS * quota, seed: seed + 1 }),
      ),
    );
    const time = median(runs.map(({ seconds }) => seconds / IDEAL_SECONDS));
    const share = median(runs.map(({ throttled, sent }) => (100 * throttled) / sent));
    return `${time.toFixed(2)}, ${share.toFixed(1)} %`;
  };
  printTable(
    ['time ÷ ideal, throttled', 'bucket of 1', 'bucket of 2', '1 s', '2 s', 'sliding window'],
    QUOTAS.map((quota) => [
      `${quota}/s`,
      ...([1, 2, quota, 2 * quota, 'sliding'] as const).map((bucket) => cell(quota, bucket)),
    ]),
  );
}

/** What was sent and received, for one store or all. */
export interface Counts {
  /** Read sets handed to the consumer. */
  readSets: number;
  /** Pages that came. */
  pages: number;
  /** Requests sent, those that failed included. */
  requests: number;
  /** Attempts that failed and were repeated, throttled ones included. */
  retries: number;
  /** Attempts that were throttled. */
  throttled: number;
}

const NAMES = ['readSets', 'pages', 'requests', 'retries', 'throttled'] as const satisfies (keyof Counts)[];

/** Counts of nothing yet. */
export function noCounts(): Counts {
  return { readSets: 0, pages: 0, requests: 0, retries: 0, throttled: 0 };
}

/** The five counts of something that has more than these. */
export function countsOf(counted: Readonly<Counts>): Counts {
  return sum(noCounts(), counted);
}

/** Both together. */
export function sum(a: Readonly<Counts>, b: Readonly<Counts>): Counts {
  const total = noCounts();
  for (const name of NAMES) total[name] = a[name] + b[name];
  return total;
}

/** Whether a value has the five counts. */
export function isCounts(value: unknown): value is Counts {
  if (typeof value !== 'object' || value === null) return false;
  return NAMES.every((name) => Number.isSafeInteger((value as Record<string, unknown>)[name]));
}

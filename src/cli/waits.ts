import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { counted, number } from '../display/text.js';
import { DIAGNOSTICS_CHANNELS, type InventoryEvent, type InventoryReport, type ListEvent } from '../index.js';
import { asSentence, errorLine } from './error-messages.js';
import type { RequestFlags } from './flags/flags.js';

/** A request must fail this often before a message says so; one or two failures usually recover. */
const FAILED_ATTEMPTS = 3;
/** A wait before the next attempt is reported at once if it is this long. */
const LONG_WAIT_MS = 5000;
/** If nothing arrives for this long, a message says what the run waits for. */
const SILENCE_MS = 10_000;
const CHECK_MS = 1000;

/** The part of a report that tells whether a run waits for the service or for its output. */
export type Delivery = Pick<InventoryReport, 'stores' | 'totals'>;

/**
 * Reports why a run makes no progress: requests that fail repeatedly, for example because nothing listens at the
 * endpoint, long waits before the next attempt, and silence. Reports each cause once. Throttling is normal at the quota,
 * so it is reported only if the wait is long.
 */
export class WaitReporter {
  readonly #flags: RequestFlags;
  readonly #messages: { print(line: string): void };
  readonly #reported = new Set<string>();
  #lastMs = performance.now();
  #waitsUntilMs = 0;
  #operation: string | undefined;
  #inFlight = 0;
  /** Read sets received, also in the runs that this one resumes. */
  #received: number;

  constructor(flags: RequestFlags, messages: { print(line: string): void }, received = 0) {
    this.#flags = flags;
    this.#messages = messages;
    this.#received = received;
  }

  onRequest(operation: string): void {
    this.#lastMs = performance.now();
    this.#operation = operation;
    this.#inFlight += 1;
  }

  onEvent(event: ListEvent | InventoryEvent): void {
    if (!('operation' in event)) return;
    this.#lastMs = performance.now();
    this.#inFlight = Math.max(0, this.#inFlight - 1);
    if (event.type === 'page' && event.sequenceStoreId !== undefined) this.#received += event.items;
    if (event.type !== 'retry' && event.type !== 'throttle') return;
    const { type, reason, operation, attempt, delayMs, error } = event;
    this.#waitsUntilMs = Math.max(this.#waitsUntilMs, this.#lastMs + delayMs);
    const cause = asSentence(errorLine(error));
    if (delayMs >= LONG_WAIT_MS) {
      const asked = 'retryAfterMs' in event ? ', as the service asks' : '';
      const seconds = counted(Math.round(delayMs / 1000), 'second');
      this.#report(`wait ${reason}`, `${cause} Retrying ${operation} in ${seconds}${asked}.`);
    } else if (type === 'retry' && attempt >= FAILED_ATTEMPTS) {
      this.#report(
        `retry ${reason}`,
        `${cause} ${operation} failed ${attempt} times. Retrying, up to --max-attempts.`,
      );
    }
  }

  /**
   * Watches for silence until the returned function is called.
   *
   * @param report the state of the run, if it is an inventory
   */
  watch(report?: () => Promise<Delivery>): () => void {
    const onRequest = (event: unknown): void => this.onRequest((event as { operation: string }).operation);
    const onFailure = (): void => void (this.#inFlight -= 1);
    subscribe(DIAGNOSTICS_CHANNELS.request, onRequest);
    subscribe(DIAGNOSTICS_CHANNELS.failure, onFailure);
    const timer = setInterval(() => {
      void Promise.resolve(report?.()).then((delivery) => this.checkSilence(delivery));
    }, CHECK_MS).unref();
    return () => {
      clearInterval(timer);
      unsubscribe(DIAGNOSTICS_CHANNELS.request, onRequest);
      unsubscribe(DIAGNOSTICS_CHANNELS.failure, onFailure);
    };
  }

  /** Reports what the run waits for, if nothing has arrived for a while and no long wait was reported. */
  checkSilence(delivery: Delivery | undefined): void {
    const nowMs = performance.now();
    if (nowMs - this.#lastMs < SILENCE_MS || nowMs < this.#waitsUntilMs) return;
    const silence = `for ${SILENCE_MS / 1000} s`;
    if (this.#inFlight > 0) {
      const timeout = number((this.#flags.requestTimeoutMs ?? 30_000) / 1000);
      this.#report(
        'response',
        `readsets: No response to ${this.#operation} ${silence}. An attempt ends after ${timeout} s (--request-timeout-ms).`,
      );
    } else if (this.#operation === undefined) {
      this.#report(
        'start',
        `readsets: No request was sent ${silence}. Waiting for a reader of the output, for credentials, or for the Region.`,
      );
    } else if (delivery !== undefined && this.#isWaitingForPermit(delivery)) {
      this.#report(
        'permit',
        `readsets: No request was sent ${silence}. Waiting for the request rate (--requests-per-second).`,
      );
    }
  }

  /** Whether stores remain, and everything received is delivered: otherwise the run waits for its output. */
  #isWaitingForPermit({ stores, totals }: Delivery): boolean {
    return totals.readSets >= this.#received && stores.some(({ outcome }) => outcome === 'pending');
  }

  #report(cause: string, line: string): void {
    if (this.#reported.has(cause)) return;
    this.#reported.add(cause);
    this.#messages.print(line);
  }
}

import type { InventoryEvent, ListEvent } from '../index.js';
import { asSentence } from './as-sentence.js';
import { errorLine } from './error-line.js';
import type { Messages } from './messages.js';

/** Attempts of one request that fail before it is said: one or two are soon made good. */
const FAILED_ATTEMPTS = 3;

/**
 * Says why requests fail again and again, as where nothing listens at the endpoint, once for each reason. Of throttling
 * nothing is said: it is part of listing at the quota.
 */
export function retryNotes(messages: Messages): (event: ListEvent | InventoryEvent) => void {
  const said = new Set<string>();
  return (event) => {
    if (event.type !== 'retry' || event.attempt < FAILED_ATTEMPTS || said.has(event.reason)) return;
    said.add(event.reason);
    const { operation, attempt, error } = event;
    const failed = `${asSentence(errorLine(error))} ${attempt} attempts at ${operation} have failed.`;
    messages.say(`${failed} It is tried again, as often as --max-attempts allows.`);
  };
}

import { InvalidArgumentError } from 'commander';
import { timeMs } from '../../text/iso-time.js';

/** A whole number from 1, in digits. Upper bounds are the library's to know. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('Expected a whole number from 1 up.');
}

/** A number of at least 0. */
export function amount(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number from 0 up.');
}

/** A number of at least 0 that may be written as 30e9. */
export function count(text: string): number {
  if (/^\d+(\.\d+)?(e\d+)?$/i.test(text) && Number.isFinite(Number(text))) return Number(text);
  throw new InvalidArgumentError('Expected a number from 0 up, such as 30000000000 or 30e9.');
}

/** Requests a second: a number more than 0, `auto`, or `none` for no pacing. */
export function requestRate(text: string): number | 'auto' {
  if (text === 'auto') return text;
  if (text === 'none') return Infinity;
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Expected a number greater than 0, auto, or none.');
}

/** How many walks of one store: `auto`, `never`, or a whole number from 1. */
export function splitStores(text: string): 'auto' | 'never' | number {
  if (text === 'auto' || text === 'never') return text;
  if (/^\d+$/.test(text) && Number(text) >= 1) return Number(text);
  throw new InvalidArgumentError('Expected auto, never, or a whole number from 1 up.');
}

/** A port, 0 for any that is free. */
export function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}

/** A URL of a service. */
export function endpointUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol) && url.hostname !== '') return text;
  throw new InvalidArgumentError('Expected a URL that begins with http:// or https://.');
}

/** An ISO 8601 date or date-time. A bare date is its midnight; without a zone it is UTC, here as everywhere. */
export function isoTime(text: string): Date {
  const ms = timeMs(text);
  if (ms !== undefined) return new Date(ms);
  throw new InvalidArgumentError(
    'Expected an ISO 8601 date or date-time, such as 2024-06-30 or 2024-06-30T12:00:00Z.',
  );
}

/** Names between commas. */
export function names(text: string): readonly string[] {
  const list = text.split(',').map((name) => name.trim());
  if (list.every((name) => name !== '')) return [...new Set(list)];
  throw new InvalidArgumentError('Expected names separated by commas.');
}

/** Names between commas, of a flag that may be given several times. */
export function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), ...names(text)];
}

/** Probabilities of faults: `throttle=0.05,internal=0.01`. */
export function faultProbabilities(text: string): Readonly<Record<string, number>> {
  const pairs = text.split(',').map((pair) => /^\s*([a-z-]+)\s*=\s*(\d+(?:\.\d+)?|\.\d+)\s*$/.exec(pair));
  if (pairs.every((pair) => pair !== null)) {
    return Object.fromEntries(pairs.map(([, kind = '', value]) => [kind, Number(value)]));
  }
  throw new InvalidArgumentError('Expected kinds with probabilities, such as throttle=0.05,internal=0.01.');
}

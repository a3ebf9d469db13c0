/** The longest text of the service, or of any error, in a message. */
const MAX_CHARACTERS = 300;

/** An error as one sentence, cut if it is long: its name and message with a full stop. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return `${startOf(String(error), MAX_CHARACTERS)}.`;
  if (error.name === 'Unknown') {
    const { httpStatusCode } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
    if (httpStatusCode !== undefined) return `HTTP ${httpStatusCode} without an error type.`;
  }
  const message = error.message.split('\n', 1)[0]?.trim() ?? '';
  const text = startOf(message === '' ? error.name : `${error.name}: ${message}`, MAX_CHARACTERS);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** The start of a text, with `…` if it was cut. A surrogate pair is never cut in half. */
export function startOf(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  return `${text.slice(0, maxCharacters).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** A number with its noun: `1 item`, `2 items`. */
export function countOf(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** The start of a body as a quoted string with control characters escaped, or `''` for an empty body. */
export function firstCharacters(body: unknown): string {
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body.subarray(0, 320)) : body;
  return typeof text === 'string' && text !== '' ? JSON.stringify(startOf(text, 80)) : '';
}

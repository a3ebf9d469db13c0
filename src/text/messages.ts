/** An error as one sentence: its name and message with a full stop. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)}.`;
  if (error.name === 'Unknown') {
    const { httpStatusCode } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
    if (httpStatusCode !== undefined) return `HTTP ${httpStatusCode} without an error type.`;
  }
  const message = error.message.split('\n', 1)[0]?.trim() ?? '';
  const text = message === '' ? error.name : `${error.name}: ${message}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A number with its noun: `1 item`, `2 items`. */
export function countOf(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** The start of a body as a quoted string with control characters escaped, or `''` for an empty body. */
export function firstCharacters(body: unknown): string {
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body.subarray(0, 320)) : body;
  return typeof text === 'string' && text !== '' ? JSON.stringify(text.slice(0, 80)) : '';
}

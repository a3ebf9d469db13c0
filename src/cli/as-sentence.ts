/** A message as one sentence of a line: without line breaks, and with an end. */
export function asSentence(message: string): string {
  const text = message.replace(/\s*\n\s*/g, ' ').trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/**
 * What a terminal or a page obeys instead of showing it: C0 and C1 controls, line separators, marks that turn the direction of
 * text, a byte order mark, and halves of surrogate pairs.
 */
const OBEYED =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text as a terminal can show it safely: each control character as `\u001b`, which is also what JSON has for it. */
export function escapeControls(text: string): string {
  return text.replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

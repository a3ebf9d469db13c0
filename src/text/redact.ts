/** A secret that is shorter may occur in other words. */
const SHORTEST_SECRET = 8;

/** The value of a key: after `=` or `:`, possibly in escaped quotes. */
const valueOf = (keys: string): RegExp =>
  new RegExp(
    `((?:${keys})(?:\\\\*["']|&quot;)?\\s*(?:[:=]|%3D)\\s*(?:\\\\*["']|&quot;)?)[^\\s"'\\\\,;&<>()]+`,
    'gi',
  );

/** Secrets that are recognized by their form or by their key. */
const PATTERNS: readonly [pattern: RegExp, replacement: string][] = [
  [
    /(?<![A-Z0-9])(?:A3T[A-Z0-9]|A(?:BIA|CCA|GPA|IDA|IPA|KIA|NPA|NVA|PKA|ROA|SCA|SIA))[A-Z0-9]{12,}/g,
    '[key]',
  ],
  [
    /(\bauthorization(?: header)?(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?)(?!AWS4)[^\s"'\\,]+(?: [^\s"'\\,]+)?/gi,
    '$1[authorization]',
  ],
  [/\b((?:Bearer|Basic) )[\w.~+/=-]{8,}/gi, '$1[token]'],
  [valueOf('(?:x-amz-)?credential|access[-_]?key[-_]?id'), '$1[key]'],
  [valueOf('(?:x-amz-)?signature'), '$1[signature]'],
  [valueOf('secret[-_]?(?:access[-_]?)?key'), '$1[secret]'],
  [valueOf('(?:security|session|bearer|authorization)[-_]?token'), '$1[token]'],
  [valueOf('(?:next|starting|page|pagination|continuation)[-_]?token'), '$1[token]'],
  [/(:\/\/)[^\s/@:]+:[^\s/@]+@/g, '$1[credentials]@'],
];

/**
 * Removes access keys, session tokens, signatures, authorization headers, page tokens and `secrets` from a text. A secret
 * is also removed if it is percent-encoded, if its slashes are escaped, or if the text shows only its beginning.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let redacted = text;
  for (const secret of secrets) redacted = withoutSecret(redacted, secret);
  for (const [pattern, replacement] of PATTERNS) redacted = redacted.replace(pattern, replacement);
  return redacted;
}

function withoutSecret(text: string, secret: string): string {
  if (secret.length < SHORTEST_SECRET) return text;
  const escaped = secret.replaceAll('/', String.raw`\/`);
  const forms = [secret, encodeURIComponent(secret), escaped, escaped.replaceAll('\\', '\\\\')];
  return [...new Set(forms.map((form) => form.slice(0, SHORTEST_SECRET)))].reduce((before, beginning) => {
    const [start = '', ...rest] = before.split(beginning);
    const ends = rest.map((after) => {
      const shown = forms.map((form) => sharedLength(beginning + after, form));
      return `[secret]${after.slice(Math.max(...shown) - beginning.length)}`;
    });
    return [start, ...ends].join('');
  }, text);
}

/** How many characters two texts have in common at their beginning. */
function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < b.length && a[length] === b[length]) length += 1;
  return length;
}

/**
 * Removes secrets from an error: its own members, its `cause`, its `errors`, and the headers of its `$response`. The error
 * keeps its identity. Other objects that it refers to are copied, not changed. Bytes are removed: they hold bodies.
 */
export function redactError(error: unknown, secrets: readonly string[] = []): unknown {
  return redactValue(error, (text) => redact(text, secrets), new Set());
}

function redactValue(value: unknown, clean: (text: string) => string, seen: Set<unknown>): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null || seen.has(value) || seen.size > 1000) return value;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return undefined;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, clean, seen));
  const isError = value instanceof Error;
  // The SDK defines `$response` so that it cannot be replaced.
  const inPlace = isError || 'statusCode' in value;
  if (!inPlace && !isRecord(value)) return value;
  const target = inPlace ? value : {};
  // A service can send an object as the message of its exception.
  if (isError && typeof (value.message as unknown) !== 'string')
    value.message = JSON.stringify(value.message);
  if (isError && value.stack !== undefined) value.stack = clean(value.stack);
  for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (name === 'stack' || !('value' in member)) continue;
    const redacted = name === 'body' ? undefined : redactValue(member.value, clean, seen);
    if (!inPlace || redacted !== member.value) {
      Reflect.defineProperty(target, name, { ...member, value: redacted });
    }
  }
  return target;
}

function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

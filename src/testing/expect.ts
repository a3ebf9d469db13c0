/** Shows a value the way an error message needs it: short, and with its type. */
export const show = (value: unknown): string => {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value)
      : typeof value === 'object'
        ? describe(value)
        : String(value);
  return `\`${text.length > 80 ? `${text.slice(0, 77)}...` : text}\` (${value === null ? 'null' : typeof value})`;
};

const describe = (value: object | null): string => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  try {
    return JSON.stringify(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
};

/** The error of every bad option: names the option, what was expected and what came. */
export class BadOption extends TypeError {
  readonly option: string;
  readonly expected: string;
  readonly got: string;

  constructor(option: string, expected: string, got: string) {
    super(`Expected \`${option}\` to be ${expected}, got ${got}.`);
    this.option = option;
    this.expected = expected;
    this.got = got;
  }
}

export const expected = (name: string, what: string, value: unknown): BadOption =>
  new BadOption(name, what, show(value));

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const expectInteger = (name: string, value: unknown, min: number, max = Infinity): void => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw expected(name, `an integer from ${min} ${max === Infinity ? 'up' : `to ${max}`}`, value);
  }
};

export const expectNumber = (name: string, value: unknown, min: number, max = Infinity): void => {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max) {
    throw expected(name, `a number from ${min} ${max === Infinity ? 'up' : `to ${max}`}`, value);
  }
};

export const expectOneOf = (name: string, value: unknown, allowed: readonly string[]): void => {
  if (typeof value !== 'string' || !allowed.includes(value)) {
    throw expected(name, `one of ${allowed.map((item) => `'${item}'`).join(', ')}`, value);
  }
};

export const expectMatch = (name: string, value: unknown, pattern: RegExp, what: string): void => {
  if (typeof value !== 'string' || !pattern.test(value)) throw expected(name, what, value);
};

/** A misspelt option is an error, not a default. */
export const expectKeys = (name: string, value: unknown, known: readonly string[]): void => {
  if (!isRecord(value)) throw expected(name, 'an object', value);
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) {
      throw new BadOption(name, `an object with no members but ${known.join(', ')}`, `\`${key}\``);
    }
  }
};

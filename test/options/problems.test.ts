import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../../src/errors.js';
import { describe as describeValue, Problems } from '../../src/options/problems.js';

/** What one check notes, or nothing. */
function noted(check: (problems: Problems) => void): string | undefined {
  const problems = new Problems();
  check(problems);
  try {
    problems.throwIfAny();
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

describe('Problems', () => {
  it.each<[string, (problems: Problems) => void, string | undefined]>([
    ['an integer in its bounds', (p) => p.integer('n', 5, 1, 100), undefined],
    ['an integer at its lower bound', (p) => p.integer('n', 1, 1, 100), undefined],
    ['an integer at its upper bound', (p) => p.integer('n', 100, 1, 100), undefined],
    ['nothing at all', (p) => p.integer('n', undefined, 1), undefined],
    [
      'too small',
      (p) => p.integer('n', 0, 1),
      'Expected `n` to be an integer from 1 and up, got `0` (number).',
    ],
    [
      'too big',
      (p) => p.integer('n', 101, 1, 100),
      'Expected `n` to be an integer from 1 to 100, got `101` (number).',
    ],
    [
      'a fraction',
      (p) => p.integer('n', 1.5, 1),
      'Expected `n` to be an integer from 1 and up, got `1.5` (number).',
    ],
    [
      'NaN',
      (p) => p.integer('n', NaN, 1),
      'Expected `n` to be an integer from 1 and up, got `NaN` (number).',
    ],
    [
      'digits',
      (p) => p.integer('n', '5', 1),
      'Expected `n` to be an integer from 1 and up, got "5" (string of 1 character).',
    ],
    ['null', (p) => p.integer('n', null, 1), 'Expected `n` to be an integer from 1 and up, got null.'],
    ['an amount', (p) => p.amount('ms', 0.5, 0), undefined],
    ['an amount without end', (p) => p.amount('ms', Infinity, 0), undefined],
    [
      'an amount below its bound',
      (p) => p.amount('ms', -1, 0),
      'Expected `ms` to be a number from 0 and up, got `-1` (number).',
    ],
    [
      'an amount that is NaN',
      (p) => p.amount('ms', NaN, 0),
      'Expected `ms` to be a number from 0 and up, got `NaN` (number).',
    ],
    ['a known word', (p) => p.oneOf('w', 'a', ['a', 'b']), undefined],
    [
      'an unknown word',
      (p) => p.oneOf('w', 'c', ['a', 'b']),
      "Expected `w` to be one of 'a', 'b', got \"c\" (string of 1 character).",
    ],
    ['a text in its bounds', (p) => p.text('t', 'x'.repeat(127), 1, 127), undefined],
    [
      'an empty text',
      (p) => p.text('t', '', 1, 127),
      'Expected `t` to be a string of 1 to 127 characters, got "" (string of 0 characters).',
    ],
    [
      'a long text',
      (p) => p.text('t', 'x'.repeat(128), 1, 127),
      `Expected \`t\` to be a string of 1 to 127 characters, got "${'x'.repeat(40)}…" (string of 128 characters).`,
    ],
    ['a date', (p) => p.date('d', new Date(0)), undefined],
    [
      'an invalid date',
      (p) => p.date('d', new Date('soon')),
      'Expected `d` to be a valid Date, got an invalid Date.',
    ],
    [
      'a date as text',
      (p) => p.date('d', '2024'),
      'Expected `d` to be a valid Date, got "2024" (string of 4 characters).',
    ],
    ['known members', (p) => p.members('o', { a: 1 }, ['a', 'b']), undefined],
    [
      'an unknown member',
      (p) => p.members('o', { c: 1 }, ['a', 'b']),
      'Expected `o` to be an object with only the members a, b, got `c`.',
    ],
    ['an array to read', (p) => p.iterable('i', []), undefined],
    ['an async iterable to read', (p) => p.iterable('i', { [Symbol.asyncIterator]: () => 1 }), undefined],
    [
      'an iterable whose asyncIterator is null, as in for await',
      (p) => p.iterable('i', { [Symbol.asyncIterator]: null, [Symbol.iterator]: () => 1 }),
      undefined,
    ],
    [
      'an iterator that is not a function',
      (p) => p.iterable('i', { [Symbol.asyncIterator]: 1 }),
      'Expected `i` to be an async iterable or an iterable, got an object.',
    ],
    [
      'nothing to read',
      (p) => p.iterable('i', undefined),
      'Expected `i` to be an async iterable or an iterable, got undefined.',
    ],
    [
      'a string to read',
      (p) => p.iterable('i', 'a'),
      'Expected `i` to be an async iterable or an iterable, got "a" (string of 1 character).',
    ],
    ['a function', (p) => p.function('f', () => 1), undefined],
    ['no function', (p) => p.function('f', {}), 'Expected `f` to be a function, got an object.'],
    ['a signal', (p) => p.signal('s', AbortSignal.abort()), undefined],
    [
      'no signal',
      (p) => p.signal('s', new AbortController()),
      'Expected `s` to be an AbortSignal, got an object.',
    ],
  ])('%s', (_, check, message) => {
    expect(noted(check)).toBe(message);
  });

  it('reports every problem in one error', () => {
    const problems = new Problems();
    problems.integer('pageSize', 0, 1, 100);
    problems.oneOf('order', 'up', ['down']);
    const thrown = (() => {
      try {
        problems.throwIfAny();
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(thrown).toBeInstanceOf(InvalidOptionError);
    expect(thrown).toMatchObject({
      name: 'InvalidOptionError',
      code: 'INVALID_OPTION',
      problems: [
        { option: 'pageSize', expected: 'an integer from 1 to 100', got: '`0` (number)' },
        { option: 'order', expected: "one of 'down'", got: '"up" (string of 2 characters)' },
      ],
    });
    expect((thrown as Error).message).toContain('`pageSize`');
    expect((thrown as Error).message).toContain('`order`');
  });
});

describe('a value in a message', () => {
  it.each<[unknown, string | RegExp]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['a\nb', '"a\\nb" (string of 3 characters)'],
    ['\u001b[31m', '"\\u001b[31m" (string of 5 characters)'],
    [7n, '`7` (bigint)'],
    [true, '`true` (boolean)'],
    [Symbol('s'), '`Symbol(s)` (symbol)'],
    [[1, 2], 'an array of 2'],
    [Promise.resolve(1), 'a promise'],
    [new Date(NaN), 'an invalid Date'],
    [new Date(0), /1970-01-01T00:00:00.000Z/],
    [{}, 'an object'],
    [() => 1, 'a function'],
  ])('%o', (value, shown) => {
    expect(describeValue(value)).toMatch(shown);
  });
});

import { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { checkOptions, Problems, type Check } from '../options/problems.js';
import { withinGraceOf } from './abort.js';
import { ClosingIterable, generatorOf } from './closing-iterable.js';
import { iterate, nextOf, type AnyIterable } from './iterate.js';

// The checks of parameters. Unlike those of options, they do not accept `undefined`, unless it is `optional`.

export const optional =
  (check: Check): Check =>
  (problems, name, value) => {
    if (value !== undefined) check(problems, name, value);
  };
export const callback: Check = (problems, name, value) => {
  if (typeof value !== 'function') problems.add(name, 'a function', value);
};
export const integerFrom =
  (min: number): Check =>
  (problems, name, value) => {
    if (value === undefined) problems.add(name, `an integer from ${min} and up`, value);
    problems.integer(name, value, min);
  };
export const anything: Check = () => undefined;
export const optionsOf =
  (checks: Readonly<Record<string, Check>>): Check =>
  (problems, name, value) =>
    checkOptions(problems, name, value, checks);

type AnyFunction = (...args: never[]) => unknown;

/** A function of ix that checks its arguments at the call, by the name and the check of each parameter. */
export function checked<F extends AnyFunction>(fn: F, checks: Readonly<Record<string, Check>>): F {
  return ((...args: Parameters<F>) => {
    const problems = new Problems();
    for (const [i, [name, check]] of Object.entries(checks).entries()) check(problems, name, args[i]);
    problems.throwIfAny();
    return fn(...args);
  }) as F;
}

type Operator = (...args: never[]) => (source: AsyncIterable<never>) => AsyncIterable<unknown>;

/**
 * An operator of ix that checks its arguments at the call and closes at once: `return()` ends a pending `next()` of its
 * source, where the operator of ix waits for it.
 */
export function operator<F extends Operator>(create: F, checks: Readonly<Record<string, Check>>): F {
  const closing = (...args: Parameters<F>) => {
    const apply = create(...args);
    return (source: AsyncIterable<never>) => {
      const results = apply(abortableSource(source));
      const start = results[Symbol.asyncIterator].bind(results) as Start;
      return new ClosingIterable(start);
    };
  };
  return checked(closing as unknown as F, checks);
}

type Start = (signal?: AbortSignal) => AsyncGenerator<unknown, void, undefined>;

/**
 * A source that ends when the signal of its iteration aborts, as the iterables of this library and of ix do. Waits at most
 * one second for a foreign source that is stuck.
 */
export function abortableSource<T>(source: AnyIterable<T>): AsyncIterableX<T> {
  if (source instanceof AsyncIterableX) return source as AsyncIterableX<T>;
  return new ClosingIterable((signal) => {
    const iterator = iterate(source, signal);
    return generatorOf(
      () => nextOf(iterator),
      async () => withinGraceOf(signal, Promise.resolve(iterator.return?.())),
    );
  });
}

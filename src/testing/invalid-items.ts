/** The nesting of `nested`: too deep for a recursive function, but not for `JSON.parse`. */
const DEPTH = 100_000;

/** An item of a list as the service sends it. */
type Item = Readonly<Record<string, unknown>>;

/**
 * Items that are not read sets or stores, made from valid ones. Each function returns JSON text, because some of them
 * cannot be serialized.
 */
export const INVALID_ITEMS = {
  /** The id is a number. */
  'number-id': (item) => JSON.stringify({ ...item, id: Number(item.id) }),
  'no-id': (item) => JSON.stringify({ ...item, id: undefined }),
  /** The id is a path that leads out of a directory. */
  'path-id': (item) => JSON.stringify({ ...item, id: '../../../../x' }),
  /** A read set of a store whose id is such a path. */
  'path-store-id': (item) => JSON.stringify({ ...item, sequenceStoreId: '../../../../x' }),
  'no-creation-time': (item) => JSON.stringify({ ...item, creationTime: undefined }),
  /** The creation time is text that is not a time. */
  'text-creation-time': (item) => JSON.stringify({ ...item, creationTime: 'yesterday' }),
  /** An array instead of an object. */
  array: (item) => JSON.stringify([item]),
  /** `null` instead of an object. */
  null: () => 'null',
  /** The name consists of 100,000 nested arrays. */
  nested: (item) => `${JSON.stringify(item).slice(0, -1)},"name":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`,
} as const satisfies Readonly<Record<string, (item: Item) => string>>;

/** The ways in which an item of a page can be invalid. */
export type InvalidItem = keyof typeof INVALID_ITEMS;

/** Makes an item invalid. @param json the valid item */
export function invalidItem(kind: InvalidItem, json: string): string {
  return INVALID_ITEMS[kind](JSON.parse(json) as Item);
}

const MARK = '\u0000bigint:';

/** JSON of a record. Dates become ISO strings with milliseconds, bigints whole numbers with all their digits. */
export const toJson = (record: object): string => {
  try {
    return JSON.stringify(record);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const marked = JSON.stringify(record, (_key, value: unknown) =>
    typeof value === 'bigint' ? `${MARK}${value}` : value,
  );
  return marked.replace(/"\\u0000bigint:(-?\d+)"/g, '$1');
};

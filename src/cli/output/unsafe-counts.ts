import { valueAt } from '../../index.js';

const COUNTS = ['totalReadCount', 'totalBaseCount'];

/**
 * Says of the first read set with a count above 2^53 that it is not exact: the SDK reads counts as JavaScript
 * numbers, which above that skip some integers.
 */
export function unsafeCountWatch(say: (line: string) => void): (readSet: object) => void {
  let said = false;
  return (readSet) => {
    if (said) return;
    for (const count of COUNTS) {
      const value = valueAt(readSet, `sequenceInformation.${count}`);
      if (typeof value !== 'number' || Number.isSafeInteger(value)) continue;
      said = true;
      const [id, store] = [valueAt(readSet, 'id'), valueAt(readSet, 'sequenceStoreId')];
      say(
        `readsets: The ${count} of read set ${String(id)} in store ${String(store)} is above 2^53 and may be off in ` +
          'its last digits. Further ones are not reported.',
      );
      return;
    }
  };
}

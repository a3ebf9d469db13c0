import { describe, expect, it } from 'vitest';
import { ClaimedIds } from '../../src/splits/claimed-ids.js';
import { BLOCK_IDS } from '../../src/splits/numeric-ids.js';

/** Ids in no order, each once. */
const ids = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => String(1_000_000_000 + ((n * 7_919_777) % 8_999_999_929)));

describe('ClaimedIds', () => {
  it.each([1, BLOCK_IDS - 1, BLOCK_IDS, BLOCK_IDS + 1, 3 * BLOCK_IDS, 4 * BLOCK_IDS + 1])(
    'gives each of %i ids to who asks first',
    (count) => {
      const claimed = new ClaimedIds();
      expect(ids(count).every((id) => claimed.claim(id))).toBe(true);
      expect(ids(count).some((id) => claimed.claim(id))).toBe(false);
      expect(claimed.claim('999')).toBe(true);
    },
  );

  it('tells ids apart that are one number, or that a number does not hold', () => {
    const claimed = new ClaimedIds();
    const different = ['0', '00', '7', '007', '', 'none', '9007199254740992', '9007199254740993'];
    expect(different.map((id) => claimed.claim(id))).toEqual(different.map(() => true));
    expect(different.map((id) => claimed.claim(id))).toEqual(different.map(() => false));
  });
});

import { expect, it } from 'vitest';
import { ObservedTimes, seenInJson } from '../../src/splits/observed-times.js';

const seen = {
  from: '2024-06-01T00:00:00.000Z',
  middle: '2024-06-15T12:30:00.000Z',
  to: '2024-06-30T00:00:00.000Z',
  order: 'ascending',
} as const;

it('goes on from what an earlier reader saw', () => {
  expect(seenInJson(new ObservedTimes(seen).seen()!)).toEqual(seen);
});

it.each(['2024-02-30', '2024', 'soon'])('does without what was seen where %j is to be a time', (time) => {
  for (const member of ['from', 'middle', 'to']) {
    expect(new ObservedTimes({ ...seen, [member]: time }).seen()).toBeUndefined();
  }
});

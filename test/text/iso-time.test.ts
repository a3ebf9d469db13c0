import { expect, it } from 'vitest';
import { timeMs } from '../../src/text/iso-time.js';

it.each<[unknown, string | undefined]>([
  ['2024-06-30', '2024-06-30T00:00:00.000Z'],
  ['2024-06-30T12:00', '2024-06-30T12:00:00.000Z'],
  ['2024-06-30T12:00:05', '2024-06-30T12:00:05.000Z'],
  ['2024-06-30T12:00:05.6Z', '2024-06-30T12:00:05.600Z'],
  ['2024-06-30T12:00:05.678901Z', '2024-06-30T12:00:05.678Z'],
  ['2024-06-30T12:00:00+02:00', '2024-06-30T10:00:00.000Z'],
  ['2024-06-30T12:00:00-0230', '2024-06-30T14:30:00.000Z'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  ['-000001-06-30T12:00:00.000Z', '-000001-06-30T12:00:00.000Z'],
  ['+275760-09-13T00:00:00.000Z', '+275760-09-13T00:00:00.000Z'],
  ['2024-02-30', undefined],
  ['2024-13-01', undefined],
  ['2024-06-30T25:00', undefined],
  ['2024-06-30T12:60Z', undefined],
  ['2024-06-30T12:00.5Z', undefined],
  ['2024-06-30 12:00', undefined],
  ['+002024-06-30', undefined],
  ['2024', undefined],
  ['2024-06', undefined],
  ['June 5 2024', undefined],
  ['30/06/2024', undefined],
  ['yesterday', undefined],
  ['', undefined],
  [1_700_000_000_000, undefined],
  [new Date('soon'), undefined],
])('%j is the time %s', (value, expected) => {
  const ms = timeMs(value);
  expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(expected);
});

import { summarize, type ReadSetLike } from 'healthomics-streams';
import { plot } from 'healthomics-streams/notebook';
import { describe, expect, it } from 'vitest';
import { barsOf } from '../../src/notebook/bars.js';
import { errorOf } from '../support/read-sets.js';
import { logged, recordingDisplay } from './support.js';

const of = (status: string, month: string, gigabases?: number): ReadSetLike =>
  ({
    status,
    fileType: 'BAM',
    creationTime: new Date(`${month}-15T00:00:00Z`),
    ...(gigabases === undefined ? {} : { sequenceInformation: { totalBaseCount: gigabases * 1e9 } }),
  }) as ReadSetLike;

const some = [
  of('ACTIVE', '2024-01', 1),
  of('ACTIVE', '2024-03', 2),
  of('<b>', '2024-03', 4),
  of('ACTIVE', '2024-03'),
];

describe('plot', () => {
  it('draws the three usual pictures as SVG inside HTML', async () => {
    const display = recordingDisplay();
    await plot(some, { display });
    const [html = '', ...more] = display.drawn;
    expect(more).toEqual([]);
    expect(html).toMatch(/^<div/);
    expect(html.match(/<svg/g)).toHaveLength(3);
    for (const title of ['status', 'fileType', 'creationTime.month'])
      expect(html).toContain(`gigabases by ${title}`);
    expect(html.match(/Without 1 read set whose bases the list does not say\./g)).toHaveLength(3);
    expect(html).toContain('&lt;b&gt;');
    expect(html).not.toContain('<b>');
  });

  it('draws the fields asked for, with colors', async () => {
    const display = recordingDisplay();
    await plot(some, { by: ['creationTime.year'], color: 'status', measure: 'readSets', display });
    expect(display.drawn[0]?.match(/<svg/g)).toHaveLength(1);
    expect(display.drawn[0]).toContain('readSets by creationTime.year');
    expect(display.drawn[0]).not.toContain('Without');
  });

  it('is text where there is no notebook', async () => {
    const text = await logged(() => plot(some, { by: ['status', 'creationTime.month'] }));
    expect(text.split('\n')).toEqual([
      'gigabases by status',
      `<b>     ${'█'.repeat(40)} 4`,
      `ACTIVE  ${'█'.repeat(30)} 3`,
      'Without 1 read set whose bases the list does not say.',
      '',
      'gigabases by creationTime.month',
      `2024-01  ${'█'.repeat(7)} 1`,
      `2024-03  ${'█'.repeat(40)} 6`,
      'Without 1 read set whose bases the list does not say.',
    ]);
  });

  it('draws small bars together, in their colors', async () => {
    const summary = await summarize([of('A', '2024-01', 9), of('B', '2024-01', 2), of('C', '2024-02', 1)], {
      by: ['status', 'fileType'],
    });
    const { labels, bars } = barsOf(summary, {
      field: 'status',
      color: 'fileType',
      measure: 'gigabases',
      maxBars: 1,
    });
    expect(labels).toEqual(['A', 'others']);
    expect(bars).toEqual([
      { label: 'A', color: 'BAM', value: 9 },
      { label: 'others', color: 'BAM', value: 3 },
    ]);
  });

  it('refuses what is invalid', async () => {
    for (const [options, message] of [
      [{ by: ['color'] }, /`by\[0\]` .* got "color"/],
      [{ by: 'status' }, /`by` to be an array of fields, got "status"/],
      [{ measure: 'bases' }, /`measure` to be one of 'gigabases', 'readSets', got "bases"/],
      [{ maxBars: 0 }, /`maxBars` to be an integer from 1 and up, got `0`/],
      [{ kind: 'pie' }, /got `kind`/],
      [null, /`options` to be an object, got null/],
    ]) {
      expect(await errorOf(plot([], options as never))).toMatchObject({
        code: 'INVALID_OPTION',
        message: expect.stringMatching(message as RegExp),
      });
    }
  });
});

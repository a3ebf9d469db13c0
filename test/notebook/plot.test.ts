import { summarize, type ReadSetLike } from 'healthomics-streams';
import { plot } from 'healthomics-streams/notebook';
import { describe, expect, it } from 'vitest';

import { barChart, colorsOf } from '../../src/notebook/chart.js';
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
  it('draws three charts by default, as SVG inside HTML', async () => {
    const display = recordingDisplay();
    await plot(some, { display });
    const [html = '', ...more] = display.drawn;
    expect(more).toEqual([]);
    expect(html).toMatch(/^<div/);
    expect(html.match(/<svg/g)).toHaveLength(3);
    for (const title of ['status', 'file type', 'month of creation'])
      expect(html).toContain(`>Gigabases by ${title}<`);
    expect(html.match(/>\?<\/text>/g)).toHaveLength(3);
    expect(html.match(/\? 1 read set of unknown size, not in the bars\./g)).toHaveLength(3);
    expect(html).toContain('&lt;b&gt;');
    expect(html).not.toContain('<b>');
  });

  it('draws a chart of each requested field, in colors', async () => {
    const display = recordingDisplay();
    await plot(some, { by: ['creationTime.year'], color: 'status', measure: 'readSets', display });
    expect(display.drawn[0]?.match(/<svg/g)).toHaveLength(1);
    expect(display.drawn[0]).toContain('Read sets by year of creation');
    expect(display.drawn[0]).not.toContain('unknown size');
  });

  it('prints text outside a notebook', async () => {
    const text = await logged(() => plot(some, { by: ['status', 'creationTime.month'] }));
    expect(text.split('\n')).toEqual([
      'Gigabases by status',
      `<b>     ${'█'.repeat(40)} 4`,
      `ACTIVE  ${'█'.repeat(30)} 3 ?`,
      '? 1 read set of unknown size, not in the bars.',
      '',
      'Gigabases by month of creation',
      `2024-01  ${'█'.repeat(7)} 1`,
      `2024-03  ${'█'.repeat(40)} 6 ?`,
      '? 1 read set of unknown size, not in the bars.',
    ]);
  });

  it('omits the smallest bars and sums them up in a note', async () => {
    const summary = await summarize([of('A', '2024-01', 9), of('B', '2024-01', 2), of('C', '2024-02', 1)], {
      by: ['status', 'fileType'],
    });
    const { labels, bars, notes } = barChart(summary, {
      field: 'status',
      color: 'fileType',
      measure: 'gigabases',
      maxBars: 1,
    });
    expect(labels).toEqual(['A']);
    expect(bars).toEqual([{ label: 'A', color: 'BAM', value: 9 }]);
    expect(notes).toEqual(['Not shown: 2 others, 3 gigabases.']);
  });

  it('draws values with the names of inherited members and with HTML', async () => {
    const names = ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf', '', '<script>\'"&'];
    const display = recordingDisplay();
    await plot(
      names.map((name) => of(name, '2024-01', 1)),
      { by: ['status'], color: 'status', display },
    );
    const [html = ''] = display.drawn;
    for (const name of names.slice(0, 5)) expect(html.match(new RegExp(`>${name}<`, 'g'))).toHaveLength(2);
    expect(html).toContain('>&lt;script&gt;');
    expect(html).not.toContain('<script');
  });

  it('escapes control characters and shortens long labels in the middle', async () => {
    const display = recordingDisplay();
    const long = 'ILLUMINA, Illumina NovaSeq 6000, run of a long name';
    await plot([of(`${long} 1`, '2024-01', 1), of(`${long} 2`, '2024-01', 1), of('\u0007', '2024-01', 1)], {
      by: ['status'],
      display,
    });
    expect(display.drawn[0]).toMatch(/>ILLUMINA, .*….* name 1</);
    expect(display.drawn[0]).toMatch(/>ILLUMINA, .*….* name 2</);
    expect(display.drawn[0]).toContain('>\\u0007<');
  });

  it('draws up to maxBars bars', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => of(`S${i}`, '2024-01', 1));
    const display = recordingDisplay();
    await plot(many, { by: ['status'], maxBars: 1000, display });
    expect(display.drawn[0]).toContain('>S999<');
  });

  it('uses the same color for a status in every chart', async () => {
    const display = recordingDisplay();
    await plot([of('ARCHIVED', '2024-01', 1)], { by: ['fileType'], color: 'status', display });
    expect(display.drawn[0]).toContain('fill="#4e79a7"');
    expect([...colorsOf('status', ['new', 'ARCHIVED', 'ACTIVE'])]).toEqual([
      ['ACTIVE', '#59a14f'],
      ['ARCHIVED', '#4e79a7'],
      ['new', '#499894'],
    ]);
  });

  it('shows a message if there are no read sets', async () => {
    const display = recordingDisplay();
    await plot([], { display });
    expect(display.drawn).toEqual(['<p>No read sets.</p>']);
    expect(await logged(() => plot([]))).toBe('No read sets.');
  });

  it('rejects invalid options', async () => {
    for (const [options, message] of [
      [{ by: ['color'] }, /`by\[0\]` .* got "color"/],
      [{ by: 'status' }, /`by` to be an array of at least one field, got "status"/],
      [{ by: [] }, /`by` to be an array of at least one field, got an array of 0/],
      [{ color: 'nope' }, /^Expected `color` to be one of .* got "nope"/],
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

import {
  estimateCost,
  findDuplicates,
  findIssues,
  inventory,
  summarize,
  type ReadSetLike,
} from 'healthomics-streams';
import { show } from 'healthomics-streams/notebook';
import { describe, expect, it } from 'vitest';
import { errorOf, storesOf } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';
import { cellsOf, recordingDisplay, titlesOf } from './support.js';

const of = (id: string, status: string, gigabases?: number): ReadSetLike =>
  ({
    id,
    arn: `arn:aws:omics:us-east-1:1:sequenceStore/1/readSet/${id}`,
    sequenceStoreId: '1',
    status,
    fileType: 'FASTQ',
    creationTime: new Date('2024-01-15T00:00:00Z'),
    sampleId: 'S',
    etag: { algorithm: 'FASTQ_MD5up', source1: status },
    ...(gigabases === undefined ? {} : { sequenceInformation: { totalBaseCount: gigabases * 1e9 } }),
  }) as ReadSetLike;

const some = [of('1', 'ACTIVE', 2), of('2', 'ACTIVE', 3), of('3', 'DELETED'), { id: '4' }];

/** What `show` draws. */
const drawnOf = async (...args: Parameters<typeof show>) => {
  const display = recordingDisplay();
  await show(args[0], { ...args[1], display });
  const [html = ''] = display.drawn;
  return { html, titles: titlesOf(html), cells: cellsOf(html), lines: /<p>(.*)<\/p>/.exec(html)?.[1] };
};

describe('show, of results', () => {
  it('shows the groups of a summary', async () => {
    const { html, titles, cells, lines } = await drawnOf(await summarize(some, { by: ['status'] }));
    expect(titles).toEqual(['status', 'readSets', 'gigabases', 'basesUnknown', 'oldest', 'newest']);
    expect(cells).toEqual([
      ['ACTIVE', '2', '5.00', '0', '2024-01-15', '2024-01-15'],
      ['DELETED', '1', '', '1', '2024-01-15', '2024-01-15'],
      ['(none)', '1', '', '1', '', ''],
    ]);
    expect(html.match(/title="unknown"/g)).toHaveLength(2);
    expect(lines).toBe('3 rows<br>Total: 4 read sets, 5 gigabases, 2 of unknown size.');
  });

  it('names what a summary can be asked for', async () => {
    const found = await summarize(some, { by: ['status', 'etag.algorithm'] });
    const { titles, lines } = await drawnOf(found, { fields: ['Status', 'algorithm', 'gigabase', 'oldest'] });
    expect(titles).toEqual(['oldest']);
    expect(lines).toContain(
      'Not in these rows: Status (did you mean status?), algorithm (did you mean etag.algorithm?), ' +
        'gigabase (did you mean gigabases?).',
    );
  });

  it('shows the sums of a summary without groups', async () => {
    const { titles, cells, lines } = await drawnOf(await summarize(some));
    expect(titles).toEqual(['readSets', 'gigabases', 'basesUnknown', 'oldest', 'newest']);
    expect(cells).toEqual([['4', '5.00', '2', '2024-01-15', '2024-01-15']]);
    expect(lines).toBe('1 row');
  });

  it('says that a summary has had too many groups', async () => {
    const { lines } = await drawnOf(await summarize(some, { by: ['status'], maxGroups: 1 }));
    expect(lines).toContain('<br>Not among the rows: 2 read sets of further groups; raise maxGroups.');
  });

  it('shows each read set of duplicates, without making those that it does not show', async () => {
    const found = await findDuplicates(some);
    const { titles, cells, lines } = await drawnOf(found, { limit: 1 });
    expect(titles).toEqual([
      'group',
      'sequenceStoreId',
      'id',
      'status',
      'fileType',
      'gigabases',
      'etag.algorithm',
      'etag.source1',
    ]);
    expect(cells).toEqual([['1', '1', '1', 'ACTIVE', 'FASTQ', '2.00', 'FASTQ_MD5up', 'ACTIVE']]);
    expect(lines).toBe(
      'first 1 of 2<br>1 group: 1 read set redundant, 2 gigabases.<br>1 of 4 read sets without an etag to compare.',
    );
    expect((await drawnOf(found.groups)).cells).toEqual([['FASTQ_MD5up', 'ACTIVE', '2.00', '2 items']]);
  });

  it('shows issues, and how many there are of each kind', async () => {
    const { titles, cells, lines } = await drawnOf(await findIssues(some, { maxIssues: 4 }));
    expect(titles).toEqual(['kind', 'sequenceStoreId', 'id', 'sampleId', 'message']);
    expect(cells[0]).toEqual(['no-subject', '1', '1', 'S', 'No subject.']);
    expect(lines).toBe(
      '4 rows<br>4 read sets: no-sample 1, no-subject 4.<br>Not among the rows: 1 more issue; raise maxIssues.',
    );
    expect((await drawnOf(await findIssues([]))).html).toContain('<p>0 rows<br>0 read sets: no issues.</p>');
  });

  it('shows the cost of each status, and what is not in the sum', async () => {
    const rates = { perGigabaseMonth: { ACTIVE: 0.5, DELETED: 1 } };
    const { html, titles, cells, lines } = await drawnOf(await estimateCost(some, rates));
    expect(titles).toEqual([
      'status',
      'readSets',
      'gigabases',
      'basesUnknown',
      'perGigabaseMonth',
      'perMonth',
    ]);
    expect(cells.map((row) => row.slice(2))).toEqual([
      ['5.00', '0', '0.50', '2.50'],
      ['', '1', '1.00', ''],
      ['', '1', '', ''],
    ]);
    expect(html.match(/title="unknown"/g)).toHaveLength(3);
    expect(lines).toBe(
      '3 rows<br>Total: 2.50 a month.<br>Not in it: 1 read set without a rate, 1 read set of unknown size.',
    );
  });

  it('shows the stores of a report, and how the inventory went', async () => {
    const faults = [{ kind: 'access-denied', sequenceStoreId: '1000000001', times: Infinity }] as const;
    await withEmulator({ stores: storesOf(2, 2), faults }, async ({ config }) => {
      const run = inventory({ ...config, onStoreError: 'continue' });
      expect((await drawnOf(await run.report())).lines).toBe('0 rows<br>not begun: nothing was read');
      for await (const { id } of run) expect(id).toBeDefined();
      const { titles, cells, lines } = await drawnOf(await run.report());
      expect(titles).toContain('error.message');
      expect(cells.map((row) => row[titles.indexOf('outcome')])).toEqual(['complete', 'failed']);
      expect(lines).toMatch(
        /^2 rows<br>partial: 2 read sets · 2 of 2 stores .*<br>Not listed: .*AccessDenied/,
      );
    });
  });

  it('refuses the results of several', async () => {
    const several = { all: await summarize(some) };
    expect(await errorOf(show(several as never))).toMatchObject({
      message: expect.stringMatching(/what summarize, .* gives, got an object\.$/),
    });
  });
});

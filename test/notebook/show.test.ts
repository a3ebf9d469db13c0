import {
  estimateCost,
  findDuplicates,
  findIssues,
  from,
  inventory,
  listReadSets,
  map,
  summarize,
  type ReadSetLike,
} from 'healthomics-streams';
import { show } from 'healthomics-streams/notebook';
import { afterEach, describe, expect, it } from 'vitest';
import { errorOf, readSet, readSets, STORE, storesOf } from '../support/read-sets.js';
import { trackedEndless, trackedItems } from '../support/tracked-source.js';
import { withEmulator } from '../support/with-emulator.js';
import { cellsOf, logged, recordingDisplay, titlesOf } from './support.js';

const objects = (source: AsyncIterable<number>) => from(source).pipe(map((n) => ({ n })));

describe('show', () => {
  it('shows the first rows, notes that there are more, and closes the stream', async () => {
    const display = recordingDisplay();
    const source = trackedEndless();
    await show(objects(source), { limit: 3, display });
    expect(display.drawn).toHaveLength(1);
    expect(display.drawn[0]?.match(/<tr>/g)).toHaveLength(4);
    expect(display.drawn[0]).toContain('first 3 of more than 3');
    expect(source).toMatchObject({ pulls: 4, closed: 1 });
  });

  it.each<[string, AsyncIterable<object> | Iterable<object>, string]>([
    ['a stream with `limit` rows', trackedItems({ n: 1 }, { n: 2 }), '2 rows'],
    ['an array', [1, 2, 3].map((n) => ({ n })), 'first 2 of 3'],
    ['an array of one row', [{ n: 1 }], '1 row'],
    ['an empty array', [], '0 rows'],
  ])('shows the number of rows of %s', async (_, stream, line) => {
    const display = recordingDisplay();
    await show(stream, { limit: 2, display });
    expect(display.drawn[0]).toContain(`<p>${line}</p>`);
  });

  it('requests only one page', async () => {
    await withEmulator(
      { stores: [{ id: STORE, readSets: readSets(1000) }] },
      async ({ config, emulator }) => {
        const display = recordingDisplay();
        await show(listReadSets(config, { sequenceStoreId: STORE }), { display });
        expect(emulator.count('ListReadSets')).toBe(1);
        for (const field of ['id', 'sequenceStoreId', 'creationTime (UTC)', 'gigabases']) {
          expect(display.drawn[0]).toContain(`>${field}</th>`);
        }
      },
    );
  });

  it('escapes HTML and control characters in cells, column titles and the title', async () => {
    const display = recordingDisplay();
    const bad = `<img src=x onerror="alert('1')">&`;
    await show([{ [bad]: bad, control: '\u001b[31m\u202e' }], { title: bad, display });
    const [html = ''] = display.drawn;
    expect(html).not.toContain('<img');
    expect(html.match(/&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt;&amp;/g)).toHaveLength(3);
    expect(html).toContain('\\u001b[31m\\u202e');
  });

  it('shows nested fields and group keys, and aligns numbers to the right', async () => {
    const { groups } = await summarize([{ etag: { algorithm: 'BAM_MD5up', source1: 'a' } }], {
      by: ['etag.algorithm'],
    });
    const display = recordingDisplay();
    await show(groups, { display });
    expect(display.drawn[0]).toMatch(/>etag\.algorithm<.*>BAM_MD5up<.*text-align:right[^>]*>1</);
    await show(groups, { fields: ['etag.algorithm', 'key.etag.algorithm', 'readSets'], display });
    expect(titlesOf(display.drawn[1])).toEqual(['etag.algorithm', 'etag.algorithm', 'readSets']);
    expect(cellsOf(display.drawn[1])).toEqual([['BAM_MD5up', 'BAM_MD5up', '1']]);
  });

  it.each([
    [
      [1234.5678, 2],
      ['1,234.57', '2.00'],
    ],
    [
      [1, 2000, NaN],
      ['1', '2,000', 'NaN'],
    ],
    [
      [0.000123456, 0.01],
      ['0.000123', '0.010000'],
    ],
    [
      [0.000123456, 1.5, 0],
      ['0.000123', '1.50', '0.00'],
    ],
    [[new Date('2024-01-02T00:00:00Z')], ['2024-01-02']],
    [
      [new Date('2024-01-02T03:04:59Z'), new Date('2024-01-03T00:00:00Z'), new Date(NaN)],
      ['2024-01-02 03:04', '2024-01-03 00:00', 'Invalid Date'],
    ],
    [
      [null, ''],
      ['', ''],
    ],
    [[true], ['true']],
    [
      [['a', 'b'], [{ a: 1 }], []],
      ['a, b', '1 item', ''],
    ],
  ])('shows %j as %j', async (values, shown) => {
    const display = recordingDisplay();
    await show(
      values.map((value) => ({ value })),
      { display },
    );
    expect(cellsOf(display.drawn[0])).toEqual(shown.map((text) => [text]));
  });

  it('shows values that JSON cannot represent', async () => {
    const display = recordingDisplay();
    const circular = new (class Node {
      self = this;
    })();
    await show([{ circular, big: 12n }], { display });
    expect(cellsOf(display.drawn[0])[0]?.[0]).toContain('[Circular *1]');
    expect(cellsOf(display.drawn[0])[0]?.[1]).toBe('12');
  });

  it('labels times as UTC and shows the full time in a tooltip', async () => {
    const display = recordingDisplay();
    await show([{ at: new Date('2024-01-02T03:04:05.678Z') }], { display });
    expect(titlesOf(display.drawn[0])).toEqual(['at (UTC)']);
    expect(display.drawn[0]).toContain('title="2024-01-02T03:04:05.678Z">2024-01-02 03:04<');
    await show([{ at: new Date('2024-01-02') }], { display });
    expect(titlesOf(display.drawn[1])).toEqual(['at']);
  });

  it('shows gigabases with two decimals, and a blank if they are unknown', async () => {
    const display = recordingDisplay();
    const sizes = [47.677, 72_542.6, 0, 0.001, undefined];
    await show(
      sizes.map((gigabases) => ({
        id: 1,
        ...(gigabases === undefined ? {} : { sequenceInformation: { totalBaseCount: gigabases * 1e9 } }),
      })),
      { fields: ['gigabases'], display },
    );
    expect(cellsOf(display.drawn[0]).flat()).toEqual(['47.68', '72,542.60', '0.00', '&lt;0.01', '']);
    expect(display.drawn[0]).toContain('title="unknown"></td>');
  });

  it('wraps long text', async () => {
    const display = recordingDisplay();
    await show([{ short: 'a b', long: 'word '.repeat(40) }], { display });
    expect(display.drawn[0]).toMatch(/nowrap">a b<\/td><td style="[^"]*white-space:normal[^"]*">word word/);
  });

  it('names the fields that no row has and suggests the closest known field', async () => {
    const display = recordingDisplay();
    const read = { ...readSet(1), arn: 'arn' };
    await show([read], { fields: ['id', 'satus', 'refrenceArn', 'sampleId', 'zebra', 'gigabases'], display });
    expect(titlesOf(display.drawn[0])).toEqual(['id']);
    expect(display.drawn[0]).toContain(
      'Not in these rows: satus (did you mean status?), refrenceArn (did you mean referenceArn?), sampleId, zebra, gigabases.',
    );
    await show([{ name: 'a' }], { fields: ['gigabase'], display });
    expect(display.drawn[1]).toBe('<div><p>1 row<br>Not in these rows: gigabase.</p></div>');
    await show([], { fields: ['id'], display });
    expect(display.drawn[2]).not.toContain('Not in');
  });

  it('shows rows that are not objects in one column', async () => {
    const display = recordingDisplay();
    await show([1, null, undefined, 'x'], { display });
    expect(titlesOf(display.drawn[0])).toEqual(['value']);
    expect(cellsOf(display.drawn[0]).flat()).toEqual(['1', '', '', 'x']);
    await show(Object.entries({ a: 1 }), { display });
    expect(cellsOf(display.drawn[1])).toEqual([['a', '1']]);
    await show([null], { display });
    expect(cellsOf(display.drawn[2])).toEqual([['']]);
  });

  it('shows all rows if the limit is Infinity', async () => {
    const display = recordingDisplay();
    await show(
      Array.from({ length: 150_000 }, (_, n) => ({ n: n / 2 })),
      { limit: Infinity, display },
    );
    expect(display.drawn[0]?.match(/<tr>/g)).toHaveLength(150_001);
    expect(display.drawn[0]).toContain('<p>150,000 rows</p>');
  });

  it('shows the rows received before the stream failed and rejects with its error', async () => {
    const display = recordingDisplay();
    const failure = new Error('no more');
    const failing = async function* (good: number): AsyncGenerator<object, void, undefined> {
      for (let n = 0; n < good; n += 1) yield await Promise.resolve({ n });
      throw failure;
    };
    expect(await errorOf(show(failing(2), { display }))).toBe(failure);
    expect(display.drawn[0]).toContain('<p>2 rows, then an error</p>');
    expect(await errorOf(show(failing(0), { display }))).toBe(failure);
    expect(display.drawn).toHaveLength(1);
  });

  it('prints a text table outside a notebook', async () => {
    const text = await logged(() => show([{ a: 'x\u001b', n: 1.5 }], { title: 'T' }));
    expect(text).toBe('T\na           n\nx\\u001b  1.50\n1 row');
  });

  it('rejects an invalid source and invalid options', async () => {
    expect(await errorOf(show([], { limit: 0 }))).toMatchObject({ code: 'INVALID_OPTION' });
    expect(await errorOf(show('rows' as never))).toMatchObject({ problems: [{ option: 'source' }] });
    expect(await errorOf(show(Promise.resolve([]) as never))).toMatchObject({
      message: expect.stringMatching(/^Expected `source` to be an async iterable, .* got a promise\.$/),
    });
    for (const fields of ['id', [], [1]]) {
      expect(await errorOf(show([], { fields } as never))).toMatchObject({
        problems: [{ option: 'fields' }],
      });
    }
    expect(await errorOf(show([], { max: 1 } as never))).toMatchObject({
      message:
        'Expected `options` to be an object with only the members limit, fields, title, display, got `max`.',
    });
  });
});

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

/** Parses the HTML that `show` draws. */
const drawnOf = async (...args: Parameters<typeof show>) => {
  const display = recordingDisplay();
  await show(args[0], { ...args[1], display });
  const [html = ''] = display.drawn;
  return { html, titles: titlesOf(html), cells: cellsOf(html), lines: /<p>(.*)<\/p>/.exec(html)?.[1] };
};

describe('show of a result', () => {
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

  it('suggests the fields of a summary', async () => {
    const found = await summarize(some, { by: ['status', 'etag.algorithm'] });
    const { titles, lines } = await drawnOf(found, { fields: ['Status', 'algorithm', 'gigabase', 'oldest'] });
    expect(titles).toEqual(['oldest']);
    expect(lines).toContain(
      'Not in these rows: Status (did you mean status?), algorithm (did you mean etag.algorithm?), ' +
        'gigabase (did you mean gigabases?).',
    );
  });

  it('shows the totals of a summary without groups', async () => {
    const { titles, cells, lines } = await drawnOf(await summarize(some));
    expect(titles).toEqual(['readSets', 'gigabases', 'basesUnknown', 'oldest', 'newest']);
    expect(cells).toEqual([['4', '5.00', '2', '2024-01-15', '2024-01-15']]);
    expect(lines).toBe('1 row');
  });

  it('counts the read sets of groups beyond maxGroups', async () => {
    const { lines } = await drawnOf(await summarize(some, { by: ['status'], maxGroups: 1 }));
    expect(lines).toContain('<br>Not shown: 2 read sets in further groups; raise maxGroups.');
  });

  it('shows the read sets of duplicates, up to the limit', async () => {
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
      'first 1 of 2<br>1 group: 1 redundant read set, 2 gigabases.<br>Not compared: 1 of 4 read sets without an etag.',
    );
    expect((await drawnOf(found.groups)).cells).toEqual([['FASTQ_MD5up', 'ACTIVE', '2.00', '2 items']]);
  });

  it('shows issues and the number of each kind', async () => {
    const { titles, cells, lines } = await drawnOf(await findIssues(some, { maxIssues: 4 }));
    expect(titles).toEqual(['kind', 'sequenceStoreId', 'id', 'sampleId', 'message']);
    expect(cells[0]).toEqual(['no-subject', '1', '1', 'S', 'No subject.']);
    expect(lines).toBe(
      '4 rows<br>4 read sets: no-sample 1, no-subject 4.<br>Not shown: 1 more issue; raise maxIssues.',
    );
    expect((await drawnOf(await findIssues([]))).html).toContain('<p>0 rows<br>0 read sets: no issues.</p>');
  });

  it('shows the cost of each status and what the total excludes', async () => {
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
      '3 rows<br>Total: 2.50 a month.<br>Not included: 1 read set without a rate, 1 read set of unknown size.',
    );
  });

  it('shows the stores of a report and the state of the inventory', async () => {
    const faults = [{ kind: 'access-denied', sequenceStoreId: '1000000001', times: Infinity }] as const;
    await withEmulator({ stores: storesOf(2, 2), faults }, async ({ config }) => {
      const run = inventory({ ...config, onStoreError: 'continue' });
      expect((await drawnOf(await run.report())).lines).toBe('0 rows<br>not started');
      for await (const { id } of run) expect(id).toBeDefined();
      const { titles, cells, lines } = await drawnOf(await run.report());
      expect(titles).toContain('error.message');
      expect(cells.map((row) => row[titles.indexOf('outcome')])).toEqual(['complete', 'failed']);
      expect(lines).toMatch(
        /^2 rows<br>partial: 2 read sets · 2 of 2 stores .*<br>Not listed: .*AccessDenied/,
      );
    });
  });

  it('rejects the combined results of analyze', async () => {
    const combined = { all: await summarize(some) };
    expect(await errorOf(show(combined as never))).toMatchObject({
      message: expect.stringMatching(/a result of summarize, .* got an object\.$/),
    });
  });
});

describe('show in a tslab notebook', () => {
  const scope = globalThis as { __tslab__?: unknown };
  afterEach(() => {
    delete scope.__tslab__;
  });

  it('draws on the display of the kernel', async () => {
    const display = recordingDisplay();
    scope.__tslab__ = {
      require: (name: string) => name === 'tslab' && { display, newDisplay: () => display },
    };
    await show([readSet(1)]);
    expect(display.drawn[0]).toContain('<td');
  });
});

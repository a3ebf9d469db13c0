import { from, listReadSets, map, summarize } from 'healthomics-streams';
import { show } from 'healthomics-streams/notebook';
import { afterEach, describe, expect, it } from 'vitest';
import { errorOf, readSet, readSets, STORE } from '../support/read-sets.js';
import { trackedEndless, trackedItems } from '../support/tracked-source.js';
import { withEmulator } from '../support/with-emulator.js';
import { cellsOf, logged, recordingDisplay, titlesOf } from './support.js';

const objects = (source: AsyncIterable<number>) => from(source).pipe(map((n) => ({ n })));

describe('show', () => {
  it('shows the first rows, says that there are more, and leaves the stream', async () => {
    const display = recordingDisplay();
    const source = trackedEndless();
    await show(objects(source), { limit: 3, display });
    expect(display.drawn).toHaveLength(1);
    expect(display.drawn[0]?.match(/<tr>/g)).toHaveLength(4);
    expect(display.drawn[0]).toContain('first 3 of more than 3');
    expect(source).toMatchObject({ pulls: 4, closed: 1 });
  });

  it.each<[string, AsyncIterable<object> | Iterable<object>, string]>([
    ['a stream that ends there', trackedItems({ n: 1 }, { n: 2 }), '2 rows'],
    ['an array', [1, 2, 3].map((n) => ({ n })), 'first 2 of 3'],
    ['one row', [{ n: 1 }], '1 row'],
    ['nothing', [], '0 rows'],
  ])('says of %s how many there are', async (_, stream, line) => {
    const display = recordingDisplay();
    await show(stream, { limit: 2, display });
    expect(display.drawn[0]).toContain(`<p>${line}</p>`);
  });

  it('asks for one page only', async () => {
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

  it('shows as text whatever is in a row, a column or the title', async () => {
    const display = recordingDisplay();
    const bad = `<img src=x onerror="alert('1')">&`;
    await show([{ [bad]: bad, control: '\u001b[31m\u202e' }], { title: bad, display });
    const [html = ''] = display.drawn;
    expect(html).not.toContain('<img');
    expect(html.match(/&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt;&amp;/g)).toHaveLength(3);
    expect(html).toContain('\\u001b[31m\\u202e');
  });

  it('shows nested fields, the keys of a summary, and numbers to the right', async () => {
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

  it('shows what cannot be JSON', async () => {
    const display = recordingDisplay();
    const circular = new (class Node {
      self = this;
    })();
    await show([{ circular, big: 12n }], { display });
    expect(cellsOf(display.drawn[0])[0]?.[0]).toContain('[Circular *1]');
    expect(cellsOf(display.drawn[0])[0]?.[1]).toBe('12');
  });

  it('says of a time that it is UTC, and tells it in full to who points at it', async () => {
    const display = recordingDisplay();
    await show([{ at: new Date('2024-01-02T03:04:05.678Z') }], { display });
    expect(titlesOf(display.drawn[0])).toEqual(['at (UTC)']);
    expect(display.drawn[0]).toContain('title="2024-01-02T03:04:05.678Z">2024-01-02 03:04<');
    await show([{ at: new Date('2024-01-02') }], { display });
    expect(titlesOf(display.drawn[1])).toEqual(['at']);
  });

  it('shows gigabases with two digits, and blank where they are unknown', async () => {
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

  it('lets a long text have several lines', async () => {
    const display = recordingDisplay();
    await show([{ short: 'a b', long: 'word '.repeat(40) }], { display });
    expect(display.drawn[0]).toMatch(/nowrap">a b<\/td><td style="[^"]*white-space:normal[^"]*">word word/);
  });

  it('names the fields that no row has, and what was probably meant', async () => {
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

  it('shows rows that have no fields under one title', async () => {
    const display = recordingDisplay();
    await show([1, null, undefined, 'x'], { display });
    expect(titlesOf(display.drawn[0])).toEqual(['value']);
    expect(cellsOf(display.drawn[0]).flat()).toEqual(['1', '', '', 'x']);
    await show(Object.entries({ a: 1 }), { display });
    expect(cellsOf(display.drawn[1])).toEqual([['a', '1']]);
    await show([null], { display });
    expect(cellsOf(display.drawn[2])).toEqual([['']]);
  });

  it('shows all rows where there is no limit, however many', async () => {
    const display = recordingDisplay();
    await show(
      Array.from({ length: 150_000 }, (_, n) => ({ n: n / 2 })),
      { limit: Infinity, display },
    );
    expect(display.drawn[0]?.match(/<tr>/g)).toHaveLength(150_001);
    expect(display.drawn[0]).toContain('<p>150,000 rows</p>');
  });

  it('shows what came before the stream failed, and rejects with why', async () => {
    const display = recordingDisplay();
    const failure = new Error('no more');
    const failing = async function* (good: number): AsyncGenerator<object, void, undefined> {
      for (let n = 0; n < good; n += 1) yield await Promise.resolve({ n });
      throw failure;
    };
    expect(await errorOf(show(failing(2), { display }))).toBe(failure);
    expect(display.drawn[0]).toContain('<p>2 rows, then it failed</p>');
    expect(await errorOf(show(failing(0), { display }))).toBe(failure);
    expect(display.drawn).toHaveLength(1);
  });

  it('is a plain table where there is no notebook', async () => {
    const text = await logged(() => show([{ a: 'x\u001b', n: 1.5 }], { title: 'T' }));
    expect(text).toMatch(/^T\n.* a .* n .*x\\u001b .* 1\.50 .*\n1 row$/s);
    expect(text).not.toContain('<');
  });

  it('refuses what is invalid', async () => {
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
        'Expected `options` to be an object with no members but limit, fields, title, display, got `max`.',
    });
  });
});

describe('in a tslab notebook', () => {
  const scope = globalThis as { __tslab__?: unknown };
  afterEach(() => {
    delete scope.__tslab__;
  });

  it('draws with the display of the kernel', async () => {
    const display = recordingDisplay();
    scope.__tslab__ = {
      require: (name: string) => name === 'tslab' && { display, newDisplay: () => display },
    };
    await show([readSet(1)]);
    expect(display.drawn[0]).toContain('<td');
  });
});

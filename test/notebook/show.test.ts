import { from, listReadSets, map, summarize } from 'healthomics-streams';
import { show } from 'healthomics-streams/notebook';
import { afterEach, describe, expect, it } from 'vitest';
import { errorOf, readSet, readSets, STORE } from '../support/read-sets.js';
import { trackedEndless, trackedItems } from '../support/tracked-source.js';
import { withEmulator } from '../support/with-emulator.js';
import { logged, recordingDisplay } from './support.js';

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
        for (const field of ['id', 'sequenceStoreId', 'creationTime', 'gigabases']) {
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
    expect(display.drawn[0]).toMatch(/>key\.etag\.algorithm<.*>BAM_MD5up<.*text-align:right[^>]*>1</);
  });

  it.each([
    [1234.5678, '1,234.57'],
    [0.000123456, '0.000123'],
    [12n, '12'],
    [new Date('2024-01-02T03:04:05Z'), '2024-01-02T03:04:05Z'],
    [null, ''],
    [undefined, ''],
    [true, 'true'],
    [['a'], '[&quot;a&quot;]'],
  ])('shows %s as %s', async (value, shown) => {
    const display = recordingDisplay();
    await show([{ value }], { display });
    expect(display.drawn[0]).toContain(`nowrap">${shown}</td>`);
  });

  it('is a plain table where there is no notebook', async () => {
    const text = await logged(() => show([{ a: 'x\u001b', n: 1.5 }], { title: 'T' }));
    expect(text).toMatch(/^T\n.* a .* n .*x\\u001b .* 1\.5 .*\n1 row$/s);
    expect(text).not.toContain('<');
  });

  it('refuses what is invalid', async () => {
    expect(await errorOf(show([], { limit: 0 }))).toMatchObject({ code: 'INVALID_OPTION' });
    expect(await errorOf(show('rows' as never))).toMatchObject({ problems: [{ option: 'stream' }] });
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

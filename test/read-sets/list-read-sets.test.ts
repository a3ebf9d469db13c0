import type { ReadSetFilter } from '@aws-sdk/client-omics';
import { count, filter, listReadSets, map, PagedAsyncIterable, take, toArray } from 'healthomics-streams';
import { generateReadSets } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { errorOf, idsOf, readSet, readSets, STORE } from '../support/read-sets.js';
import { settle } from '../support/tracked-source.js';
import { withEmulator } from '../support/with-emulator.js';

const INPUT = { sequenceStoreId: STORE };
const storeOf = (size: number) => [{ id: STORE, readSets: readSets(size) }];

describe('listReadSets', () => {
  it.each([
    [0, 1],
    [1, 1],
    [100, 1],
    [101, 2],
    [2503, 26],
  ])('lists every one of %i read sets once, in %i requests', async (size, requests) => {
    await withEmulator({ stores: storeOf(size) }, async ({ emulator, config }) => {
      const listed = await toArray(listReadSets(config, INPUT));
      expect(listed.map(({ id }) => id)).toEqual(idsOf(readSets(size)));
      expect(emulator.count()).toBe(requests);
    });
  });

  it('sends nothing before the first next()', async () => {
    await withEmulator({ stores: storeOf(3) }, async ({ emulator, config }) => {
      const list = listReadSets(config, INPUT);
      const iterator = list.pipe(map(({ id }) => id))[Symbol.asyncIterator]();
      list.pages()[Symbol.asyncIterator]();
      await settle();
      expect(emulator.count()).toBe(0);
      await iterator.next();
      expect(emulator.count()).toBe(1);
    });
  });

  it('sends one request for take(5) of a large store', async () => {
    await withEmulator(
      { stores: [{ id: STORE, readSets: generateReadSets({ count: 1_000_000 }) }] },
      async ({ emulator, config }) => {
        expect(await count(listReadSets(config, INPUT).pipe(take(5)))).toBe(5);
        expect(await count(listReadSets(config, INPUT).pipe(take(100)))).toBe(100);
        await settle();
        expect(emulator.count()).toBe(2);
      },
    );
  });

  it('requests a page only when the consumer asks for its first item', async () => {
    await withEmulator({ stores: storeOf(6) }, async ({ emulator, config }) => {
      const sent: number[] = [];
      for await (const _ of listReadSets({ ...config, pageSize: 2 }, INPUT)) sent.push(emulator.count());
      expect(sent).toEqual([1, 1, 2, 2, 3, 3]);
    });
  });

  it('sends no request after break, and yields no item after return()', async () => {
    await withEmulator({ stores: storeOf(250) }, async ({ emulator, config }) => {
      for await (const _ of listReadSets(config, INPUT)) break;
      const iterator = listReadSets(config, INPUT)[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.return();
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
      await settle();
      expect(emulator.count()).toBe(2);
    });
  });

  it('continues after empty pages with a token: pages of 2, 0, 0 and 1 items are 3 items in 4 requests', async () => {
    await withEmulator({ stores: storeOf(3), emptyPages: [2, 3] }, async ({ emulator, config }) => {
      const pages = await toArray(listReadSets({ ...config, pageSize: 2 }, INPUT).pages());
      expect(pages.map(({ items }) => items.length)).toEqual([2, 0, 0, 1]);
      expect(emulator.count()).toBe(4);
    });
  });

  it('continues after any number of consecutive empty pages', async () => {
    await withEmulator(
      { stores: storeOf(2), emptyPages: ({ page }) => page < 300 },
      async ({ emulator, config }) => {
        expect(await count(listReadSets(config, INPUT))).toBe(2);
        expect(emulator.count()).toBe(300);
      },
    );
  });

  it('yields the same pages each time for the same input, and never changes a frozen one', async () => {
    await withEmulator({ stores: storeOf(5) }, async ({ config }) => {
      const where: ReadSetFilter = Object.freeze({ status: 'ACTIVE', createdAfter: new Date(0) });
      const input = Object.freeze({ ...INPUT, filter: where, maxResults: 2 });
      const before = structuredClone(input);
      const list = listReadSets(Object.freeze({ ...config }), input);
      const lists = [list, list, listReadSets(config, input)];
      for (const each of lists) {
        const pages = await toArray(each.pages());
        expect(pages.map(({ items }) => items.map(({ id }) => id))).toEqual([
          idsOf(readSets(2)),
          idsOf(readSets(2, 2)),
          idsOf(readSets(1, 4)),
        ]);
      }
      expect(input).toEqual(before);
    });
  });

  it('copies its arguments at the call', async () => {
    await withEmulator({ stores: storeOf(5) }, async ({ emulator, config }) => {
      const input = { ...INPUT, filter: { status: 'ACTIVE' as string }, maxResults: 2 };
      const own = { ...config, pageSize: 2 };
      const list = listReadSets(own, input as never);
      Object.assign(input, { sequenceStoreId: '9999999999', maxResults: 1 });
      input.filter.status = 'ARCHIVED';
      own.pageSize = 1;
      expect(await count(list)).toBe(5);
      expect(emulator.count()).toBe(3);
    });
  });

  it('keeps parallel iterations of one list independent', async () => {
    await withEmulator({ stores: storeOf(150) }, async ({ config }) => {
      const list = listReadSets(config, INPUT);
      expect(await Promise.all([count(list), count(list), count(list.pages())])).toEqual([150, 150, 2]);
    });
  });

  it('sends no request twice and loses nothing if next() is called in parallel', async () => {
    await withEmulator({ stores: storeOf(5) }, async ({ emulator, config }) => {
      const iterator = listReadSets({ ...config, pageSize: 2 }, INPUT)[Symbol.asyncIterator]();
      const results = await Promise.all(Array.from({ length: 8 }, () => iterator.next()));
      expect(results.flatMap(({ done, value }) => (done === true ? [] : [value.id]))).toEqual(
        idsOf(readSets(5)),
      );
      expect(emulator.count()).toBe(3);

      const list = listReadSets({ ...config, pageSize: 2 }, INPUT);
      const pages = list.pages()[Symbol.asyncIterator]();
      const both = await Promise.all([pages.next(), pages.next(), pages.next(), pages.next()]);
      expect(both.map(({ done, value }) => (done === true ? 'done' : value.number))).toEqual([
        1,
        2,
        3,
        'done',
      ]);
      expect(emulator.count()).toBe(6);
    });
  });

  it('continues from the token of any page, without duplicates and without gaps', async () => {
    await withEmulator({ stores: storeOf(7), emptyPages: [2] }, async ({ config }) => {
      const own = { ...config, pageSize: 2 };
      const whole = await toArray(listReadSets(own, INPUT));
      const pages = await toArray(listReadSets(own, INPUT).pages());
      expect(pages).toHaveLength(5);
      for (const [i, { nextToken }] of pages.entries()) {
        const seen = pages.slice(0, i + 1).flatMap(({ items }) => items);
        if (nextToken === undefined) continue;
        const rest = await toArray(listReadSets({ ...own, startingToken: nextToken }, INPUT));
        expect([...seen, ...rest]).toEqual(whole);
        expect(await toArray(listReadSets(own, { ...INPUT, nextToken }))).toEqual(rest);
      }
      expect(pages.at(-1)?.nextToken).toBe(undefined);
    });
  });

  it('continues from the token of an error', async () => {
    await withEmulator(
      { stores: storeOf(5), faults: { kind: 'access-denied', page: 2 } },
      async ({ config }) => {
        const own = { ...config, pageSize: 2 };
        const seen: (string | undefined)[] = [];
        const error = await errorOf(async () => {
          for await (const { id } of listReadSets(own, INPUT)) seen.push(id);
        });
        const { nextToken } = error as { nextToken: string };
        for await (const { id } of listReadSets({ ...own, startingToken: nextToken }, INPUT)) seen.push(id);
        expect(seen).toEqual(idsOf(readSets(5)));
      },
    );
  });

  it('rejects if the service repeats a token, and names the store, the page and the items yielded', async () => {
    await withEmulator(
      { stores: storeOf(9), faults: { kind: 'repeat-token', page: 3 } },
      async ({ emulator, config }) => {
        const error = await errorOf(toArray(listReadSets({ ...config, pageSize: 2 }, INPUT)));
        expect(error).toMatchObject({ code: 'REPEATED_TOKEN', page: 3, yielded: 6, sequenceStoreId: STORE });
        expect(emulator.count()).toBe(3);
      },
    );
  });

  it('rejects if the service rejects a token, or restarts and yields nothing twice', async () => {
    await withEmulator(
      { stores: storeOf(5), faults: { kind: 'reject-token', page: 3, times: 2 } },
      async ({ emulator, config }) => {
        const own = { ...config, pageSize: 2 };
        const error = await errorOf(toArray(listReadSets(own, INPUT)));
        expect(error).toMatchObject({ code: 'REJECTED_TOKEN', page: 3, yielded: 4 });
        emulator.clearHistory();
        const listed = await toArray(listReadSets({ ...own, onRejectedToken: 'restart' }, INPUT));
        expect(listed.map(({ id }) => id)).toEqual(idsOf(readSets(5)));
        // The list is ascending: read sets created later are listed first, then the received times again.
        expect(emulator.history.map(({ page }) => page)).toEqual([1, 2, 3, 1, 2, 1, 2]);
      },
    );
  });

  it('rejects if the startingToken belongs to another list', async () => {
    await withEmulator({ stores: storeOf(5) }, async ({ config }) => {
      const error = await errorOf(toArray(listReadSets({ ...config, startingToken: 'forged' }, INPUT)));
      expect(error).toMatchObject({ code: 'REJECTED_TOKEN', page: 1, yielded: 0 });
    });
  });

  it('ends after a response without readSets, which is an empty last page', async () => {
    await withEmulator(
      { stores: storeOf(5), faults: { kind: 'no-read-sets', page: 2 } },
      async ({ emulator, config }) => {
        expect(await count(listReadSets({ ...config, pageSize: 2 }, INPUT))).toBe(2);
        expect(emulator.count()).toBe(2);
      },
    );
  });

  it('sends pageSize as maxResults, or else the maxResults of the input', async () => {
    await withEmulator({ stores: storeOf(3) }, async ({ emulator, config }) => {
      await toArray(listReadSets(config, INPUT));
      await toArray(listReadSets(config, { ...INPUT, maxResults: 7 }));
      await toArray(listReadSets({ ...config, pageSize: 9 }, { ...INPUT, maxResults: 7 }));
      expect(emulator.history.map(({ query }) => query.maxResults)).toEqual(['100', '7', '9']);
    });
  });

  it('is an ix AsyncIterable, and so are its pages', async () => {
    await withEmulator({ stores: storeOf(3) }, async ({ config }) => {
      const list = listReadSets(config, INPUT);
      expect(list).toBeInstanceOf(PagedAsyncIterable);
      const ids = list.pipe(
        filter(({ id }) => id !== '3000000001'),
        map(({ id }) => id),
      );
      expect(await toArray(ids)).toEqual(['3000000000', '3000000002']);
      const sizes = list.pages().pipe(map(({ items }) => items.length));
      expect(await toArray(sizes)).toEqual([3]);
    });
  });
});

describe('listReadSets yields', () => {
  it('every field of the response', async () => {
    const record = readSet(1, {
      arn: 'arn:aws:omics:us-east-1:123456789012:sequenceStore/1234567890/readSet/3000000001',
      sequenceStoreId: STORE,
      subjectId: 'subject',
      sampleId: 'sample',
      status: 'ARCHIVED',
      name: 'a name',
      description: 'a description',
      referenceArn: 'arn:aws:omics:us-east-1:123456789012:referenceStore/1/reference/2',
      fileType: 'CRAM',
      sequenceInformation: {
        totalReadCount: 7,
        totalBaseCount: 2 ** 52,
        generatedFrom: 'x',
        alignment: 'ALIGNED',
      },
      statusMessage: 'a message',
      creationType: 'UPLOAD',
      etag: { algorithm: 'CRAM_MD5up', source1: 'a', source2: 'b' },
    });
    await withEmulator({ stores: [{ id: STORE, readSets: [record] }] }, async ({ config }) => {
      const [listed] = await toArray(listReadSets(config, INPUT));
      expect(listed).toEqual({ ...record, creationTime: new Date(record.creationTime) });
    });
  });

  it('absent, null and unknown values, and names in any script, unchanged', async () => {
    const names = [null, '', 'a "b", c\nd', 'naïve 測試 🧬', '\u001b[31m', '=1+1', '<b>'];
    const odd = names.map((name, n) =>
      readSet(n, {
        ...(n === 0 ? {} : { name }),
        status: 'RESTORING',
        fileType: 'POD5',
        sequenceInformation: n % 2 === 0 ? null : {},
        etag: null,
        ...(n === 1 ? { name: null } : {}),
      }),
    );
    await withEmulator({ stores: [{ id: STORE, readSets: odd }] }, async ({ config }) => {
      const listed = await toArray(listReadSets(config, INPUT));
      expect(listed.map(({ name }) => name ?? null)).toEqual([null, null, ...names.slice(2)]);
      for (const { status, fileType, etag } of listed) {
        expect([status, fileType, etag ?? null]).toEqual(['RESTORING', 'POD5', null]);
      }
    });
  });

  it('every read set with unusual members', async () => {
    const source = generateReadSets({ count: 500, oddShare: 1, seed: 3 });
    await withEmulator({ stores: [{ id: STORE, readSets: source }] }, async ({ config }) => {
      const listed = await toArray(listReadSets(config, INPUT));
      expect(listed.map(({ id }) => id)).toEqual(Array.from({ length: 500 }, (_, i) => source.at(i).id));
    });
  });

  it('dates with microseconds, and dates before 1970', async () => {
    const times = ['2024-01-01T00:00:00.123456Z', '2024-01-01T00:00:00Z', '1969-12-31T23:59:59.500Z'];
    const records = times.map((creationTime, n) => readSet(n, { creationTime }));
    await withEmulator({ stores: [{ id: STORE, readSets: records }] }, async ({ config }) => {
      const listed = await toArray(listReadSets(config, INPUT));
      expect(listed.map(({ creationTime }) => creationTime?.toISOString())).toEqual([
        '2024-01-01T00:00:00.123Z',
        '2024-01-01T00:00:00.000Z',
        '1969-12-31T23:59:59.500Z',
      ]);
    });
  });
});

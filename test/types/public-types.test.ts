import type { OmicsClient, ReadSetListItem, SequenceStoreDetail } from '@aws-sdk/client-omics';
import {
  analyze,
  duplicates,
  fanOut,
  filter,
  inventory,
  listReadSets,
  listSequenceStores,
  map,
  mapConcurrent,
  summarize,
  summary,
  toArray,
  type Duplicates,
  type ErrorCode,
  type FieldValue,
  type HealthOmicsStreamsError,
  type InventoryEvent,
  type InventoryReport,
  type ListEvent,
  type ListReadSetsConfig,
  type Page,
  type StoreReport,
} from 'healthomics-streams';
import { describe, expect, expectTypeOf, it } from 'vitest';

declare const client: OmicsClient;
type ItemOf<T> = T extends AsyncIterable<infer Item> ? Item : never;

/** Only the types are tested; nothing runs. */
const examples = () => {
  const list = listReadSets({ client }, { sequenceStoreId: '1234567890' });
  const stores = listSequenceStores({ client });
  const all = fanOut(stores, (store) => listReadSets({ client }, { sequenceStoreId: store.id ?? '' }));
  const crams = all.pipe(
    filter((readSet) => readSet.fileType === 'CRAM'),
    map(({ id, sampleId }) => ({ id, sampleId })),
  );
  const sizes = list.pipe(mapConcurrent(async (readSet) => String(readSet.id).length, { concurrency: 2 }));
  return { list, stores, all, crams, sizes, run: inventory({ client }) };
};
type Examples = ReturnType<typeof examples>;

describe('the types of', () => {
  it('lists are the SDK’s own items, and pages of them', () => {
    expectTypeOf<ItemOf<Examples['list']>>().toEqualTypeOf<ReadSetListItem>();
    expectTypeOf<ItemOf<Examples['stores']>>().toEqualTypeOf<SequenceStoreDetail>();
    expectTypeOf<ItemOf<ReturnType<Examples['list']['pages']>>>().toEqualTypeOf<Page<ReadSetListItem>>();
    expectTypeOf<ItemOf<Examples['run']>>().toEqualTypeOf<ReadSetListItem>();
    expectTypeOf<Page<string>['items']>().toEqualTypeOf<readonly string[]>();
  });

  it('fanOut and of pipes follow from their sources', () => {
    expectTypeOf<ItemOf<Examples['all']>>().toEqualTypeOf<ReadSetListItem>();
    type Cram = ItemOf<Examples['crams']>;
    expectTypeOf<Cram['id']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Cram['sampleId']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ItemOf<Examples['sizes']>>().toEqualTypeOf<number>();
    expectTypeOf(toArray<Cram>).returns.resolves.toEqualTypeOf<Cram[]>();
  });

  it('items and reports are never any', () => {
    expectTypeOf<ItemOf<Examples['crams']>>().not.toBeAny();
    expectTypeOf<ItemOf<Examples['sizes']>>().not.toBeAny();
    expectTypeOf<InventoryReport['stores']>().toEqualTypeOf<StoreReport[]>();
  });

  it('events and errors are discriminated unions', () => {
    expectTypeOf<Extract<ListEvent, { type: 'throttle' }>['reason']>().toEqualTypeOf<'throttling'>();
    expectTypeOf<Extract<InventoryEvent, { type: 'store-done' }>['readSets']>().toEqualTypeOf<number>();
    expectTypeOf<HealthOmicsStreamsError['code']>().toEqualTypeOf<ErrorCode>();
  });

  it('options reject invalid values', () => {
    expectTypeOf<ListReadSetsConfig['onRejectedToken']>().toEqualTypeOf<'error' | 'restart' | undefined>();
    // @ts-expect-error a store must be named
    const unnamed = () => listReadSets({ client }, {});
    // @ts-expect-error an order is one of two
    const unordered = () => fanOut([], () => examples().list, { order: 'random' });
    // @ts-expect-error concurrency must be given
    const unbounded = () => mapConcurrent((n: number) => n, {});
    // @ts-expect-error an inventory has no one token
    const resumed = () => inventory({ client, startingToken: 't' });
    expect([unnamed, unordered, unbounded, resumed]).toHaveLength(4);
  });

  it('analyses have results by name and keys by field', () => {
    const _found = (run: Examples['run']) =>
      analyze(run, { byStatus: summary({ by: ['status', 'etag.algorithm'] }), duplicates: duplicates() });
    type Found = Awaited<ReturnType<typeof _found>>;
    expectTypeOf<Found['duplicates']>().toEqualTypeOf<Duplicates>();
    expectTypeOf<Found['byStatus']['groups'][number]['key']>().toEqualTypeOf<
      Readonly<Record<'status' | 'etag.algorithm', FieldValue>>
    >();
    // @ts-expect-error a read set has no such field
    expect(() => summarize([], { by: ['color'] })).toThrow('by[0]');
  });
});

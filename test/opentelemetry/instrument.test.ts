import { SpanKind, SpanStatusCode, type HrTime } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import {
  count,
  inventory,
  listReadSets,
  listSequenceStores,
  toArray,
  type ListEvent,
} from 'healthomics-streams';
import { instrument } from 'healthomics-streams/opentelemetry';
import { describe, expect, it } from 'vitest';
import { errorOf, readSets, STORE, storesOf } from '../support/read-sets.js';
import { QUICK, withEmulator } from '../support/with-emulator.js';

const INPUT = { sequenceStoreId: STORE };
const STORES = [{ id: STORE, readSets: readSets(250) }];
const RPC = { 'rpc.system': 'aws-api', 'rpc.service': 'Omics' };
const OF_STORE = { ...RPC, 'rpc.method': 'ListReadSets', 'aws.healthomics.sequence_store_id': STORE };
const OF_STORES = { ...RPC, 'rpc.method': 'ListSequenceStores' };
const milliseconds = ([seconds, nanoseconds]: HrTime): number => seconds * 1e3 + nanoseconds / 1e6;

/** The value of a counter for one set of attributes. */
interface Point {
  readonly value: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Access to the recorded spans and counters. */
interface Telemetry {
  readonly spans: readonly ReadableSpan[];
  /** Returns the points of a counter. The name has no prefix. */
  counter(name: string): Promise<Point[]>;
  stop(): void;
}

/** Runs a test with the library instrumented, and records in memory. */
async function withTelemetry(test: (telemetry: Telemetry) => Promise<void>): Promise<void> {
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const stop = instrument({ tracerProvider, meterProvider });
  try {
    await test({
      get spans() {
        return spans.getFinishedSpans();
      },
      async counter(name) {
        exporter.reset();
        await meterProvider.forceFlush();
        const metrics = exporter.getMetrics()[0]?.scopeMetrics[0]?.metrics ?? [];
        const metric = metrics.find(({ descriptor }) => descriptor.name === `healthomics_streams.${name}`);
        return (metric?.dataPoints ?? []).map(({ value, attributes }) => ({
          value: value as number,
          attributes,
        }));
      },
      stop,
    });
  } finally {
    stop();
    await meterProvider.shutdown();
    await tracerProvider.shutdown();
  }
}

describe('A span', () => {
  it('covers each page from its first request to its response', async () => {
    await withEmulator({ stores: STORES, faults: { kind: 'throttle', page: 2 } }, async ({ config }) => {
      await withTelemetry(async (telemetry) => {
        const events: ListEvent[] = [];
        const onEvent = (event: ListEvent): void => {
          if (event.type === 'page') events.push(event);
        };
        const before = Date.now();
        await count(listReadSets({ ...config, onEvent }, INPUT));
        const after = Date.now();

        expect(telemetry.spans).toHaveLength(3);
        expect(telemetry.spans.map(({ attributes }) => attributes)).toEqual(
          [1, 2, 3].map((page) => ({
            ...OF_STORE,
            'healthomics_streams.page': page,
            'healthomics_streams.attempts': page === 2 ? 2 : 1,
            'healthomics_streams.items': page === 3 ? 50 : 100,
          })),
        );
        telemetry.spans.forEach((span, i) => {
          expect(span).toMatchObject({
            name: 'ListReadSets',
            kind: SpanKind.CLIENT,
            status: { code: SpanStatusCode.UNSET },
            ended: true,
          });
          const [start, end] = [milliseconds(span.startTime), milliseconds(span.endTime)];
          expect(start).toBeGreaterThanOrEqual(before - 2);
          expect(end).toBeLessThanOrEqual(after + 2);
          // Date.now() and performance.now() are read one after the other.
          const { elapsedMs } = events[i] as { elapsedMs: number };
          expect(end - start).toBeGreaterThanOrEqual(elapsedMs - 2);
        });
      });
    });
  });

  it('has no store id for a list of stores', async () => {
    await withEmulator({ stores: STORES }, async ({ config }) => {
      await withTelemetry(async (telemetry) => {
        await count(listSequenceStores(config));
        expect(telemetry.spans).toMatchObject([{ name: 'ListSequenceStores' }]);
        expect(telemetry.spans[0]?.attributes).toEqual({
          ...OF_STORES,
          'healthomics_streams.page': 1,
          'healthomics_streams.attempts': 1,
          'healthomics_streams.items': 1,
        });
      });
    });
  });

  it('records the error of a page that failed', async () => {
    const faults = { kind: 'unavailable', page: 2, times: 3 } as const;
    await withEmulator({ stores: STORES, faults }, async ({ config }) => {
      await withTelemetry(async (telemetry) => {
        const retry = { ...QUICK, maxAttempts: 3 };
        const error = (await errorOf(count(listReadSets({ ...config, retry }, INPUT)))) as Error;
        expect(telemetry.spans).toHaveLength(2);
        const [, failed] = telemetry.spans;
        expect(failed?.attributes).toEqual({
          ...OF_STORE,
          'healthomics_streams.page': 2,
          'healthomics_streams.attempts': 3,
          'error.type': 'RequestFailedError',
        });
        expect(failed?.status).toEqual({ code: SpanStatusCode.ERROR, message: error.message });
        expect(failed?.events).toMatchObject([
          {
            name: 'exception',
            attributes: { 'exception.type': 'REQUEST_FAILED', 'exception.message': error.message },
          },
        ]);
      });
    });
  });

  it.each([
    ['repeat-token', 'RepeatedTokenError', 'REPEATED_TOKEN', 2, 3],
    ['reject-token', 'RejectedTokenError', 'REJECTED_TOKEN', 2, 2],
  ] as const)('records, for the fault %s, a %s and its page', async (kind, name, code, page, spans) => {
    await withEmulator({ stores: STORES, faults: { kind, page } }, async ({ config }) => {
      await withTelemetry(async (telemetry) => {
        const error = (await errorOf(count(listReadSets(config, INPUT)))) as Error;
        expect(error.name).toBe(name);
        expect(telemetry.spans).toHaveLength(spans);
        const failed = telemetry.spans.at(-1);
        expect(failed?.attributes).toEqual({
          ...OF_STORE,
          'healthomics_streams.page': page,
          'error.type': name,
        });
        expect(failed?.status).toEqual({ code: SpanStatusCode.ERROR, message: error.message });
        expect(failed?.events).toMatchObject([{ name: 'exception', attributes: { 'exception.type': code } }]);
      });
    });
  });
});

describe('A counter', () => {
  it('counts requests, retries by reason, throttles and read sets', async () => {
    const faults = [
      { kind: 'throttle', page: 1, times: 2 },
      { kind: 'reset', page: 2 },
      { kind: 'html', page: 3 },
    ] as const;
    await withEmulator({ stores: STORES, faults }, async ({ emulator, config }) => {
      await withTelemetry(async (telemetry) => {
        expect(await count(listReadSets(config, INPUT))).toBe(250);
        expect(await telemetry.counter('requests')).toEqual([{ value: 7, attributes: OF_STORE }]);
        expect(emulator.count()).toBe(7);
        expect(await telemetry.counter('throttles')).toEqual([{ value: 2, attributes: OF_STORE }]);
        const because = (reason: string) => ({ ...OF_STORE, 'healthomics_streams.reason': reason });
        expect(await telemetry.counter('retries')).toEqual([
          { value: 2, attributes: because('throttling') },
          { value: 1, attributes: because('connection') },
          { value: 1, attributes: because('unreadable') },
        ]);
        expect(await telemetry.counter('read_sets')).toEqual([{ value: 250, attributes: OF_STORE }]);
      });
    });
  });

  it('counts the read sets of an inventory by store, and does not count stores as read sets', async () => {
    await withEmulator({ stores: storesOf(120, 30) }, async ({ config }) => {
      await withTelemetry(async (telemetry) => {
        expect(await count(inventory(config))).toBe(150);
        const values = async (name: string): Promise<[unknown, number][]> =>
          (await telemetry.counter(name))
            .map(({ attributes, value }): [unknown, number] => [
              attributes['aws.healthomics.sequence_store_id'],
              value,
            ])
            .sort(([a], [b]) => String(a).localeCompare(String(b)));
        expect(await values('read_sets')).toEqual([
          ['1000000000', 120],
          ['1000000001', 30],
        ]);
        expect(await values('requests')).toEqual([
          ['1000000000', 2],
          ['1000000001', 1],
          [undefined, 1],
        ]);
      });
    });
  });
});

it('reports nothing after it is stopped, and can be stopped twice', async () => {
  await withEmulator({ stores: STORES }, async ({ config }) => {
    await withTelemetry(async (telemetry) => {
      await toArray(listReadSets(config, INPUT));
      telemetry.stop();
      telemetry.stop();
      await toArray(listReadSets(config, INPUT));
      expect(telemetry.spans).toHaveLength(3);
      expect(await telemetry.counter('requests')).toMatchObject([{ value: 3 }]);
    });
  });
});

it('uses the global providers by default', async () => {
  await withEmulator({ stores: STORES }, async ({ config }) => {
    const stop = instrument();
    expect(await count(listReadSets(config, INPUT))).toBe(250);
    stop();
  });
});

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
import { instrument } from 'healthomics-streams/opentelemetry';

/** What a counter counted with one set of attributes. */
export interface Point {
  readonly value: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Instrumentation whose spans and counters can be looked at. */
export interface Telemetry {
  readonly spans: readonly ReadableSpan[];
  /** The points of a counter so far; its name without the prefix. */
  counter(name: string): Promise<Point[]>;
  stop(): void;
}

/** Runs a test with the library instrumented, into memory. */
export async function withTelemetry(test: (telemetry: Telemetry) => Promise<void>): Promise<void> {
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

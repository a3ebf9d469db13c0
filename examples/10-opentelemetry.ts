// Report to OpenTelemetry: a span per page, and counters of requests, retries, throttles and read sets.
import { OmicsClient } from '@aws-sdk/client-omics';
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
} from '@opentelemetry/sdk-trace-base';
import { count, listReadSets } from 'healthomics-streams';
import { instrument } from 'healthomics-streams/opentelemetry';
import { generateReadSets, startEmulator } from 'healthomics-streams/testing';

const spans = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
const stop = instrument({ tracerProvider, meterProvider });

const sequenceStoreId = '1234567890';
const emulator = await startEmulator({
  stores: [{ id: sequenceStoreId, readSets: generateReadSets({ count: 250, seed: 1 }) }],
  faults: [{ kind: 'throttle', page: 2 }],
});
const client = new OmicsClient(emulator.clientConfig());
await count(listReadSets({ client }, { sequenceStoreId }));

for (const { name, attributes } of spans.getFinishedSpans()) {
  const page = attributes['healthomics_streams.page'];
  const attempts = attributes['healthomics_streams.attempts'];
  console.log(name, `page ${String(page)}, attempts: ${String(attempts)}`);
}
await meterProvider.forceFlush();
for (const { descriptor, dataPoints } of exporter.getMetrics()[0]!.scopeMetrics[0]!.metrics) {
  console.log(descriptor.name, dataPoints.map((point) => point.value).join(' '));
}

stop();
await meterProvider.shutdown();
client.destroy();
await emulator.close();

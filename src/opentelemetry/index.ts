/**
 * Spans and counters for every list, with the optional peer dependency `@opentelemetry/api`.
 *
 * @module
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  metrics,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type MeterProvider,
  type TracerProvider,
} from '@opentelemetry/api';
import {
  DIAGNOSTICS_CHANNELS,
  ListError,
  RequestFailedError,
  type FailureEvent,
  type PageEvent,
  type RequestEvent,
  type RetryEvent,
  type ThrottleEvent,
} from '../index.js';
import { defined } from '../options/defined.js';

const NAME = 'healthomics-streams';

type ListPlace = Pick<RequestEvent, 'operation' | 'sequenceStoreId'>;

/** Options of {@link instrument}. */
export interface InstrumentOptions {
  /** @default the global tracer provider */
  tracerProvider?: TracerProvider | undefined;
  /** @default the global meter provider */
  meterProvider?: MeterProvider | undefined;
}

/**
 * Reports every list of this process to OpenTelemetry, until stopped.
 *
 * Each page is a client span that lasts from its first request to its response, named `ListReadSets` or
 * `ListSequenceStores`. A page that fails is a span with the error. The counters are `healthomics_streams.requests`,
 * `.retries`, `.throttles` and `.read_sets`.
 *
 * Spans and counters have the attributes `rpc.system`, `rpc.service`, `rpc.method` and
 * `aws.healthomics.sequence_store_id`. Spans add `healthomics_streams.page`, `.attempts` and `.items`, or `error.type` on
 * failure. Retries add `healthomics_streams.reason`.
 *
 * @returns a function that stops reporting
 */
export function instrument({ tracerProvider, meterProvider }: InstrumentOptions = {}): () => void {
  const tracer = (tracerProvider ?? trace).getTracer(NAME);
  const meter = (meterProvider ?? metrics).getMeter(NAME);
  const createCounter = (name: string, description: string) =>
    meter.createCounter(`healthomics_streams.${name}`, { description });
  const requests = createCounter('requests', 'Requests sent');
  const retries = createCounter('retries', 'Attempts retried');
  const throttles = createCounter('throttles', 'Attempts throttled');
  const readSets = createCounter('read_sets', 'Read sets listed');

  const startSpan = (message: ListPlace, elapsedMs: number, attributes: Attributes) =>
    tracer.startSpan(message.operation, {
      kind: SpanKind.CLIENT,
      startTime: Date.now() - elapsedMs,
      attributes: { ...attributesOf(message), ...attributes },
    });
  const countRetry = (event: RetryEvent | ThrottleEvent): void =>
    retries.add(1, { ...attributesOf(event), 'healthomics_streams.reason': event.reason });

  const listeners = {
    request: (message: RequestEvent) => requests.add(1, attributesOf(message)),
    page: (event: PageEvent) => {
      const { page, attempts, items, elapsedMs } = event;
      if (event.operation === 'ListReadSets') readSets.add(items, attributesOf(event));
      startSpan(event, elapsedMs, {
        'healthomics_streams.page': page,
        'healthomics_streams.attempts': attempts,
        'healthomics_streams.items': items,
      }).end();
    },
    retry: countRetry,
    throttle: (event: ThrottleEvent) => {
      throttles.add(1, attributesOf(event));
      countRetry(event);
    },
    failure: (message: FailureEvent) => {
      const error: unknown = message.error;
      const thrown = error instanceof Error ? error : undefined;
      const requestFailure = error instanceof RequestFailedError ? error : undefined;
      const attributes = {
        'healthomics_streams.page': error instanceof ListError ? error.page : undefined,
        'healthomics_streams.attempts': requestFailure?.attempts,
        'error.type': thrown?.name ?? typeof error,
      };
      const span = startSpan(message, requestFailure?.elapsedMs ?? 0, defined(attributes));
      if (thrown !== undefined) span.recordException(thrown);
      span.setStatus({ code: SpanStatusCode.ERROR, message: thrown?.message ?? String(error) });
      span.end();
    },
  };

  const channels = (Object.keys(listeners) as (keyof typeof listeners)[]).map((type) => ({
    name: DIAGNOSTICS_CHANNELS[type],
    listener: listeners[type] as (message: unknown) => void,
  }));
  for (const { name, listener } of channels) subscribe(name, listener);
  return () => {
    for (const { name, listener } of channels) unsubscribe(name, listener);
  };
}

function attributesOf({ operation, sequenceStoreId }: ListPlace): Attributes {
  return defined({
    'rpc.system': 'aws-api',
    'rpc.service': 'Omics',
    'rpc.method': operation,
    'aws.healthomics.sequence_store_id': sequenceStoreId,
  });
}

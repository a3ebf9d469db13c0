/**
 * OpenTelemetry for every list of this library: a span a page, and counters. `@opentelemetry/api` is an optional peer.
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
  type FailureMessage,
  type PageEvent,
  type RequestMessage,
  type RetryEvent,
  type ThrottleEvent,
} from '../index.js';

const NAME = 'healthomics-streams';

/** Options of {@link instrument}. */
export interface InstrumentOptions {
  /** @default the globally registered one */
  tracerProvider?: TracerProvider | undefined;
  /** @default the globally registered one */
  meterProvider?: MeterProvider | undefined;
}

/**
 * Reports every list of this process, from now on, to OpenTelemetry.
 *
 * Spans: `ListReadSets` or `ListSequenceStores`, one a page, from its first request to its answer, of kind client; a
 * page that cannot be had gives one with its error. Counters: `healthomics_streams.requests`, `.retries`, `.throttles`
 * and `.read_sets`. Attributes: `rpc.system`, `rpc.service`, `rpc.method`, `aws.healthomics.sequence_store_id`; on spans also
 * `healthomics_streams.page`, `.attempts` and `.items`, and `error.type` with an error; on retries
 * `healthomics_streams.reason`.
 *
 * @returns stops it
 */
export function instrument({ tracerProvider, meterProvider }: InstrumentOptions = {}): () => void {
  const tracer = (tracerProvider ?? trace).getTracer(NAME);
  const meter = (meterProvider ?? metrics).getMeter(NAME);
  const requests = meter.createCounter('healthomics_streams.requests', { description: 'Requests sent' });
  const retries = meter.createCounter('healthomics_streams.retries', { description: 'Attempts repeated' });
  const throttles = meter.createCounter('healthomics_streams.throttles', {
    description: 'Attempts throttled',
  });
  const readSets = meter.createCounter('healthomics_streams.read_sets', { description: 'Read sets listed' });

  const startSpan = (message: RequestMessage, elapsedMs: number, more: Attributes) =>
    tracer.startSpan(message.operation, {
      kind: SpanKind.CLIENT,
      startTime: Date.now() - elapsedMs,
      attributes: { ...attributesOf(message), ...more },
    });

  const listeners = {
    request: (message: RequestMessage) => {
      requests.add(1, attributesOf(message));
    },
    page: (event: PageEvent) => {
      const { page, attempts, items, elapsedMs } = event;
      if (event.operation === 'ListReadSets') readSets.add(items, attributesOf(event));
      startSpan(event, elapsedMs, {
        'healthomics_streams.page': page,
        'healthomics_streams.attempts': attempts,
        'healthomics_streams.items': items,
      }).end();
    },
    retry: (event: RetryEvent) => {
      retries.add(1, { ...attributesOf(event), 'healthomics_streams.reason': event.reason });
    },
    throttle: (event: ThrottleEvent) => {
      throttles.add(1, attributesOf(event));
      retries.add(1, { ...attributesOf(event), 'healthomics_streams.reason': event.reason });
    },
    failure: (message: FailureMessage) => {
      const { error } = message;
      const failed = error instanceof RequestFailedError ? error : undefined;
      const span = startSpan(message, failed?.elapsedMs ?? 0, {
        ...(error instanceof ListError && { 'healthomics_streams.page': error.page }),
        ...(failed && { 'healthomics_streams.attempts': failed.attempts }),
        'error.type': error instanceof Error ? error.name : typeof error,
      });
      if (error instanceof Error) span.recordException(error);
      span.setStatus({
        code: SpanStatusCode.ERROR,
        message: error instanceof Error ? error.message : String(error),
      });
      span.end();
    },
  };

  const names = Object.keys(listeners) as (keyof typeof listeners)[];
  for (const name of names)
    subscribe(DIAGNOSTICS_CHANNELS[name], listeners[name] as (message: unknown) => void);
  return () => {
    for (const name of names)
      unsubscribe(DIAGNOSTICS_CHANNELS[name], listeners[name] as (message: unknown) => void);
  };
}

function attributesOf({ operation, sequenceStoreId }: RequestMessage): Attributes {
  return {
    'rpc.system': 'aws-api',
    'rpc.service': 'Omics',
    'rpc.method': operation,
    ...(sequenceStoreId === undefined ? {} : { 'aws.healthomics.sequence_store_id': sequenceStoreId }),
  };
}

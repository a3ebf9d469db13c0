import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { OmicsClient } from '@aws-sdk/client-omics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import {
  count,
  DIAGNOSTICS_CHANNELS,
  inventory,
  listReadSets,
  RequestFailedError,
  type InventoryEvent,
} from 'healthomics-streams';
import { instrument } from 'healthomics-streams/opentelemetry';
import { describe, expect, it } from 'vitest';
import { errorLine } from '../../src/cli/error-messages.js';
import { answer, READ_SET, withRawServer, type Handler } from '../support/raw-server.js';
import { errorOf } from '../support/read-sets.js';
import { FAST } from '../support/with-emulator.js';

const CREDENTIALS = {
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: 'IQoJb3JpZ2luX2VjE/opaque+of/another==',
};
const TOKEN = 'eyJwYWdlIjoyfQ/page+token==';
const SECRETS = [...Object.values(CREDENTIALS), TOKEN];
const leaked = (text: string): string[] =>
  [
    ...SECRETS.flatMap((secret) => [secret, encodeURIComponent(secret), secret.slice(0, 10)]),
    ...(/(?:Signature=|sig )[0-9a-f]{8}/.exec(text) ?? []),
    ...['page+token', 'of/another', 'another=='],
  ].filter((secret) => text.includes(secret));

/** Repeats everything that a request contains. */
const echo: Handler = (response, number, { url, headers }) => {
  if (number === 1) {
    answer(response, JSON.stringify({ readSets: [READ_SET], nextToken: TOKEN }));
    return;
  }
  const status = STATUSES[(number - 2) % STATUSES.length] ?? 400;
  const request = `${url} ${decodeURIComponent(url ?? '')} ${JSON.stringify(headers)} ${TOKEN} ${CREDENTIALS.sessionToken}`;
  const signature = /Signature=(\w+)/.exec(headers.authorization ?? '')?.[1] ?? '';
  const escaped = `${TOKEN} ${CREDENTIALS.sessionToken}`.replaceAll('/', String.raw`\/`);
  const body =
    status === 200
      ? `${CREDENTIALS.sessionToken} ${request}`
      : JSON.stringify({ message: `${request} sig ${signature} ${escaped}`, Code: TOKEN });
  answer(response, body, {
    status,
    headers: { 'x-amzn-requestid': TOKEN, 'x-echo': CREDENTIALS.sessionToken, 'retry-after': '0' },
  });
};
const STATUSES = [429, 500, 503, 408, 200, 400, 403, 404, 418];

describe('a service that repeats credentials, headers, the query and the page token in its errors', () => {
  it('puts no secret into errors, causes, events, channels, the report, spans or messages', async () => {
    const seen: unknown[] = [];
    const listen = (message: unknown): void => void seen.push(message);
    const channels = Object.values(DIAGNOSTICS_CHANNELS);
    const spans = new InMemorySpanExporter();
    const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
    const stop = instrument({ tracerProvider });
    for (const channel of channels) subscribe(channel, listen);
    try {
      await withRawServer(echo, async ({ endpoint }) => {
        const client = new OmicsClient({
          region: 'us-east-1',
          endpoint,
          disableHostPrefix: true,
          credentials: CREDENTIALS,
        });
        const onEvent = (event: InventoryEvent): void => void seen.push(event);
        const run = inventory(
          { client, ...FAST, pageSize: 1, onEvent },
          { sequenceStoreIds: [READ_SET.sequenceStoreId] },
        );
        const errors = [await errorOf(count(run))];
        for (const _ of STATUSES) {
          const list = listReadSets(
            { client, ...FAST, startingToken: TOKEN, retry: { maxAttempts: 1 } },
            { sequenceStoreId: READ_SET.sequenceStoreId },
          );
          errors.push(await errorOf(count(list)));
        }
        client.destroy();
        expect(errors.every((error) => error instanceof Error)).toBe(true);
        expect(
          errors.filter((error) => error instanceof RequestFailedError && error.nextToken === TOKEN),
        ).not.toEqual([]);
        const report = await run.report();
        const texts = [
          ...[...errors, ...seen, report].flatMap((each) => [
            inspect(each, { depth: 9 }),
            inspect(each, { depth: 9, showHidden: true }),
            JSON.stringify(each),
          ]),
          ...errors.flatMap((error) => [
            (error as Error).message,
            (error as Error).stack ?? '',
            errorLine(error, {}),
          ]),
          inspect(
            spans
              .getFinishedSpans()
              .map(({ attributes, events, status }) => ({ attributes, events, status })),
            { depth: 9 },
          ),
        ];
        expect(texts.flatMap(leaked)).toEqual([]);
        expect(seen.length).toBeGreaterThan(20);
        expect(texts.join()).toContain('[secret]');
      });
    } finally {
      stop();
      for (const channel of channels) unsubscribe(channel, listen);
    }
  });

  it('keeps the exception of the SDK as `cause`, with its status, and classifies it as before', async () => {
    const errors: unknown[] = [];
    await withRawServer(
      (response, number) =>
        answer(response, JSON.stringify({ message: `bad ${TOKEN}` }), {
          status: 400,
          headers: { 'x-amzn-errortype': number === 1 ? 'ThrottlingException' : 'ValidationException' },
        }),
      async ({ client }) => {
        const config = {
          client,
          ...FAST,
          startingToken: TOKEN,
          onEvent: (event: { type: string }) => void errors.push(event),
        };
        const error = await errorOf(
          count(listReadSets(config, { sequenceStoreId: READ_SET.sequenceStoreId })),
        );
        expect(errors).toMatchObject([{ type: 'throttle' }]);
        expect(error).toMatchObject({
          cause: { name: 'ValidationException', message: 'bad [secret]', $metadata: { httpStatusCode: 400 } },
        });
      },
    );
  });
});

import { Readable } from 'node:stream';
import type { OmicsClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-omics';
import type { DeserializeMiddleware } from '@smithy/types';
import { UnreadableResponseError } from '../errors.js';
import { firstCharacters } from '../text/messages.js';

type Middleware = DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes>;

/** The largest body that is read, after decompression. A page of 100 read sets takes about 100 KB. */
const MAX_BODY_BYTES = 64 * 2 ** 20;

type Collector = (body: unknown) => Promise<Uint8Array>;

interface Response {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  body?: unknown;
}

/**
 * Reads the whole body of a response, up to a bound, and rejects a success that is not a JSON object. The SDK treats a 200
 * with an empty body or a JSON array as a response without items, which would lose a page silently. Runs before the SDK's
 * deserializer.
 */
export function checkBody({ streamCollector }: OmicsClient['config']): Middleware {
  return (next) => async (args) => {
    const result = await next(args);
    const response = result.response as Response;
    const { statusCode } = response;
    const body = await readBody(response, streamCollector as Collector);
    response.body = body; // the SDK's deserializer accepts bytes in place of the stream
    const firstByte = body.find((byte) => byte > 0x20);
    if (statusCode < 300 && firstByte !== '{'.charCodeAt(0)) {
      throw new UnreadableResponseError(statusCode, { firstBytes: firstCharacters(body) });
    }
    return result;
  };
}

/** Reads a body up to the bound. The error destroys the rest of the stream. */
async function readBody({ statusCode, headers, body }: Response, collect: Collector): Promise<Uint8Array> {
  const announced = Number(headers?.['content-length'] ?? 0);
  let length = announced > MAX_BODY_BYTES ? announced : 0;
  const isTooLarge = (chunk: Uint8Array): boolean => (length += chunk.length) > MAX_BODY_BYTES;
  const tooLarge = (): Error =>
    new UnreadableResponseError(statusCode, { problem: 'its body is larger than 64 MiB' });
  if (body instanceof Readable) {
    // To count beside the SDK's collector takes less time than to iterate over the stream.
    body.on('data', (chunk: Uint8Array) => {
      if (isTooLarge(chunk)) body.destroy(tooLarge());
    });
    return collect(body);
  }
  if (!isWebStream(body)) return collect(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    if (isTooLarge(chunk)) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isWebStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/** The members of a list response. */
const LIST_MEMBERS = ['readSets', 'sequenceStores', 'nextToken'];

/**
 * Checks a response behind the SDK's deserializer. A parse error becomes an error that shows the start of the body. So does
 * a success that has other members in place of the list, such as the message of an error. A response without any member is
 * an empty list.
 */
export const checkOutput: Middleware = (next) => async (args) => {
  try {
    const result = await next(args);
    const { readSets, sequenceStores } = result.output as { readSets?: unknown; sequenceStores?: unknown };
    if (readSets !== undefined || sequenceStores !== undefined) return result;
    const { statusCode, body } = result.response as Response;
    const text = body instanceof Uint8Array ? Buffer.from(body).toString() : '{}';
    const hasOthers = Object.keys(JSON.parse(text) as object).some((name) => !LIST_MEMBERS.includes(name));
    if (hasOthers) throw new UnreadableResponseError(statusCode, { firstBytes: firstCharacters(body) });
    return result;
  } catch (error) {
    const { statusCode, body } = Object((error as { $response?: unknown } | undefined)?.$response) as {
      statusCode?: number;
      body?: unknown;
    };
    if (statusCode === undefined || statusCode < 200 || statusCode >= 300) throw error;
    throw new UnreadableResponseError(statusCode, { firstBytes: firstCharacters(body), cause: error });
  }
};

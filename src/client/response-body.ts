import type { OmicsClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-omics';
import type { DeserializeMiddleware } from '@smithy/types';
import { UnreadableResponseError } from '../errors.js';
import { firstCharacters } from '../text/messages.js';

type Middleware = DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes>;

/** The largest body that is read, after decompression. A page of 100 read sets takes about 100 KB. */
const MAX_BODY_MIB = 64;

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
  const collect = streamCollector as (body: unknown) => Promise<Uint8Array>;
  return (next) => async (args) => {
    const result = await next(args);
    const response = result.response as Response;
    const { statusCode } = response;
    const body = isStream(response.body) ? await readStream(response) : await collect(response.body);
    response.body = body; // the SDK's deserializer accepts bytes in place of the stream
    const firstByte = body.find((byte) => byte > 0x20);
    if (statusCode < 300 && firstByte !== '{'.charCodeAt(0)) {
      throw new UnreadableResponseError(statusCode, { firstBytes: firstCharacters(body) });
    }
    return result;
  };
}

type ByteStream = AsyncIterable<Uint8Array | string>;

/** Whether a body is a stream of Node or of fetch. A custom handler may return another body. */
function isStream(body: unknown): body is ByteStream {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/** Collects a stream. If it is too large, the error ends the loop, which destroys the rest of the stream. */
async function readStream({ statusCode, headers, body }: Response): Promise<Uint8Array> {
  const maxBytes = MAX_BODY_MIB * 2 ** 20;
  const announced = Number(headers?.['content-length'] ?? 0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const data of body as ByteStream) {
    const chunk = typeof data === 'string' ? Buffer.from(data) : data;
    length += chunk.length;
    if (length > maxBytes || announced > maxBytes) {
      const problem = `its body is larger than ${MAX_BODY_MIB} MiB`;
      throw new UnreadableResponseError(statusCode, { problem });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Turns a parse error of the SDK's deserializer into an error that shows the start of the body. */
export const explainParseError: Middleware = (next) => async (args) => {
  try {
    return await next(args);
  } catch (error) {
    const { statusCode, body } = Object((error as { $response?: unknown } | undefined)?.$response) as {
      statusCode?: number;
      body?: unknown;
    };
    if (statusCode === undefined || statusCode < 200 || statusCode >= 300) throw error;
    throw new UnreadableResponseError(statusCode, { firstBytes: firstCharacters(body), cause: error });
  }
};

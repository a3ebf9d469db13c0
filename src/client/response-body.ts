import type { OmicsClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-omics';
import type { DeserializeMiddleware } from '@smithy/types';
import { UnreadableResponseError } from '../errors.js';
import { firstCharacters } from '../text/messages.js';

type Middleware = DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes>;

/**
 * Reads the whole body of a response, and rejects a success that is not a JSON object. The SDK treats a 200 with an empty
 * body or a JSON array as a response without items, which would lose a page silently. Runs before the SDK's deserializer.
 */
export function checkBody({ streamCollector }: OmicsClient['config']): Middleware {
  return (next) => async (args) => {
    const result = await next(args);
    const response = result.response as { statusCode: number; body?: unknown };
    const body = await (streamCollector as (stream: unknown) => Promise<Uint8Array>)(response.body);
    response.body = body; // the SDK's deserializer accepts bytes in place of the stream
    const firstByte = body.find((byte) => byte > 0x20);
    if (response.statusCode < 300 && firstByte !== '{'.charCodeAt(0)) {
      throw new UnreadableResponseError(response.statusCode, firstCharacters(body));
    }
    return result;
  };
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
    throw new UnreadableResponseError(statusCode, firstCharacters(body), error);
  }
};

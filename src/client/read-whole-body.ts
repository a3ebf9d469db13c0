import type { OmicsClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-omics';
import type { DeserializeMiddleware } from '@smithy/types';
import { UnreadableResponseError } from '../errors.js';

type Config = OmicsClient['config'];
type Middleware = DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes>;

interface HttpAnswer {
  statusCode: number;
  body?: unknown;
}

/**
 * A middleware that reads the answer's body to its end and refuses a success without a JSON object in it. The SDK
 * takes a 200 with an empty body, or with a JSON array, for an answer without items: a page would be lost unseen.
 */
export function readWholeBody(config: Config): Middleware {
  return (next) => async (args) => {
    const result = await next(args);
    const answer = result.response as HttpAnswer;
    const body = await (config.streamCollector as (stream: unknown) => Promise<Uint8Array>)(answer.body);
    answer.body = body; // the SDK's deserializer takes the bytes as it would the stream
    if (answer.statusCode < 300 && !beginsAnObject(body)) {
      throw new UnreadableResponseError(answer.statusCode, firstCharacters(body));
    }
    return result;
  };
}

function beginsAnObject(body: Uint8Array): boolean {
  const first = body.find((byte) => byte > 0x20);
  return first === 0x7b; // {
}

/** The beginning of a body as a quoted string, with whatever is not printable escaped; empty for nothing. */
export function firstCharacters(body: unknown): string {
  const text =
    typeof body === 'string'
      ? body
      : body instanceof Uint8Array
        ? new TextDecoder().decode(body.subarray(0, 320))
        : '';
  return text === '' ? '' : JSON.stringify(text.slice(0, 80));
}

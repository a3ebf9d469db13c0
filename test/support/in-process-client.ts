import { Readable } from 'node:stream';
import { OmicsClient } from '@aws-sdk/client-omics';

/**
 * Creates an `OmicsClient` that replaces only the network: `answer` returns the response for a token. Fast enough for
 * tests with very many requests.
 */
export function inProcessClient(answer: (token: string | undefined) => unknown): OmicsClient {
  return new OmicsClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'TEST', secretAccessKey: 'TEST' },
    requestHandler: {
      handle: async (request: { query?: Record<string, unknown> }) => ({
        response: {
          statusCode: 200,
          headers: { 'content-type': 'application/json' },
          body: Readable.from([
            Buffer.from(JSON.stringify(answer(request.query?.nextToken as string | undefined))),
          ]),
        },
      }),
    } as never,
  });
}

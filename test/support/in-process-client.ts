import { Readable } from 'node:stream';
import { OmicsClient } from '@aws-sdk/client-omics';

/**
 * Creates an `OmicsClient` that replaces only the network: `answer` returns the response for a token and a path, as a
 * value or as the text of the body. Fast enough for tests with very many requests.
 */
export function inProcessClient(answer: (token: string | undefined, path: string) => unknown): OmicsClient {
  return new OmicsClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'TEST', secretAccessKey: 'TEST' },
    requestHandler: {
      handle: async (request: { path: string; query?: Record<string, unknown> }) => {
        const body = answer(request.query?.nextToken as string | undefined, request.path);
        return {
          response: {
            statusCode: 200,
            headers: { 'content-type': 'application/json' },
            body: Readable.from([Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))]),
          },
        };
      },
    } as never,
  });
}

import { Readable } from 'node:stream';
import { OmicsClient } from '@aws-sdk/client-omics';

/**
 * An `OmicsClient` with all of the SDK but the network: `answer` gives the JSON for a token. For tests of very many
 * requests.
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

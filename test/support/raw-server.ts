import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OmicsClient } from '@aws-sdk/client-omics';
import type { ReadSetRecord } from 'healthomics-streams/testing';

/** A server for responses that the emulator does not send. */
export interface RawServer {
  readonly client: OmicsClient;
  readonly endpoint: string;
  /** The number of requests so far. */
  readonly requests: number;
  /** Counts the open connections. */
  connections(): Promise<number>;
}

export type Handler = (response: ServerResponse, number: number, request: IncomingMessage) => void;

/** Runs a test against a server whose handler is called with each request and its number, from 1. */
export async function withRawServer(
  handler: Handler,
  test: (server: RawServer) => Promise<void>,
): Promise<void> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const number = requests;
    request.resume().on('end', () => handler(response, number, request));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new OmicsClient({
    region: 'us-east-1',
    endpoint,
    disableHostPrefix: true,
    credentials: { accessKeyId: 'TEST', secretAccessKey: 'TEST' },
  });
  try {
    await test({
      client,
      endpoint,
      get requests() {
        return requests;
      },
      connections: () =>
        new Promise((resolve, reject) => {
          server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
        }),
    });
  } finally {
    client.destroy();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}

/** Sends a status and a body, by default 200 and JSON. */
export function answer(
  response: ServerResponse,
  body: string,
  { status = 200, type = 'application/json', headers = {} } = {},
): void {
  response.writeHead(status, { 'content-type': type, ...headers }).end(body);
}

/** A read set as the service sends it. */
export const READ_SET = {
  id: '3000000000',
  arn: 'arn:aws:omics:us-east-1:123456789012:sequenceStore/1234567890/readSet/3000000000',
  sequenceStoreId: '1234567890',
  status: 'ACTIVE',
  fileType: 'BAM',
  creationTime: '2024-01-01T00:00:00.000Z',
} as const;

/** A read set with every required member, as the service sends it. */
export const asSent = (record: ReadSetRecord): object => ({ ...READ_SET, ...record });

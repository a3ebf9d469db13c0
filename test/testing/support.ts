import { OmicsClient, paginateListReadSets, type ReadSetListItem } from '@aws-sdk/client-omics';
import { startEmulator, type Emulator, type EmulatorOptions } from 'healthomics-streams/testing';
import { onTestFinished } from 'vitest';
import { STORE } from '../support/read-sets.js';

export const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=AKID/20250101/us-east-1/omics/aws4_request, SignedHeaders=host;x-amz-date, Signature=00';

/** Starts an emulator that closes when the test finishes. */
export const emulatorFor = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

/** A client that sends each request once. */
export const clientOf = (emulator: Emulator, region?: string): OmicsClient => {
  const config = emulator.clientConfig(region === undefined ? {} : { region });
  const client = new OmicsClient({ ...config, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
};

export const listAll = async (client: OmicsClient, sequenceStoreId = STORE): Promise<ReadSetListItem[]> => {
  const all: ReadSetListItem[] = [];
  for await (const page of paginateListReadSets({ client }, { sequenceStoreId }))
    all.push(...(page.readSets ?? []));
  return all;
};

export interface PlainResponse {
  readonly status: number;
  readonly errorType: string | null;
  readonly text: string;
  /** The JSON body if it is an object, otherwise `{}`. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** Sends a signed request without the SDK. */
export const post = async (
  emulator: Emulator,
  path: string,
  body: unknown = '',
  headers: Record<string, string> = {},
): Promise<PlainResponse> => {
  const response = await fetch(emulator.endpoint + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { authorization: AUTHORIZATION, 'content-type': 'application/json', ...headers },
  });
  const text = await response.text();
  return {
    status: response.status,
    errorType: response.headers.get('x-amzn-errortype'),
    text,
    json: parse(text),
    headers: response.headers,
  };
};

const parse = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

export const idsOf = ({ json }: PlainResponse): unknown[] =>
  Array.isArray(json.readSets) ? json.readSets.map((item: { id: unknown }) => item.id) : [];

import { OmicsClient, paginateListReadSets, type ReadSetListItem } from '@aws-sdk/client-omics';
import {
  startEmulator,
  type Emulator,
  type EmulatorOptions,
  type ReadSetRecord,
} from 'healthomics-streams/testing';
import { onTestFinished } from 'vitest';

export const STORE = '1234567890';

export const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=AKID/20250101/us-east-1/omics/aws4_request, SignedHeaders=host;x-amz-date, Signature=00';

/** An emulator that is closed with the test. */
export const emulatorFor = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

/** A client that tries once. */
export const clientOf = (emulator: Emulator, region?: string): OmicsClient => {
  const config = emulator.clientConfig(region === undefined ? {} : { region });
  const client = new OmicsClient({ ...config, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
};

/** A read set with what a list must have. */
export const readSet = (number: number, more: Partial<ReadSetRecord> = {}): ReadSetRecord => ({
  id: String(3_000_000_000 + number),
  status: 'ACTIVE',
  fileType: 'FASTQ',
  creationTime: new Date(Date.UTC(2024, 0, 1) + number * 1000).toISOString(),
  ...more,
});

export const readSets = (count: number): ReadSetRecord[] =>
  Array.from({ length: count }, (_, n) => readSet(n));

export const listAll = async (client: OmicsClient, sequenceStoreId = STORE): Promise<ReadSetListItem[]> => {
  const all: ReadSetListItem[] = [];
  for await (const page of paginateListReadSets({ client }, { sequenceStoreId }))
    all.push(...(page.readSets ?? []));
  return all;
};

export interface PlainAnswer {
  readonly status: number;
  readonly errorType: string | null;
  readonly text: string;
  /** The body as JSON where it is an object. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** A signed request without the SDK. */
export const post = async (
  emulator: Emulator,
  path: string,
  body: unknown = '',
  headers: Record<string, string> = {},
): Promise<PlainAnswer> => {
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

export const idsOf = ({ json }: PlainAnswer): unknown[] =>
  Array.isArray(json.readSets) ? json.readSets.map((item: { id: unknown }) => item.id) : [];

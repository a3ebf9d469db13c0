import { describe, expect, it } from 'vitest';
import {
  EndlessListError,
  HealthOmicsStreamsError,
  InvalidOptionError,
  LoopbackHostPrefixError,
  PartialInventoryError,
  RejectedTokenError,
  RepeatedTokenError,
  RequestFailedError,
  RequestTimeoutError,
  SourcesFailedError,
  UnreadableResponseError,
} from '../src/errors.js';

const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
const WHERE = { operation: 'ListReadSets', sequenceStoreId: '1234567890', page: 7, yielded: 600 };
const FAILED = { attempts: 5, elapsedMs: 12_400, nextToken: 't6' };

describe('the message of each error says what failed, where, after what, and what to do next', () => {
  it.each<[HealthOmicsStreamsError, string, string]>([
    [
      new RequestFailedError(WHERE, FAILED, throttled, 'Raise retry.maxAttempts.'),
      'REQUEST_FAILED',
      'Listing store 1234567890 failed on page 7 after 5 attempts in 12.4 s: ThrottlingException: Rate exceeded. Raise retry.maxAttempts.',
    ],
    [
      new RequestFailedError(
        { operation: 'ListSequenceStores', sequenceStoreId: undefined, page: 1, yielded: 0 },
        { attempts: 1, elapsedMs: 49, nextToken: undefined },
        undefined,
        'Check it.',
      ),
      'REQUEST_FAILED',
      'Listing the sequence stores failed on page 1 after 1 attempt in 0.0 s: undefined. Check it.',
    ],
    [
      new PartialInventoryError('out.csv', ['1234567890', '1234567891'], 100),
      'PARTIAL_INVENTORY',
      'Did not complete out.csv after 100 rows: 2 stores could not be listed (1234567890, 1234567891). ' +
        'Resume from the checkpoint, if there is one, or start again. To keep the partial result as it is, set acceptPartial.',
    ],
    [
      new RequestTimeoutError(500),
      'REQUEST_TIMEOUT',
      'No complete response within 500 ms (requestTimeoutMs).',
    ],
    [
      new UnreadableResponseError(200, { firstBytes: '"<html>"' }),
      'UNREADABLE_RESPONSE',
      'The response (HTTP 200) is not valid for the operation: it begins with "<html>".',
    ],
    [
      new UnreadableResponseError(200, { problem: 'readSets[3].name is null, not a string' }),
      'UNREADABLE_RESPONSE',
      'The response (HTTP 200) is not valid for the operation: readSets[3].name is null, not a string.',
    ],
    [
      new EndlessListError(WHERE, 'the last 11 pages are empty', 'Raise maxEmptyPages.'),
      'ENDLESS_LIST',
      'Listing store 1234567890 stopped on page 7, after 600 items: the last 11 pages are empty, each with a new token. Raise maxEmptyPages.',
    ],
    [
      new RepeatedTokenError(WHERE),
      'REPEATED_TOKEN',
      'Listing store 1234567890 cannot be completed: page 7 repeats the token of an earlier page, after 600 items. List it again from the start.',
    ],
    [
      new RejectedTokenError({ ...WHERE, yielded: 1 }, throttled, 'List it again.'),
      'REJECTED_TOKEN',
      'Listing store 1234567890 stopped on page 7, after 1 item: the service rejected the token of that page. ThrottlingException: Rate exceeded. List it again.',
    ],
    [
      new SourcesFailedError([{ index: 2, source: 'c', error: throttled }]),
      'SOURCES_FAILED',
      '1 source failed; all others that were opened are complete. The first failure (source 3): ThrottlingException: Rate exceeded.',
    ],
    [
      new InvalidOptionError([
        { option: 'pageSize', expected: 'an integer from 1 to 100', got: '`0` (number)' },
        { option: 'client', expected: 'an OmicsClient', got: 'null' },
      ]),
      'INVALID_OPTION',
      'Expected `pageSize` to be an integer from 1 to 100, got `0` (number). Expected `client` to be an OmicsClient, got null.',
    ],
    [
      new LoopbackHostPrefixError('localhost'),
      'LOOPBACK_HOST_PREFIX',
      "The client's endpoint is the loopback address localhost, and the SDK would send to control-storage-localhost. Create the client with `disableHostPrefix: true`.",
    ],
  ])('%s', (error, code, message) => {
    expect(error).toBeInstanceOf(HealthOmicsStreamsError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(error.constructor.name);
    expect([error.code, error.message]).toEqual([code, message]);
  });

  it("`cause` is the SDK's exception", () => {
    expect(new RequestFailedError(WHERE, FAILED, throttled, '').cause).toBe(throttled);
    expect(new RejectedTokenError(WHERE, throttled, '').cause).toBe(throttled);
    expect(new SourcesFailedError([{ index: 0, source: 1, error: throttled }]).cause).toBe(throttled);
    expect(new UnreadableResponseError(200, {})).not.toHaveProperty('cause');
    expect(new UnreadableResponseError(200, { cause: throttled }).cause).toBe(throttled);
  });

  it('the token to resume from is a member of the error, and is not in its message', () => {
    const error = new RequestFailedError(WHERE, FAILED, throttled, '');
    expect(error.nextToken).toBe('t6');
    expect(error.message).not.toContain('t6');
  });
});

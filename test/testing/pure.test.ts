import { describe, expect, it } from 'vitest';
import { drawKind, FaultPlan } from '../../src/testing/faults/fault-plan.js';
import { credentialOf } from '../../src/testing/http/credential.js';
import { parseIsoTime } from '../../src/testing/iso-time.js';
import { permutation } from '../../src/testing/random.js';

describe('parseIsoTime', () => {
  const noon = Date.UTC(2024, 1, 29, 12);
  it.each([
    ['2024-02-29T12:00:00Z', noon],
    ['2024-02-29T12:00:00.5Z', noon + 500],
    ['2024-02-29T12:00:00.123Z', noon + 123],
    ['2024-02-29T12:00:00.123456Z', noon + 123.456],
    ['2024-02-29T12:00:00.000000001Z', noon + 1e-6],
    ['2024-02-29T13:30:00+01:30', noon],
    ['2024-02-29T07:00:00-0500', noon],
  ])('%s is %d', (text, time) => {
    expect(parseIsoTime(text)).toBeCloseTo(time, 3);
  });

  it.each([
    '2023-02-29T12:00:00Z',
    '2024-02-29T25:00:00Z',
    '2024-02-29T12:00:00',
    '2024-02-29',
    '2024-02-29T12:00:00.Z',
    '',
  ])('%j is no time', (text) => {
    expect(parseIsoTime(text)).toBeNaN();
  });
});

describe('drawKind', () => {
  it.each([
    [0, 'throttle'],
    [0.199, 'throttle'],
    [0.2, 'reset'],
    [0.299, 'reset'],
    [0.301, undefined],
    [0.999, undefined],
  ])('%d draws %s', (at, kind) => {
    expect(drawKind({ reset: 0.1, throttle: 0.2 }, at)).toBe(kind);
  });
});

describe('FaultPlan', () => {
  const request = {
    operation: 'ListReadSets',
    sequenceStoreId: '1234567890',
    page: 1,
    hasToken: false,
  } as const;

  it('applies the first that fits, and the next when that is used up', () => {
    const plan = new FaultPlan(
      [
        { kind: 'reset', times: 2 },
        { kind: 'hang', page: 1 },
      ],
      1,
    );
    const kinds = [1, 2, 3, 4].map(() => {
      const chosen = plan.choose(request);
      chosen?.consume();
      return chosen?.fault.kind;
    });
    expect(kinds).toEqual(['reset', 'reset', 'hang', undefined]);
    expect(plan.unconsumed()).toEqual([]);
  });

  it('keeps a fault that was chosen and not applied', () => {
    const plan = new FaultPlan([{ kind: 'reset' }], 1);
    plan.choose(request);
    expect(plan.unconsumed()).toEqual([{ fault: { kind: 'reset' }, used: 0 }]);
  });

  it('never gives a token fault to a request without a token', () => {
    const plan = new FaultPlan([{ kind: 'reject-token' }, { probability: { 'repeat-token': 1 } }], 1);
    expect(plan.choose(request)).toBeUndefined();
    expect(plan.choose({ ...request, page: 2, hasToken: true })?.fault.kind).toBe('reject-token');
  });
});

describe('credentialOf', () => {
  const header =
    'AWS4-HMAC-SHA256 Credential=A/20250101/eu-west-1/omics/aws4_request, SignedHeaders=host, Signature=0';
  it.each([
    [header, { outcome: 'accepted', region: 'eu-west-1' }],
    [header.replaceAll(', ', ','), { outcome: 'accepted', region: 'eu-west-1' }],
    [header.replace('omics', 's3'), { outcome: 'refused' }],
    ['Bearer x', { outcome: 'refused' }],
    [undefined, { outcome: 'refused' }],
  ])('%s', (text, expected) => {
    expect(credentialOf(text)).toMatchObject(expected);
  });
});

describe('permutation', () => {
  it.each([0, 1, 2, 1000])('of %i holds every number once', (length) => {
    expect([...permutation(length, 7)].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, n) => n));
  });
});

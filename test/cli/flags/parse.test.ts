import { describe, expect, it } from 'vitest';
import {
  amount,
  endpointUrl,
  faultProbabilities,
  isoTime,
  names,
  port,
  positiveInteger,
  splitStores,
  textValues,
  type TextValue,
} from '../../../src/cli/flags/parse.js';

describe('isoTime', () => {
  it.each([
    ['2024-06-30', '2024-06-30T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2024-06-30T12:34', '2024-06-30T12:34:00.000Z'],
    ['2024-06-30T12:34:56', '2024-06-30T12:34:56.000Z'],
    ['2024-06-30T12:34:56Z', '2024-06-30T12:34:56.000Z'],
    ['2024-06-30T12:34:56.7Z', '2024-06-30T12:34:56.700Z'],
    ['2024-06-30T12:34:56.123456Z', '2024-06-30T12:34:56.123Z'],
    ['2024-06-30T12:34:56+02:00', '2024-06-30T10:34:56.000Z'],
    ['2024-06-30T12:34:56-0130', '2024-06-30T14:04:56.000Z'],
  ])('parses %s as %s', (text, time) => {
    expect(isoTime(text).toISOString()).toBe(time);
  });

  it.each([
    '',
    'yesterday',
    '2024',
    '2024-6-1',
    '2023-02-29',
    '2024-02-30',
    '2024-13-01',
    '2024-06-30 12:00',
  ])('rejects %j', (text) => {
    expect(() => isoTime(text)).toThrow(/ISO 8601/);
  });
  it.each(['2024-06-30T25:00Z', '2024-06-30T12:60Z', '2024-06-30T12:00.5Z', '1719748800', '30/06/2024'])(
    'rejects %j',
    (text) => {
      expect(() => isoTime(text)).toThrow(/ISO 8601/);
    },
  );
});

describe('numbers', () => {
  it.each([
    ['1', 1],
    ['100', 100],
  ])('positiveInteger accepts %s', (text, value) => {
    expect(positiveInteger(text)).toBe(value);
  });
  it.each(['0', '-1', '1.5', '1e3', '0x10', '', ' 1', 'x', '99999999999999999999'])(
    'positiveInteger rejects %j',
    (text) => {
      expect(() => positiveInteger(text)).toThrow(/whole number from 1/);
    },
  );
  it('splitStores accepts auto, never and a positive integer', () => {
    expect(['auto', 'never', '4'].map(splitStores)).toEqual(['auto', 'never', 4]);
    for (const text of ['0', '-1', '1.5', 'always', ''])
      expect(() => splitStores(text)).toThrow(/auto, never/);
  });
  it('amount accepts fractions and rejects negative numbers and other texts', () => {
    expect([amount('0'), amount('2.5')]).toEqual([0, 2.5]);
    for (const text of ['-1', '', 'x', 'Infinity']) expect(() => amount(text)).toThrow(/number from 0/);
  });
  it('port accepts 0 to 65535', () => {
    expect([port('0'), port('65535')]).toEqual([0, 65_535]);
    for (const text of ['65536', '-1', 'http']) expect(() => port(text)).toThrow(/0 to 65535/);
  });
});

describe('other values', () => {
  it('endpointUrl accepts only http and https URLs', () => {
    expect(endpointUrl('http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080');
    for (const text of ['', 'localhost:80', 'ftp://x', 'http://'])
      expect(() => endpointUrl(text)).toThrow(/http/);
  });
  it('names removes repeated names and the spaces around names', () => {
    expect(names('id, name,id')).toEqual(['id', 'name']);
    for (const text of ['', 'id,', ',']) expect(() => names(text)).toThrow(/commas/);
  });
  it('faultProbabilities parses kinds with their probabilities', () => {
    expect(faultProbabilities('throttle=0.05, hang-up=.1')).toEqual({ throttle: 0.05, 'hang-up': 0.1 });
    for (const text of ['', 'throttle', 'throttle=x', 'a=1,'])
      expect(() => faultProbabilities(text)).toThrow(/kinds/);
  });
});

const text = (value: string): TextValue => ({ text: value });
const like = (value: string): TextValue => ({ like: value });

describe('textValues', () => {
  it.each<[string, readonly TextValue[]]>([
    ['ACTIVE', [text('ACTIVE')]],
    ['', [text('')]],
    [' a ', [text(' a ')]],
    ['BAM,CRAM', [text('BAM'), text('CRAM')]],
    ['BAM, CRAM ', [text('BAM'), text('CRAM')]],
    ['NA12*', [like('NA12*')]],
    ['NA1?878,HG*', [like('NA1?878'), like('HG*')]],
    ['a*,b', [like('a*'), text('b')]],
    [String.raw`a\,b`, [text('a,b')]],
    [String.raw`a\*b`, [text('a*b')]],
    [String.raw`a\?`, [text('a?')]],
    [String.raw`a\\`, [text(String.raw`a\ `.trim())]],
    [String.raw`C:\dir`, [text(String.raw`C:\dir`)]],
    [String.raw`C:\dir*`, [like(String.raw`C:\\dir*`)]],
    [String.raw`\**\,`, [like(String.raw`\**,`)]],
  ])('parses %j', (given, values) => {
    expect(textValues(given)).toEqual(values);
  });

  it.each(['a,', ',a', 'a,,b', ','])('rejects %j', (given) => {
    expect(() => textValues(given)).toThrow(/Expected values separated by commas/);
  });
});

import { describe, expect, it } from 'vitest';
import { wordValues, type WordValue } from '../../../src/cli/options/word-values.js';

const text = (value: string): WordValue => ({ text: value });
const like = (value: string): WordValue => ({ like: value });

describe('values between commas', () => {
  it.each<[string, readonly WordValue[]]>([
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
  ])('%j', (given, values) => {
    expect(wordValues(given)).toEqual(values);
  });

  it.each(['a,', ',a', 'a,,b', ','])('%j is refused', (given) => {
    expect(() => wordValues(given)).toThrow(/Expected values separated by commas/);
  });
});

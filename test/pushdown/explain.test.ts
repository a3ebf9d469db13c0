import { explain } from 'healthomics-streams';
import { expect, it } from 'vitest';

it('a plan is a line for each test, aligned', () => {
  const text = explain({
    sampleId: 'NA12878',
    status: ['ARCHIVED', 'ACTIVATING'],
    fileType: ['BAM', 'CRAM'],
    creationTime: { gte: '2024-01-01' },
    not: { name: { like: 'test*' } },
  });
  expect(text).toBe(
    [
      'at the service  sampleId "NA12878"                        sent as sampleId "NA12878"',
      'for each value  status "ARCHIVED" or "ACTIVATING"         status takes one value: one walk for each of 2, or one walk checked here',
      'here            fileType "BAM" or "CRAM"                  the service has no filter for fileType',
      'at the service  creationTime >= 2024-01-01T00:00:00.000Z  sent as createdAfter 2023-12-31T23:59:59.000Z',
      'here            name not like "test*"                     the service cannot be asked for the opposite',
      'walks           one at first, checked here                a first page is the sample for 2 values',
    ].join('\n'),
  );
});

it.each([
  [undefined, 'walks           one at first, checked here        a first page is the sample for 3 values'],
  ['always', "walks           one for each sampleId             pushdown is 'always'"],
  ['never', "walks           one for everything, checked here  pushdown is 'never'"],
] as const)('says how it begins to walk, with pushdown %j', (pushdown, line) => {
  expect(
    explain({ sampleId: ['a', 'b', 'c'] }, pushdown)
      .split('\n')[1]
      ?.replace(/ +/g, ' '),
  ).toBe(line.replace(/ +/g, ' '));
});

it('says that nothing is sent, or that everything is wanted', () => {
  expect(explain({ status: [] })).toBe('No read set can satisfy this condition: nothing is sent.');
  expect(explain({})).toBe('Every read set satisfies this condition.');
});

it('refuses a pushdown that is none, also where nothing is left to explain', () => {
  for (const where of [{}, { status: [] }, { sampleId: ['a', 'b', 'c'] }]) {
    expect(() => explain(where, 'sometimes' as never)).toThrow(
      "Expected `pushdown` to be one of 'auto', 'always', 'never', got \"sometimes\"",
    );
  }
});

it('of many values the first are shown', () => {
  const sampleId = Array.from({ length: 500 }, (_, n) => `NA${n}`);
  expect(explain({ sampleId })).toContain('"NA4" or … (500 values)  sampleId takes one value');
});

it("with pushdown 'never' every test is said to be here", () => {
  expect(explain({ sampleId: 'a', fileType: 'BAM' }, 'never')).toBe(
    [
      `here   sampleId "a"                      pushdown is 'never'`,
      `here   fileType "BAM"                    pushdown is 'never'`,
      `walks  one for everything, checked here  pushdown is 'never'`,
    ].join('\n'),
  );
});

import { describe, expect, it } from 'vitest';
import { emulatorFor, run } from './support.js';

describe('a usage error exits with 2, names the flag and sends no requests', () => {
  it.each<[string[], RegExp]>([
    [[], /Usage: readsets/],
    [['nothing'], /unknown command 'nothing'/],
    [['list', '--frobnicate'], /unknown option '--frobnicate'/],
    [['list', 'extra'], /too many arguments/],
    [['list', '--page-size', '1.5'], /--page-size <n>' argument '1\.5' is invalid/],
    [['list', '--format', 'xml'], /--format <format>' argument 'xml' is invalid.* table, ndjson, csv/],
    [['list', '--created-after', 'yesterday'], /--created-after <time>' argument 'yesterday'/],
    [['list', '--endpoint', 'here'], /--endpoint <url>' argument 'here'/],
    [['list', '--on-store-error', 'ignore'], /--on-store-error <policy>' argument 'ignore'/],
    [
      ['list', '--split-stores', '4', '--order', 'input'],
      /Expected --split-stores to be 'auto' or 'never' if --order is 'input', got `4`/,
    ],
    [['list', '--order', 'random'], /--order <order>' argument 'random'/],
    [['list', '--page-size', '101'], /Expected --page-size to be an integer from 1 to 100, got `101`/],
    [['list', '--store', '12'], /Expected --store to be .*10 to 36 digits, got "12"/],
    [['list', '--name', ''], /Expected --name to be a string of 1 to 127 characters/],
    [['list', '--reference-arn', 'x'], /Expected --reference-arn to be an ARN/],
    [['list', '--fields', 'id,color'], /--fields .*"color".*etag\.algorithm/],
    [
      ['list', '--output', 'a.parquet'],
      /Expected --output .*got "a\.parquet"\. For Parquet, use writeParquet/,
    ],
    [['list', '--fields', 'algorithm'], /"algorithm" \(did you mean etag\.algorithm\?\)/],
    [['list', '--missing', 'sampelid'], /got "sampelid" \(did you mean sample-id\?\)/],
    [['stores', '--fields', 'sampleId'], /--fields .*"sampleId".*sseConfig\.type/],
    [['summary', '--by', 'color'], /--by to name known fields, got "color".*creationTime\.month/],
    [['summary', '--by', 'filetype'], /got "filetype" \(did you mean fileType\?\)/],
    [['summary', '--format', 'ndjson'], /--format <format>' argument 'ndjson' is invalid.* table, json, csv/],
    [['summary', '--max-groups', '0'], /--max-groups <n>' argument '0'/],
    [['summary', '--resume'], /unknown option '--resume'/],
    [['issues', '--stuck-after-hours', 'x'], /--stuck-after-hours <n>' argument 'x'/],
    [['duplicates', '--output', 'a', '--report', './a'], /--report and --output to use different files/],
    [['list', '--output', 'a', '--report', './a.checkpoint'], /both write \S*a\.checkpoint\./],
    [['emulator', '--quota', '0'], /Expected --quota to be more than 0/],
    [['emulator', '--faults', 'flood=1'], /Expected --faults .*got `flood`/],
  ])('readsets %j', async (args, message) => {
    const emulator = await emulatorFor();
    const { exitCode, stdout, stderr } = await run(args, { emulator });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(emulator.count()).toBe(0);
  });
});

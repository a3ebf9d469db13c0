import { describe, expect, it } from 'vitest';
import { idsOf } from '../support/read-sets.js';
import { emulatorFor, objectsOf, readSet, run, STORE } from './support.js';

const many = Array.from({ length: 300 }, (_, n) =>
  readSet(n, {
    name: n % 2 === 0 ? `NA12${n}` : `HG00${n}`,
    fileType: n % 3 === 0 ? 'CRAM' : 'BAM',
    status: n % 50 === 0 ? 'ARCHIVED' : n % 50 === 1 ? 'ACTIVATING' : 'ACTIVE',
    sequenceInformation: { totalBaseCount: n * 1e9 },
  }),
);

describe('readsets list with conditions', () => {
  it.each<[string, (n: number) => boolean, number]>([
    ['--file-type CRAM --min-bases 30e9 --max-bases 60e9', (n) => n % 3 === 0 && n >= 30 && n <= 60, 3],
    ['--status ARCHIVED,ACTIVATING', (n) => n % 50 < 2, 4],
    ['--name NA12* --status ARCHIVED', (n) => n % 50 === 0, 1],
    ['--missing reference-arn --where {"id":["3000000007","3000000008"]}', (n) => n === 7 || n === 8, 3],
  ])('lists the read sets that satisfy %s', async (args, wanted, requests) => {
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: many }] });
    const { exitCode, stdout } = await run(['list', '--store', STORE, ...args.split(' ')], { emulator });
    expect(exitCode).toBe(0);
    const listed = objectsOf(stdout).map(({ id }) => id);
    expect(listed.sort()).toEqual(idsOf(many.filter((_, n) => wanted(n))));
    expect(emulator.count('ListReadSets')).toBe(requests);
  });

  it.each(['summary', 'duplicates', 'issues'])(
    'readsets %s --explain prints the plan and sends no requests',
    async (command) => {
      const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: many }] });
      const { exitCode, stdout } = await run([command, '--file-type', 'BAM', '--explain'], { emulator });
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: 'client-side  fileType "BAM"  the service has no filter for fileType\n',
      });
      expect(emulator.count()).toBe(0);
    },
  );

  it('readsets list --explain prints the plan and sends no requests', async () => {
    const emulator = await emulatorFor({});
    const flags = ['--status', 'ARCHIVED,ACTIVATING', '--name', 'x', '--file-type', 'BAM', '--explain'];
    const { exitCode, stdout, stderr } = await run(['list', ...flags], { emulator });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'service-side  name "x"                                sent as name "x"',
        'per value     status "ARCHIVED" or "ACTIVATING"       a request takes one status: 2 lists and a closing read, or one list checked client-side',
        'client-side   fileType "BAM"                          the service has no filter for fileType',
        'strategy      one list at first, checked client-side  the first page is a sample of 2 values',
        '',
      ].join('\n'),
    );
    expect(emulator.count()).toBe(0);
  });

  it.each([
    [['--file-type', 'bam'], /Expected --file-type to be one of BAM, .*got "bam" \(did you mean BAM\?\)/],
    [['--file-type', 'BAMM'], /--file-type .*did you mean BAM\?/],
    [['--status', 'ACTIV'], /--status .*did you mean ACTIVE\?/],
    [['--status', 'ACTIVE,archived'], /--status .*got "archived" \(did you mean ARCHIVED\?/],
    [['--creation-type', 'INPORT'], /--creation-type to be one of IMPORT, UPLOAD, .*did you mean IMPORT/],
    [['--etag-algorithm', 'BAM_MD5'], /--etag-algorithm .*did you mean BAM_MD5up/],
    [
      ['--created-after', '2024-01-01', '--created-after', '2023-01-01'],
      /'--created-after <time>' argument '2023-01-01' is invalid\. Given twice\./,
    ],
    [['--status', 'ACTIVE', '--status', 'ARCHIVED'], /Given twice; separate values with commas\./],
    [['--missing', 'bases', '--missing', 'etag'], /Given twice; separate values with commas\./],
    [['--region', 'us-east-1', '--region', 'eu-west-1'], /'--region .*Given twice\./],
    [['--order', 'input', '--order', 'arrival'], /'--order .*Given twice\./],
    [
      ['--where', '{"or":[{"statuss":"ACTIVE"}]}'],
      /Expected --where\.or\[0\]\.statuss to be a field .*did you mean `status`/,
    ],
    [
      ['--where', '{"status":"active"}', '--file-type', 'BAM'],
      /Expected --where\.status to be 'ACTIVE', spelled/,
    ],
    [['--where', '[]'], /Expected --where to be a condition/],
    [['--where', 'status=ACTIVE'], /Expected JSON, such as/],
  ])('rejects %j and names the flag', async (flags, message) => {
    const { exitCode, stderr } = await run(['list', ...flags, '--explain']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(message) as string });
  });

  it.each([
    ['--status RESTORING', 'readsets: Unknown status: RESTORING.\n'],
    ['--file-type GVCFS,BAM', 'readsets: Unknown file type: GVCFS.\n'],
    ['--where {"not":{"fileType":["BAMM"]}}', 'readsets: Unknown file type: BAMM (did you mean BAM?).\n'],
    [
      '--created-after 2024-01-01 --created-before 2023-01-01',
      'readsets: No read set can satisfy all of these conditions. No requests are sent.\n',
    ],
    ['--created-after 2024-01-01 --created-before 2023-01-01 --quiet', ''],
  ])('lists with %s and prints the note %j', async (args, note) => {
    const emulator = await emulatorFor({
      stores: [{ id: STORE, readSets: [readSet(1, { fileType: 'BAM' })] }],
    });
    const { stderr } = await run(['list', ...args.split(' ')], { emulator });
    expect(note === '' ? stderr === '' : stderr.startsWith(note), stderr).toBe(true);
  });

  it('--store accepts several stores, separated by commas or repeated', async () => {
    const ids = ['1234567890', '1234567891', '1234567892'];
    const emulator = await emulatorFor({ stores: ids.map((id, n) => ({ id, readSets: [readSet(n)] })) });
    const flags = ['--store', `${ids[0]!},${ids[1]!}`, '--store', ids[2]!];
    expect(objectsOf((await run(['list', ...flags], { emulator })).stdout)).toHaveLength(3);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  emulatorFor,
  linesOf,
  objectsOf,
  OTHER_STORE,
  readSet,
  readSets,
  run,
  start,
  STORE,
  storeOf,
  temporaryDirectory,
} from './support.js';

describe('readsets list', () => {
  it('lists every read set of every store as ndjson if stdout is not a terminal, and prints nothing else', async () => {
    const emulator = await emulatorFor({
      stores: [
        { id: STORE, readSets: readSets(250) },
        { id: OTHER_STORE, readSets: readSets(101, 1000) },
      ],
      faults: { probability: { throttle: 0.1, internal: 0.05, reset: 0.05 } },
    });
    const { exitCode, stdout, stderr } = await run(['list'], { emulator });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(new Set(objectsOf(stdout).map(({ id }) => id)).size).toBe(351);
    expect(linesOf(stdout)).toHaveLength(351);
  });

  it('writes a read set as the service returned it, with dates as ISO strings', async () => {
    const emulator = await emulatorFor({
      stores: [
        { id: STORE, readSets: [readSet(1, { name: 'a "b"\n日本', etag: { algorithm: 'BAM_MD5up' } })] },
      ],
    });
    const { stdout } = await run(['list', '--fields', 'id,creationTime,name,etag'], { emulator });
    expect(stdout).toBe(
      '{"id":"3000000001","creationTime":"2024-01-01T00:00:01.000Z","name":"a \\"b\\"\\n日本","etag":{"algorithm":"BAM_MD5up"}}\n',
    );
  });

  it('uses the endpoint of the flag, AWS_ENDPOINT_URL_OMICS or AWS_ENDPOINT_URL, in this order', async () => {
    const [used, other] = [await storeOf(3), await storeOf(5)];
    const by = async (args: string[], env: Record<string, string>): Promise<number> =>
      linesOf((await run(['list', ...args], { env })).stdout).length;
    expect(await by(['--endpoint', used.endpoint], { AWS_ENDPOINT_URL_OMICS: other.endpoint })).toBe(3);
    expect(await by([], { AWS_ENDPOINT_URL_OMICS: used.endpoint, AWS_ENDPOINT_URL: other.endpoint })).toBe(3);
    expect(await by([], { AWS_ENDPOINT_URL: used.endpoint })).toBe(3);
  });

  it('sends every flag of the service filter, and the page size', async () => {
    const emulator = await storeOf(1);
    const filter = {
      name: 'n',
      status: 'ARCHIVED',
      referenceArn: 'arn:aws:omics:x',
      sampleId: 's',
      subjectId: 'u',
      generatedFrom: 'g',
      creationType: 'UPLOAD',
    };
    const flags = [
      ...['--store', STORE, '--page-size', '7', '--name', 'n', '--status', 'ARCHIVED'],
      ...['--reference-arn', 'arn:aws:omics:x', '--sample-id', 's', '--subject-id', 'u'],
      ...['--generated-from', 'g', '--creation-type', 'UPLOAD'],
      ...['--created-after', '2024-01-02', '--created-before', '2024-02-01T12:00:00+02:00'],
    ];
    expect(await run(['list', ...flags], { emulator })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const [request, ...more] = emulator.history;
    expect(more).toEqual([]);
    expect(request?.query).toEqual({ maxResults: '7' });
    // The library requests one more second on both sides and filters it client-side.
    expect(request?.body).toEqual({
      filter: { ...filter, createdAfter: '2024-01-01T23:59:59Z', createdBefore: '2024-02-01T10:00:01Z' },
    });
  });

  it('includes --created-after and excludes --created-before', async () => {
    const emulator = await storeOf(10);
    const { stdout } = await run(
      ['list', '--created-after', '2024-01-01T00:00:02Z', '--created-before', '2024-01-01T00:00:05Z'],
      { emulator },
    );
    expect(objectsOf(stdout).map(({ id }) => id)).toEqual(['3000000002', '3000000003', '3000000004']);
  });

  it('ends after --limit rows with exit code 0', async () => {
    const emulator = await storeOf(1000);
    const { exitCode, stdout } = await run(['list', '--limit', '5'], { emulator });
    expect(exitCode).toBe(0);
    expect(linesOf(stdout)).toHaveLength(5);
    expect(emulator.count('ListReadSets')).toBe(1);
  });

  it('respects --concurrency and --order input', async () => {
    const emulator = await emulatorFor({
      stores: [
        { id: STORE, readSets: readSets(300) },
        { id: OTHER_STORE, readSets: readSets(100, 1000) },
      ],
      latencyMs: 5,
    });
    const { stdout } = await run(['list', '--concurrency', '1', '--order', 'input'], { emulator });
    expect(objectsOf(stdout).map(({ sequenceStoreId }) => sequenceStoreId)).toEqual([
      ...Array.from({ length: 300 }, () => STORE),
      ...Array.from({ length: 100 }, () => OTHER_STORE),
    ]);
    // The first request, for the list of stores, may still be in flight.
    expect(Math.max(...emulator.history.slice(1).map(({ inFlight }) => inFlight))).toBe(1);
  });

  it('writes csv with fixed columns, and a header even without rows', async () => {
    const emulator = await storeOf(0);
    const all = await run(['list', '--format', 'csv'], { emulator });
    expect(all.stdout).toMatch(/^id,arn,sequenceStoreId,.*,etag\.algorithm,etag\.source1,etag\.source2\n$/);
    const some = await run(['list', '--format', 'csv', '--fields', 'etag,id'], { emulator });
    expect(some.stdout).toBe('etag.algorithm,etag.source1,etag.source2,id\n');
  });

  it('writes values to csv unchanged, and quotes formulas only with --csv-safe', async () => {
    const name = '=HYPERLINK("x")\u001b[31m';
    const emulator = await emulatorFor({ stores: [{ id: STORE, readSets: [readSet(1, { name })] }] });
    const args = ['list', '--format', 'csv', '--fields', 'id,name'];
    expect((await run(args, { emulator })).stdout).toBe(
      'id,name\n3000000001,"=HYPERLINK(""x"")\u001b[31m"\n',
    );
    expect((await run([...args, '--csv-safe'], { emulator })).stdout).toBe(
      'id,name\n3000000001,"\'=HYPERLINK(""x"")\u001b[31m"\n',
    );
  });

  it('writes a table without color and with control characters escaped', async () => {
    const emulator = await emulatorFor({
      stores: [{ id: STORE, readSets: [readSet(1, { name: 'a\u001b[31mb\u202e' })] }],
    });
    const { stdout } = await run(['list', '--format', 'table', '--fields', 'id,name,gigabases'], {
      emulator,
    });
    expect(linesOf(stdout)).toEqual([
      'id          name                gigabases',
      '3000000001  a\\u001b[31mb\\u202e',
    ]);
  });

  it('reports once that a count above 2^53 is not exact', async () => {
    const big = { totalBaseCount: 9_007_199_254_740_993n };
    const emulator = await emulatorFor({
      stores: [{ id: STORE, readSets: [1, 2].map((n) => readSet(n, { sequenceInformation: big })) }],
    });
    const { exitCode, stderr } = await run(['list'], { emulator });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^readsets: The totalBaseCount of read set 3000000001 .*2\^53.*\n$/);
  });

  it('writes a report on every store', async () => {
    const directory = await temporaryDirectory();
    const emulator = await storeOf(150, { faults: [{ kind: 'throttle', page: 2 }] });
    const { exitCode } = await run(['list', '--report', 'report.json', '--quiet'], {
      emulator,
      cwd: directory,
    });
    expect(exitCode).toBe(0);
    const report: unknown = JSON.parse(await readFile(join(directory, 'report.json'), 'utf8'));
    expect(report).toMatchObject({
      outcome: 'complete',
      stores: [
        { sequenceStoreId: STORE, outcome: 'complete', readSets: 150, pages: 2, retries: 1, throttled: 1 },
      ],
    });
  });

  it('succeeds if the reader of stderr or of help closes it early', async () => {
    const { child, ended } = start(['list', '--limit', '1'], {
      emulator: await storeOf(1, { faults: { kind: 'throttle' } }),
    });
    child.stderr?.destroy();
    expect((await ended).exitCode).toBe(0);
    const help = start(['list', '--help']);
    help.child.stdout?.destroy();
    expect(await help.ended).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('ends the run with success if the reader of stdout closes it', async () => {
    const emulator = await storeOf(20_000, { latencyMs: 5 });
    const { child, ended } = start(['list'], { emulator });
    child.stdout?.once('data', () => child.stdout?.destroy());
    const { exitCode, stderr } = await ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(emulator.count()).toBeLessThan(200);
  });
});

describe('readsets stores', () => {
  it('lists the stores in each format', async () => {
    const emulator = await emulatorFor({
      stores: [
        { id: STORE, name: 'one' },
        { id: OTHER_STORE, name: 'two' },
      ],
    });
    const output = async (...args: string[]): Promise<string> =>
      (await run(['stores', '--fields', 'id,name', ...args], { emulator })).stdout;
    expect(await output()).toBe(`{"id":"${STORE}","name":"one"}\n{"id":"${OTHER_STORE}","name":"two"}\n`);
    expect(await output('--format', 'csv')).toBe(`id,name\n${STORE},one\n${OTHER_STORE},two\n`);
    expect(await output('--format', 'table', '--limit', '1')).toBe(`id          name\n${STORE}  one\n`);
  });
});

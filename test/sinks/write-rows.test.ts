import { execFileSync } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { gunzipSync } from 'node:zlib';
import {
  inventory,
  map,
  OutputError,
  PartialInventoryError,
  writeCsv,
  writeNdjson,
  type IncompleteOutput,
} from 'healthomics-streams';
import { writeParquet } from 'healthomics-streams/parquet';
import type { EmulatorOptions } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { errorOf, readSets, STORE, storesOf } from '../support/read-sets.js';
import { settle, tracked, trackedFailure, trackedItems, untilAborted } from '../support/tracked-source.js';
import { withEmulator } from '../support/with-emulator.js';
import { temporaryDirectory } from './support.js';

const endlessRows = () =>
  tracked(async function* () {
    for (let n = 0; ; n += 1) yield { n };
  });

describe('a file', () => {
  it('is replaced once everything is written', async () => {
    const path = join(await temporaryDirectory(), 'out.ndjson');
    await writeFile(path, 'old\n');
    expect(await writeNdjson([{ a: 1 }, { a: new Date(0) }], path)).toEqual({ path, rows: 2, bytes: 41 });
    expect(await readFile(path, 'utf8')).toBe('{"a":1}\n{"a":"1970-01-01T00:00:00.000Z"}\n');
    expect(await readdir(join(path, '..'))).toEqual(['out.ndjson']);
  });

  it.each([0, 1, 1000])('is compressed if its path ends in .gz (%i rows)', async (rows) => {
    const path = join(await temporaryDirectory(), 'out.csv.gz');
    const source = Array.from({ length: rows }, (_, n) => ({ id: String(n) }));
    const { bytes } = await writeCsv(source, path, { fields: ['id'] });
    const written = await readFile(path);
    expect(written).toHaveLength(bytes);
    expect(gunzipSync(written).toString()).toBe(['id', ...source.map(({ id }) => id), ''].join('\n'));
  });

  it('stays unchanged if the source fails, with the rows so far in a partial file', async () => {
    const path = join(await temporaryDirectory(), 'out');
    await writeFile(path, 'old\n');
    const failure = new Error('source');
    let incomplete: IncompleteOutput | undefined;
    const onIncomplete = (output: IncompleteOutput) => (incomplete = output);
    const writing = writeNdjson(trackedFailure(failure, { n: 1 }, { n: 2 }), path, { onIncomplete });
    expect(await errorOf(writing)).toBe(failure);
    expect(incomplete).toEqual({ path, untouched: true, partialPath: `${path}.partial`, rows: 2 });
    expect(await readFile(path, 'utf8')).toBe('old\n');
    expect(await readFile(`${path}.partial`, 'utf8')).toBe('{"n":1}\n{"n":2}\n');
    expect(await errorOf(writeNdjson(trackedFailure(failure), path, { onIncomplete }))).toBe(failure);
    expect(incomplete).toEqual({ path, untouched: true, rows: 0 });
    expect(await readdir(join(path, '..'))).toEqual(['out']);
  });

  it('is left at once on abort, even if the source never responds, and the source is closed', async () => {
    const path = join(await temporaryDirectory(), 'out');
    const controller = new AbortController();
    const source = tracked(async function* () {
      yield { n: 1 };
      await untilAborted(controller.signal).catch(() => undefined);
    });
    const writing = errorOf(writeNdjson(source, path, { signal: controller.signal }));
    while (source.pulls < 2) await settle();
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await writing).toBe(reason);
    await settle();
    expect([source.opened, source.closed]).toEqual([1, 1]);
    expect(await readFile(`${path}.partial`, 'utf8')).toBe('{"n":1}\n');
  });

  it.each([
    ['a missing directory', 'none/out', /Cannot write .*none\/out: there is no directory .*none\./],
    ['a directory', 'directory', /Cannot write .*directory: it is a directory\./],
    [
      'a directory with the name of the partial file',
      'taken',
      /Cannot write .*taken\.partial: it is a directory\./,
    ],
    ['a read-only file', 'locked', /Cannot write .*locked: permission denied\./],
  ])('is not opened if its path is %s, and the source is not read', async (_, name, message) => {
    const cwd = await temporaryDirectory();
    await mkdir(join(cwd, 'directory'));
    await mkdir(join(cwd, 'taken.partial'));
    await writeFile(join(cwd, 'locked'), 'old\n', { mode: 0o444 });
    const source = trackedItems({ n: 1 });
    const error = await errorOf(writeNdjson(source, join(cwd, name)));
    expect(error).toBeInstanceOf(OutputError);
    expect(error).toMatchObject({
      code: 'OUTPUT_FAILED',
      path: expect.stringContaining(join(cwd, name)),
      message: expect.stringMatching(message),
    });
    expect(source.opened).toBe(0);
    expect(await readFile(join(cwd, 'locked'), 'utf8')).toBe('old\n');
  });

  it.runIf(existsSync('/dev/full'))('rejects and closes an endless source if the disk is full', async () => {
    const source = endlessRows();
    const error = await errorOf(writeNdjson(source, '/dev/full'));
    expect(error).toMatchObject({ message: 'Cannot write /dev/full: no space left on the device.' });
    expect([source.opened, source.closed]).toEqual([1, 1]);
  });
});

describe('a Node stream', () => {
  it('is ended after the last row unless `end` is false', async () => {
    for (const end of [true, false]) {
      const stream = new PassThrough();
      expect(await writeNdjson([{ n: 1 }], stream, { end })).toEqual({ rows: 1, bytes: 8 });
      expect(stream.writableEnded).toBe(end);
      expect(String(stream.read())).toBe('{"n":1}\n');
      expect(stream.listenerCount('error')).toBe(0);
    }
  });

  it('slows the source down if it is slow', async () => {
    const source = endlessRows();
    const stream = new Writable({ write: () => undefined });
    const writing = errorOf(writeNdjson(source, stream));
    for (let i = 0; i < 50; i += 1) await settle();
    expect(source.pulls).toBeLessThan(300);
    stream.destroy();
    expect(await writing).toMatchObject({ code: 'OUTPUT_FAILED' });
    expect(source.closed).toBe(1);
  });

  it('closes a source that never responds if the stream fails or is destroyed', async () => {
    for (const failure of [new Error('gone'), undefined]) {
      let finish: () => void = () => undefined;
      const source = tracked(async function* () {
        yield { n: 1 };
        await new Promise<void>((resolve) => (finish = resolve));
      });
      const stream = new PassThrough();
      const writing = errorOf(writeNdjson(source, stream));
      while (source.pulls < 2) await settle();
      stream.destroy(failure);
      expect(await writing).toMatchObject({
        message: `Cannot write the stream: ${failure === undefined ? 'it was closed before everything was written' : 'gone'}.`,
      });
      finish();
      await settle();
      expect(source.closed).toBe(1);
    }
  });

  it('rejects if the stream fails to end, and handles its error event', async () => {
    for (const later of [false, true]) {
      const final = (done: (error: Error) => void) => {
        if (later) setImmediate(done, new Error('final'));
        else done(new Error('final'));
      };
      const stream = new Writable({ write: (_chunk, _encoding, done) => done(), final });
      expect(await errorOf(writeNdjson([{ n: 1 }], stream))).toMatchObject({
        message: 'Cannot write the stream: final.',
      });
      await settle();
      expect(stream.listenerCount('error')).toBe(0);
    }
  });

  it('is destroyed if the source fails', async () => {
    const failure = new Error('source');
    const stream = new PassThrough();
    expect(await errorOf(writeNdjson(trackedFailure(failure, { n: 1 }), stream))).toBe(failure);
    expect(stream.destroyed).toBe(true);
  });
});

describe('a sink of an inventory that lacks a store', () => {
  const stores = storesOf(150, 20);
  const [denied] = stores;
  const options: EmulatorOptions = {
    stores,
    faults: { kind: 'access-denied', sequenceStoreId: denied?.id ?? '', page: 2, times: Infinity },
  };
  const sinks = { writeNdjson, writeCsv, writeParquet };

  it.each(['writeNdjson', 'writeCsv', 'writeParquet'] as const)(
    'keeps the existing file, and the rows beside it, unless %s accepts a partial result',
    async (name) => {
      const path = join(await temporaryDirectory(), 'out.gz');
      await writeFile(path, 'old');
      const state: IncompleteOutput[] = [];
      await withEmulator(options, async ({ config }) => {
        const run = inventory({ ...config, onStoreError: 'continue' });
        const error = await errorOf(
          sinks[name](run, path, { onIncomplete: (output) => void state.push(output) }),
        );
        expect(error).toBeInstanceOf(PartialInventoryError);
        expect(error).toMatchObject({ code: 'PARTIAL_INVENTORY', failedStores: [denied?.id] });
        expect(state).toEqual([{ path, untouched: true, partialPath: `${path}.partial`, rows: 120 }]);
        expect(await readFile(path, 'utf8')).toBe('old');

        const written = await sinks[name](run, path, { acceptPartial: true });
        expect(written.rows).toBe(120);
        expect((await run.report()).outcome).toBe('partial');
        expect((await readdir(dirname(path))).sort()).toEqual(['out.gz']);
      });
    },
  );

  it('knows the inventory from `run` if the rows pass through operators', async () => {
    const path = join(await temporaryDirectory(), 'out');
    await withEmulator(options, async ({ config }) => {
      const run = inventory({ ...config, onStoreError: 'continue' });
      const ids = run.pipe(map(({ id }) => ({ id })));
      expect(await errorOf(writeNdjson(ids, path, { run }))).toBeInstanceOf(PartialInventoryError);
    });
  });

  it('destroys a stream, so that its reader sees that the list is not complete', async () => {
    await withEmulator(options, async ({ config }) => {
      const stream = new PassThrough().resume();
      const writing = writeNdjson(inventory({ ...config, onStoreError: 'continue' }), stream);
      const error = await errorOf(writing);
      expect(error).toBeInstanceOf(PartialInventoryError);
      expect(stream.errored).toBe(error);
    });
  });
});

describe('an abort', () => {
  const never = () => new Promise<void>(() => undefined);
  it.each([
    [
      'a Node stream that never ends',
      () => new Writable({ write: (_c, _e, done) => done(), final: () => undefined }),
    ],
    ['a Node stream that never accepts a row', () => new Writable({ write: () => undefined })],
    ['a web stream that never closes', () => new WritableStream<Uint8Array>({ close: never })],
    ['a web stream that never accepts a row', () => new WritableStream<Uint8Array>({ write: never })],
  ])('rejects at once with its reason if the target is %s', async (_, target) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const writing = errorOf(writeNdjson([{ n: 1 }], target(), { signal: controller.signal }));
    for (let i = 0; i < 5; i += 1) await settle();
    controller.abort(reason);
    expect(await writing).toBe(reason);
  });
});

describe.skipIf(process.platform === 'win32')('a named pipe', () => {
  const namedPipe = async (): Promise<string> => {
    const path = join(await temporaryDirectory(), 'pipe');
    execFileSync('mkfifo', [path]);
    return path;
  };

  it('gets every row once its reader opens it', async () => {
    const path = await namedPipe();
    const source = trackedItems({ n: 1 }, { n: 2 });
    const writing = writeNdjson(source, path);
    await settle();
    expect(source.opened).toBe(0);
    expect(await readFile(path, 'utf8')).toBe('{"n":1}\n{"n":2}\n');
    expect(await writing).toEqual({ path, rows: 2, bytes: 16 });
  });

  it('rejects at once on abort, without a reader and with one that does not read', async () => {
    const path = await namedPipe();
    const reason = new Error('enough');
    for (const hasReader of [false, true]) {
      const reader = hasReader ? await open(path, constants.O_RDONLY | constants.O_NONBLOCK) : undefined;
      const controller = new AbortController();
      const source = endlessRows();
      const writing = errorOf(writeNdjson(source, path, { signal: controller.signal }));
      if (hasReader) {
        for (let pulls = -1; pulls < source.pulls || pulls === 0;) {
          pulls = source.pulls;
          for (let i = 0; i < 20; i += 1) await settle();
        }
      }
      controller.abort(reason);
      expect(await writing).toBe(reason);
      await reader?.close();
    }
  });

  it('names the pipe if its reader goes away, and closes the source', async () => {
    const path = await namedPipe();
    const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const source = endlessRows();
    const writing = errorOf(writeNdjson(source, path));
    while (source.pulls === 0) await settle();
    await reader.close();
    expect(await writing).toMatchObject({ code: 'OUTPUT_FAILED', path, cause: { code: 'EPIPE' } });
    expect(source.closed).toBe(1);
  });
});

describe('a web stream', () => {
  const collecting = (write: (text: string) => Promise<void> | void = () => undefined) => {
    const events: unknown[] = [];
    const stream = new WritableStream<Uint8Array>({
      write: async (bytes) => {
        events.push(Buffer.from(bytes).toString());
        await write(Buffer.from(bytes).toString());
      },
      close: () => void events.push('closed'),
      abort: (reason) => void events.push(reason),
    });
    return { stream, events };
  };

  it('is unlocked after the last row, and closed unless `end` is false', async () => {
    const { stream, events } = collecting();
    await writeNdjson([{ n: 1 }], stream, { end: false });
    expect(await writeNdjson([{ n: 2 }], stream)).toEqual({ rows: 1, bytes: 8 });
    expect(events).toEqual(['{"n":1}\n', '{"n":2}\n', 'closed']);
    expect(stream.locked).toBe(false);
  });

  it('is aborted if the source fails, and closes the source if it fails itself', async () => {
    const failure = new Error('source');
    const { stream, events } = collecting();
    expect(await errorOf(writeNdjson(trackedFailure(failure), stream))).toBe(failure);
    expect(events).toEqual([failure]);
    const source = endlessRows();
    const failing = collecting(() => Promise.reject(new Error('full')));
    expect(await errorOf(writeNdjson(source, failing.stream))).toMatchObject({
      message: 'Cannot write the stream: full.',
    });
    expect(source.closed).toBe(1);
  });
});

describe('an inventory as the source of a platform stream', () => {
  const store = { stores: [{ id: STORE, readSets: readSets(500) }] };

  it('is closed by Readable.from, pipeline and ReadableStream.from when they end early', async () => {
    await withEmulator(store, async ({ config, emulator }) => {
      const run = inventory(config);
      const readable = Readable.from(run);
      for await (const readSet of readable) if (Object.hasOwn(readSet as object, 'id')) break;
      expect((await run.report()).outcome).toBe('cancelled');

      const failing = new Writable({
        objectMode: true,
        write: (_chunk, _encoding, done) => done(new Error('full')),
      });
      const second = inventory(config);
      expect(await errorOf(pipeline(second, failing))).toMatchObject({ message: 'full' });
      expect((await second.report()).outcome).toBe('cancelled');

      const third = inventory(config);
      const reader = ReadableStream.from(third).getReader();
      expect((await reader.read()).done).toBe(false);
      await reader.cancel();
      expect((await third.report()).outcome).toBe('cancelled');
      expect(emulator.count('ListReadSets')).toBeLessThanOrEqual(6);
    });
  });
});

import { describe, expect, it, vi } from 'vitest';
import { ndjsonFormat } from 'healthomics-streams';
import { RowWriter } from '../../src/sinks/row-writer.js';

/** A destination whose writes end when `release` is called. */
const slowDestination = (): {
  destination: { write: (bytes: Uint8Array) => Promise<void> };
  texts: string[];
  release: (error?: Error) => void;
} => {
  const texts: string[] = [];
  let endWrite: ((error?: Error) => void) | undefined;
  const destination = {
    write: (bytes: Uint8Array) =>
      new Promise<void>((resolve, reject) => {
        texts.push(Buffer.from(bytes).toString());
        endWrite = (error) => (error === undefined ? resolve() : reject(error));
      }),
  };
  return { destination, texts, release: (error) => endWrite?.(error) };
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('RowWriter', () => {
  it('writes the rows of one turn of the event loop as one batch', async () => {
    const { destination, texts, release } = slowDestination();
    const writer = new RowWriter(ndjsonFormat().open(false), destination, () => undefined);
    for (let n = 0; n < 5; n += 1) expect(writer.add({ n })).toBe(undefined);
    await nextTurn();
    expect(texts).toEqual(['{"n":0}\n{"n":1}\n{"n":2}\n{"n":3}\n{"n":4}\n']);
    release();
    await writer.end();
  });

  it('makes the source wait if rows are added faster than they are written', async () => {
    const { destination, texts, release } = slowDestination();
    const writer = new RowWriter(ndjsonFormat().open(false), destination, () => undefined);
    let added = 0;
    const adding = (async () => {
      for (; added < 10_000; added += 1) await writer.add({ n: added });
    })();
    for (let i = 0; i < 10; i += 1) await nextTurn();
    expect(added).toBeLessThan(300);
    expect(texts).toHaveLength(1);
    const releasing = setInterval(release, 0);
    await adding;
    await writer.end();
    clearInterval(releasing);
    expect(texts.join('').split('\n')).toHaveLength(10_001);
  });

  it('reports a failed write at once, writes nothing more, and rejects at the end', async () => {
    const { destination, texts, release } = slowDestination();
    const onFailure = vi.fn();
    const writer = new RowWriter(ndjsonFormat().open(false), destination, onFailure);
    const failure = new Error('full');
    void writer.add({ n: 1 });
    await nextTurn();
    release(failure);
    await nextTurn();
    expect(onFailure.mock.calls).toEqual([[failure]]);
    void writer.add({ n: 2 });
    await expect(writer.end()).rejects.toBe(failure);
    expect(texts).toHaveLength(1);
  });
});

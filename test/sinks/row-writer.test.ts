import { describe, expect, it, vi } from 'vitest';
import { ndjsonFormat } from 'healthomics-streams';
import { RowWriter } from '../../src/sinks/row-writer.js';

/** A destination whose writes end when they are told to. */
const slowDestination = (): {
  destination: { write: (bytes: Uint8Array) => Promise<void> };
  texts: string[];
  release: (error?: Error) => void;
} => {
  const texts: string[] = [];
  let settle: ((error?: Error) => void) | undefined;
  const destination = {
    write: (bytes: Uint8Array) =>
      new Promise<void>((resolve, reject) => {
        texts.push(Buffer.from(bytes).toString());
        settle = (error) => (error === undefined ? resolve() : reject(error));
      }),
  };
  return { destination, texts, release: (error) => settle?.(error) };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('RowWriter', () => {
  it('writes the rows at hand together, once no more come', async () => {
    const { destination, texts, release } = slowDestination();
    const writer = new RowWriter(ndjsonFormat().open(false), destination, () => undefined);
    for (let n = 0; n < 5; n += 1) expect(writer.add({ n })).toBe(undefined);
    await turn();
    expect(texts).toEqual(['{"n":0}\n{"n":1}\n{"n":2}\n{"n":3}\n{"n":4}\n']);
    release();
    await writer.end();
  });

  it('holds up whoever adds rows faster than they are taken', async () => {
    const { destination, texts, release } = slowDestination();
    const writer = new RowWriter(ndjsonFormat().open(false), destination, () => undefined);
    let added = 0;
    const adding = (async () => {
      for (; added < 10_000; added += 1) await writer.add({ n: added });
    })();
    for (let i = 0; i < 10; i += 1) await turn();
    expect(added).toBeLessThan(300);
    expect(texts).toHaveLength(1);
    const releasing = setInterval(release, 0);
    await adding;
    await writer.end();
    clearInterval(releasing);
    expect(texts.join('').split('\n')).toHaveLength(10_001);
  });

  it('tells of a failed write at once, writes nothing more, and fails in the end', async () => {
    const { destination, texts, release } = slowDestination();
    const onFailure = vi.fn();
    const writer = new RowWriter(ndjsonFormat().open(false), destination, onFailure);
    const failure = new Error('full');
    void writer.add({ n: 1 });
    await turn();
    release(failure);
    await turn();
    expect(onFailure.mock.calls).toEqual([[failure]]);
    void writer.add({ n: 2 });
    await expect(writer.end()).rejects.toBe(failure);
    expect(texts).toHaveLength(1);
  });
});

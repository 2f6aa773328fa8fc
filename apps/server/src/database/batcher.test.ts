import { describe, expect, it } from 'vitest';
import { Batcher, type BatcherOptions } from './batcher.ts';

interface Item {
  n: number;
  key?: string;
  bytes?: number;
}

/** A batcher whose batches end when the test says so. */
function batcher(options: Partial<BatcherOptions<Item, number>> = {}) {
  const batches: { items: number[]; end(error?: Error): void }[] = [];
  const own = new Batcher<Item, number>({
    run: (items) =>
      new Promise((resolve, reject) => {
        batches.push({
          items: items.map(({ n }) => n),
          end: (error) =>
            error === undefined ? resolve(items.map(({ n }) => n * 10)) : reject(error),
        });
      }),
    lanes: 1,
    maxItems: 100,
    maxBytes: 1_000,
    sizeOf: ({ bytes = 1 }) => bytes,
    keyOf: ({ key }) => key,
    isolates: (error) => error instanceof RangeError,
    ...options,
  });
  return { own, batches, add: (...items: Item[]) => items.map((item) => own.add(item)) };
}

/** One turn of the event loop, and what it set off. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

const numbers = (from: number, to: number): Item[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ n: from + index }));

const outcomes = async (promises: readonly Promise<number>[]) =>
  (await Promise.allSettled(promises)).map((one) =>
    one.status === 'fulfilled' ? one.value : String(one.reason),
  );

describe('what arrives together', () => {
  it('is done together, and everybody gets their own result', async () => {
    const { batches, add } = batcher();
    const results = add(...numbers(1, 5));
    await turn();
    expect(batches.map(({ items }) => items)).toEqual([[1, 2, 3, 4, 5]]);
    batches[0]?.end();
    expect(await Promise.all(results)).toEqual([10, 20, 30, 40, 50]);
  });

  it('while a batch is under way gathers, in order, and is the next batch', async () => {
    const { batches, add } = batcher();
    void add({ n: 1 });
    await turn();
    for (const n of [2, 3, 4]) {
      void add({ n });
      await turn();
    }
    expect(batches).toHaveLength(1);
    batches[0]?.end();
    await turn();
    await turn();
    expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3, 4]]);
  });

  it('goes out in as many batches at a time as there are lanes, and no more', async () => {
    const { batches, add } = batcher({ lanes: 2 });
    for (const n of [1, 2, 3, 4]) {
      void add({ n });
      await turn();
    }
    expect(batches.map(({ items }) => items)).toEqual([[1], [2]]);
    batches[1]?.end();
    await turn();
    await turn();
    expect(batches.map(({ items }) => items)).toEqual([[1], [2], [3, 4]]);
  });

  it('is cut into batches of so many items and so many bytes; one that is too large goes alone', async () => {
    const { batches, add } = batcher({ lanes: 10, maxItems: 3, maxBytes: 100 });
    const sizes = [1, 1, 1, 60, 60, 1, 500, 1];
    void add(...sizes.map((bytes, n) => ({ n, bytes })));
    for (let turns = 0; turns < sizes.length; turns += 1) await turn();
    expect(batches.map(({ items }) => items)).toEqual([[0, 1, 2], [3, 4], [5, 6], [7]]);
  });

  it('never shares a batch with another of the same key, and still comes in order', async () => {
    const { batches, add } = batcher();
    void add(
      { n: 1, key: 'a' },
      { n: 2, key: 'b' },
      { n: 3, key: 'a' },
      { n: 4 },
      { n: 5, key: 'a' },
      { n: 6, key: 'b' },
      { n: 7 },
    );
    for (const index of [0, 1, 2]) {
      await turn();
      await turn();
      batches[index]?.end();
    }
    await turn();
    expect(batches.map(({ items }) => items)).toEqual([[1, 2, 4, 7], [3, 6], [5]]);
  });
});

describe('a batch that fails', () => {
  it('because of one bad item fails that one alone', async () => {
    const tried: number[][] = [];
    const { add } = batcher({
      run: (items) => {
        tried.push(items.map(({ n }) => n));
        if (items.some(({ n }) => n === 2)) return Promise.reject(new RangeError('bad item 2'));
        return Promise.resolve(items.map(({ n }) => n * 10));
      },
    });
    expect(await outcomes(add(...numbers(1, 3)))).toEqual([10, 'RangeError: bad item 2', 30]);
    expect(tried).toEqual([[1, 2, 3], [1], [2], [3]]);
  });

  it('because of the connection fails all of it, and is not tried item by item', async () => {
    let tries = 0;
    const { add } = batcher({
      run: () => {
        tries += 1;
        return Promise.reject(new Error('connection lost'));
      },
    });
    const failed = 'Error: connection lost';
    expect(await outcomes(add(...numbers(1, 3)))).toEqual([failed, failed, failed]);
    expect(tries).toBe(1);
  });

  it('when the connection goes while its items are tried one by one fails the rest', async () => {
    const { batches, add } = batcher();
    const results = outcomes(add(...numbers(1, 3)));
    await turn();
    batches[0]?.end(new RangeError('bad item'));
    await turn();
    batches[1]?.end();
    await turn();
    batches[2]?.end(new Error('connection lost'));
    await turn();
    batches[3]?.end(new Error('connection lost'));
    expect(await results).toEqual([10, 'Error: connection lost', 'Error: connection lost']);
  });

  it('holds up nobody behind it', async () => {
    const { batches, add } = batcher();
    const first = outcomes(add({ n: 1 }));
    await turn();
    const second = add({ n: 2 });
    batches[0]?.end(new Error('connection lost'));
    await first;
    await turn();
    await turn();
    batches[1]?.end();
    expect(await Promise.all(second)).toEqual([20]);
  });
});

describe('how long the slowest batch is overdue', () => {
  it('is known while there is one', async () => {
    const { own, batches, add } = batcher({ lanes: 2 });
    expect(own.overdueMs).toBe(0);
    const [first] = add({ n: 1 });
    await turn();
    const [second] = add({ n: 2 });
    await turn();
    const both = own.overdueMs;
    expect(both).toBeGreaterThan(0);
    batches[0]?.end();
    await first;
    await turn();
    expect(own.overdueMs).toBeGreaterThan(0);
    batches[1]?.end();
    await second;
    await turn();
    expect(own.overdueMs).toBe(0);
  });
});

describe('what waits too long for a batch', () => {
  it('is refused, while what is under way is waited for', async () => {
    const maxWait = { ms: 20, error: () => new Error('too late') };
    const { batches, add } = batcher({ maxWait });
    const under = add({ n: 1 });
    await turn();
    const waiting = add({ n: 2 }, { n: 3 });
    expect(await outcomes(waiting)).toEqual(['Error: too late', 'Error: too late']);
    batches[0]?.end();
    expect(await Promise.all(under)).toEqual([10]);
    expect(batches.map(({ items }) => items)).toEqual([[1]]);
  });
});

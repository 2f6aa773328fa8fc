import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LocalQueue } from './local-queue.ts';
import type { LeasedRun } from './leased-run.ts';

const KB = 1024;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** As much of a run as waiting in memory takes. */
function run(runId: string, bytes = 0): LeasedRun {
  const part = { lease: { runId, fence: 1, takenAt: 0 }, event: { body: Buffer.alloc(bytes) } };
  return part as unknown as LeasedRun;
}

/** Fills every place. */
function full(): LocalQueue {
  const localQueue = new LocalQueue();
  for (let n = 0; localQueue.reserve(0) === true; n += 1) localQueue.put(run(`run ${n}`));
  return localQueue;
}

/** Lets the worker take runs out for a while, so that the queue counts as moving. */
function moving(): LocalQueue {
  const localQueue = full();
  for (let n = 0; n < 60; n += 1) {
    if (n === 59) vi.advanceTimersByTime(150);
    localQueue.next();
    if (localQueue.reserve(0) === true) localQueue.put(run(`later ${n}`));
  }
  return localQueue;
}

describe('runs handed over in memory', () => {
  it('come out in the order they went in', () => {
    const localQueue = new LocalQueue();
    for (const id of ['a', 'b', 'c']) {
      expect(localQueue.reserve(10)).toBe(true);
      localQueue.put(run(id, 10));
    }
    expect(localQueue.leases().map(({ runId }) => runId)).toEqual(['a', 'b', 'c']);
    const out = [localQueue.next(), localQueue.next(), localQueue.next(), localQueue.next()];
    expect(out.map((one) => one?.lease.runId)).toEqual(['a', 'b', 'c', undefined]);
    expect(localQueue.size).toBe(0);
  });

  it('that were cancelled are not there any more', () => {
    const localQueue = new LocalQueue();
    for (const id of ['a', 'b']) {
      void localQueue.reserve(0);
      localQueue.put(run(id));
    }
    localQueue.remove(run('a').lease);
    localQueue.remove({ runId: 'b', fence: 7, takenAt: 0 });
    localQueue.remove(run('unknown').lease);
    expect(localQueue.size).toBe(1);
    expect(localQueue.next()?.lease.runId).toBe('b');
  });

  it('all come out at once when the process stops', () => {
    const localQueue = new LocalQueue();
    for (const id of ['a', 'b']) {
      void localQueue.reserve(0);
      localQueue.put(run(id));
    }
    expect(localQueue.clear().map(({ lease }) => lease.runId)).toEqual(['a', 'b']);
    expect(localQueue.next()).toBeUndefined();
  });
});

describe('room', () => {
  it('is for 1,024 runs, those with a place reserved among them', () => {
    const localQueue = new LocalQueue();
    for (let n = 0; n < 1_024; n += 1) expect(localQueue.reserve(1)).toBe(true);
    expect(localQueue.size).toBe(1_024);
    expect(localQueue.reserve(1)).toBe(false);
    localQueue.release(1);
    expect(localQueue.reserve(1)).toBe(true);
  });

  it('is for 16 MB, and for no event above 256 kB', () => {
    const localQueue = new LocalQueue();
    expect(localQueue.reserve(256 * KB + 1)).toBe(false);
    for (let n = 0; n < 64; n += 1) {
      expect(localQueue.reserve(256 * KB)).toBe(true);
      localQueue.put(run(`run ${n}`, 256 * KB));
    }
    expect(localQueue.reserve(1)).toBe(false);
    localQueue.remove(run('run 7').lease);
    expect(localQueue.reserve(256 * KB)).toBe(true);
    localQueue.release(256 * KB);
    localQueue.next();
    expect(localQueue.reserve(256 * KB)).toBe(true);
  });

  it('is not waited for while nothing leaves', () => {
    expect(full().reserve(0)).toBe(false);
  });

  it('is waited for while the worker keeps up, in the order they asked', async () => {
    const localQueue = moving();
    const rooms = [localQueue.reserve(0), localQueue.reserve(0)];
    expect(rooms[0]).toBeInstanceOf(Promise);
    localQueue.next();
    expect(await rooms[0]).toBe(true);
    localQueue.next();
    expect(await rooms[1]).toBe(true);
    expect(localQueue.reserve(0)).toBeInstanceOf(Promise);
  });

  it('is waited for 150 ms at most, and then leaves no claim to it', async () => {
    const localQueue = moving();
    const room = localQueue.reserve(0);
    await vi.advanceTimersByTimeAsync(150);
    expect(await room).toBe(false);
    const { size } = localQueue;
    localQueue.next();
    expect(localQueue.size).toBe(size - 1);
  });

  it('is not waited for once the worker has not taken any for a while', async () => {
    const localQueue = moving();
    await vi.advanceTimersByTimeAsync(300);
    expect(localQueue.reserve(0)).toBe(false);
  });

  it('is refused to all who wait for it when the process stops', async () => {
    const localQueue = moving();
    const rooms = [localQueue.reserve(0), localQueue.reserve(0)];
    localQueue.clear();
    expect([await rooms[0], await rooms[1]]).toEqual([false, false]);
  });
});

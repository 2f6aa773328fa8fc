import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HandOff } from './hand-off.ts';
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
function full(): HandOff {
  const handOff = new HandOff();
  for (let n = 0; handOff.reserve(0) === true; n += 1) handOff.put(run(`run ${n}`));
  return handOff;
}

/** Lets the worker take runs out for a while, so that the queue counts as moving. */
function moving(): HandOff {
  const handOff = full();
  for (let n = 0; n < 60; n += 1) {
    if (n === 59) vi.advanceTimersByTime(150);
    handOff.next();
    if (handOff.reserve(0) === true) handOff.put(run(`later ${n}`));
  }
  return handOff;
}

describe('runs handed over in memory', () => {
  it('come out in the order they went in', () => {
    const handOff = new HandOff();
    for (const id of ['a', 'b', 'c']) {
      expect(handOff.reserve(10)).toBe(true);
      handOff.put(run(id, 10));
    }
    expect(handOff.leases().map(({ runId }) => runId)).toEqual(['a', 'b', 'c']);
    const out = [handOff.next(), handOff.next(), handOff.next(), handOff.next()];
    expect(out.map((one) => one?.lease.runId)).toEqual(['a', 'b', 'c', undefined]);
    expect(handOff.size).toBe(0);
  });

  it('that were cancelled are not there any more', () => {
    const handOff = new HandOff();
    for (const id of ['a', 'b']) {
      void handOff.reserve(0);
      handOff.put(run(id));
    }
    handOff.remove('a');
    handOff.remove('unknown');
    expect(handOff.size).toBe(1);
    expect(handOff.next()?.lease.runId).toBe('b');
  });

  it('all come out at once when the process stops', () => {
    const handOff = new HandOff();
    for (const id of ['a', 'b']) {
      void handOff.reserve(0);
      handOff.put(run(id));
    }
    expect(handOff.clear().map(({ lease }) => lease.runId)).toEqual(['a', 'b']);
    expect(handOff.next()).toBeUndefined();
  });
});

describe('room', () => {
  it('is for 1,024 runs, those with a place reserved among them', () => {
    const handOff = new HandOff();
    for (let n = 0; n < 1_024; n += 1) expect(handOff.reserve(1)).toBe(true);
    expect(handOff.size).toBe(1_024);
    expect(handOff.reserve(1)).toBe(false);
    handOff.release(1);
    expect(handOff.reserve(1)).toBe(true);
  });

  it('is for 16 MB, and for no event above 256 kB', () => {
    const handOff = new HandOff();
    expect(handOff.reserve(256 * KB + 1)).toBe(false);
    for (let n = 0; n < 64; n += 1) {
      expect(handOff.reserve(256 * KB)).toBe(true);
      handOff.put(run(`run ${n}`, 256 * KB));
    }
    expect(handOff.reserve(1)).toBe(false);
    handOff.remove('run 7');
    expect(handOff.reserve(256 * KB)).toBe(true);
    handOff.release(256 * KB);
    handOff.next();
    expect(handOff.reserve(256 * KB)).toBe(true);
  });

  it('is not waited for while nothing leaves', () => {
    expect(full().reserve(0)).toBe(false);
  });

  it('is waited for while the worker keeps up, in the order they asked', async () => {
    const handOff = moving();
    const rooms = [handOff.reserve(0), handOff.reserve(0)];
    expect(rooms[0]).toBeInstanceOf(Promise);
    handOff.next();
    expect(await rooms[0]).toBe(true);
    handOff.next();
    expect(await rooms[1]).toBe(true);
    expect(handOff.reserve(0)).toBeInstanceOf(Promise);
  });

  it('is waited for 150 ms at most, and then leaves no claim to it', async () => {
    const handOff = moving();
    const room = handOff.reserve(0);
    await vi.advanceTimersByTimeAsync(150);
    expect(await room).toBe(false);
    const { size } = handOff;
    handOff.next();
    expect(handOff.size).toBe(size - 1);
  });

  it('is not waited for once the worker has not taken any for a while', async () => {
    const handOff = moving();
    await vi.advanceTimersByTimeAsync(300);
    expect(handOff.reserve(0)).toBe(false);
  });

  it('is refused to all who wait for it when the process stops', async () => {
    const handOff = moving();
    const rooms = [handOff.reserve(0), handOff.reserve(0)];
    handOff.clear();
    expect([await rooms[0], await rooms[1]]).toEqual([false, false]);
  });
});

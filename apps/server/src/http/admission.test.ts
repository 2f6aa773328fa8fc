import { isAppError } from '@millrace/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Admission, type Admitted } from './admission.ts';

const MB = 1024 * 1024;
const MOST_LARGE = 48 * MB;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Asks for room, and remembers what came of it. */
function ask(admission: Admission, bytes: number) {
  const admitted = admission.enter();
  const state = { outcome: 'waiting', leave: () => admitted.leave() };
  admitted.hold(bytes).then(
    () => (state.outcome = 'in'),
    (error: unknown) => (state.outcome = isAppError(error) ? error.code : String(error)),
  );
  return state;
}

const settled = () => vi.advanceTimersByTimeAsync(0);

describe('requests under way', () => {
  it('are at most 4,000: the next is refused at once, and let in when one has left', () => {
    const admission = new Admission();
    const inside: Admitted[] = Array.from({ length: 4_000 }, () => admission.enter());
    expect(() => admission.enter()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
    inside.pop()?.leave();
    admission.enter();
    expect(() => admission.enter()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
  });
});

describe('small bodies', () => {
  it('never wait: they get in or are refused at once', async () => {
    const admission = new Admission();
    const small = Array.from({ length: 256 }, () => ask(admission, MB / 4));
    await settled();
    expect(new Set(small.map(({ outcome }) => outcome))).toEqual(new Set(['in']));
    const late = ask(admission, 1);
    await settled();
    expect(late.outcome).toBe('OVERLOADED');
    late.leave();
    small[0]?.leave();
    const next = ask(admission, MB / 4);
    await settled();
    expect(next.outcome).toBe('in');
  });

  it('get in while large ones fill their part and more of them wait', async () => {
    const admission = new Admission();
    for (let held = 0; held < MOST_LARGE; held += 8 * MB) ask(admission, 8 * MB);
    const waiting = ask(admission, 8 * MB);
    const small = Array.from({ length: 64 }, () => ask(admission, MB / 4));
    await settled();
    expect(waiting.outcome).toBe('waiting');
    expect(new Set(small.map(({ outcome }) => outcome))).toEqual(new Set(['in']));
  });
});

describe('large bodies', () => {
  it('wait for room in the order they came, also one that would fit before its turn', async () => {
    const admission = new Admission();
    const first = ask(admission, 40 * MB);
    const big = ask(admission, 30 * MB);
    const fits = ask(admission, MB);
    await settled();
    expect([big.outcome, fits.outcome]).toEqual(['waiting', 'waiting']);
    first.leave();
    await settled();
    expect([big.outcome, fits.outcome]).toEqual(['in', 'in']);
  });

  it('are refused when there is no room within 600 ms, and then take none', async () => {
    const admission = new Admission();
    const first = ask(admission, 40 * MB);
    const second = ask(admission, 40 * MB);
    await vi.advanceTimersByTimeAsync(599);
    expect(second.outcome).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1);
    expect(second.outcome).toBe('OVERLOADED');
    second.leave();
    first.leave();
    const third = ask(admission, MOST_LARGE);
    await settled();
    expect(third.outcome).toBe('in');
  });

  it('get in alone when they are larger than everything there is', async () => {
    const admission = new Admission();
    const huge = ask(admission, 100 * MB);
    const other = ask(admission, MB);
    await settled();
    expect([huge.outcome, other.outcome]).toEqual(['in', 'waiting']);
    huge.leave();
    await settled();
    expect(other.outcome).toBe('in');
  });

  it('whose sender went leave the others their room', async () => {
    const admission = new Admission();
    const all = Array.from({ length: 50 }, () => ask(admission, 5 * MB));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(all.filter(({ outcome }) => outcome === 'in')).toHaveLength(9);
    for (const one of all) one.leave();
    const again = Array.from({ length: 9 }, () => ask(admission, 5 * MB));
    await settled();
    expect(again.map(({ outcome }) => outcome)).toEqual(again.map(() => 'in'));
  });
});

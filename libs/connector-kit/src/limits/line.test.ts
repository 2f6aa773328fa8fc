import { describe, expect, it } from 'vitest';
import { Bucket } from './bucket.ts';
import { Line, type Asking, type Came, type Share } from './line.ts';

const NEVER = new AbortController().signal;

/** A line, its time, and who has got room in which order. */
function started() {
  const time = { now: 1_000_000, isEmpty: false, next: undefined as (() => void) | undefined };
  const clock = () => time.now;
  const timer = (run: () => void) => {
    time.next = run;
    return () => (time.next = undefined);
  };
  const line = new Line(clock, timer, () => (time.isEmpty = true));
  const gone: string[] = [];
  const join = (name: string, shares: Share[], more: Partial<Asking> = {}): Promise<Came> => {
    const asking = { shares: () => shares, attended: false, place: undefined, ...more };
    const came = line.join(asking, NEVER);
    void came.then((one) => gone.push('shares' in one ? name : `${name} away`));
    return came;
  };
  const pass = async (ms: number): Promise<string[]> => {
    time.now += ms;
    line.serve();
    await new Promise(setImmediate);
    return gone.splice(0);
  };
  const bucket = (count: number, inMs: number) => new Bucket({ calls: [{ count, inMs }] }, clock);
  return { line, time, join, pass, bucket };
}

const of = (bucket: Bucket, cost = 1): Share => ({ bucket, cost });

describe('a line', () => {
  it('lets a call that costs much have its turn, however many small ones come', async () => {
    const { join, pass, bucket } = started();
    const points = bucket(10, 4_000);
    points.take(10);
    void join('large', [of(points, 10)]);
    for (let n = 0; n < 20; n += 1) void join(`small ${n}`, [of(points)], { place: `${n}` });
    expect((await pass(4_100)).filter((one) => !one.endsWith('away'))).toEqual(['large']);
  });

  it('lets a call under two limits have its turn, however busy both of them are', async () => {
    const { join, pass, bucket } = started();
    const [one, two] = [bucket(1, 1_000), bucket(1, 1_500)];
    one.take();
    two.take();
    void join('both', [of(one), of(two)]);
    const order: string[] = [];
    for (let n = 0; n < 40; n += 1) {
      void join('one', [of(one)]);
      void join('two', [of(two)]);
      order.push(...(await pass(100)));
    }
    expect(order.filter((name) => !name.endsWith('away')).slice(0, 2)).toEqual(['both', 'one']);
  });

  it('keeps the place of one that is away, before those that came later', async () => {
    const { join, pass, bucket } = started();
    const slow = bucket(1, 20_000);
    slow.take();
    const first = await join('first', [of(slow)], { place: 'first' });
    const second = await join('second', [of(slow)], { place: 'second' });
    const [a, b] = [first, second].map((one) => ('waitMs' in one ? one.waitMs : 0));
    expect(a).toBeGreaterThan(19_000);
    expect(b).toBeGreaterThan(39_000);
    await pass(18_000);
    void join('later', [of(slow)], { place: 'later' });
    void join('first', [of(slow)], { place: 'first' });
    expect(await pass(3_000)).toEqual(['later away', 'first']);
  });

  it('is not held up by one that does not come back', async () => {
    const { join, pass, bucket, time } = started();
    const slow = bucket(1, 20_000);
    slow.take();
    await join('lost', [of(slow)], { place: 'lost' });
    await pass(21_000);
    void join('next', [of(slow)]);
    expect(await pass(0)).toEqual(['next']);
    expect(time.isEmpty).toBe(false);
    await pass(120_000);
    expect(time.isEmpty).toBe(true);
    expect(time.next).toBeUndefined();
  });

  it('sends one away that stood for a few seconds and has to wait longer than it seemed', async () => {
    const { join, pass, bucket } = started();
    const calls = bucket(1, 2_000);
    calls.take();
    void join('call', [of(calls)]);
    calls.hold(1_000_000 + 3_600_000);
    expect(await pass(4_900)).toEqual([]);
    expect(await pass(200)).toEqual(['call away']);
  });

  it('lets a person go after a few seconds, whatever there is', async () => {
    const { join, pass, bucket } = started();
    const calls = bucket(1, 3_600_000);
    calls.take();
    void join('test', [of(calls)], { attended: true });
    expect(await pass(4_900)).toEqual([]);
    expect(await pass(200)).toEqual(['test']);
  });
});

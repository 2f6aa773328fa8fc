import type { ActionStep, JsonValue } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { CheckpointLost } from './begun-call.ts';
import { driveRun } from './drive.ts';
import type { ActionCall, CallOutcome, CallRoom } from './ports.ts';
import { flowOf, newRun, settled, TestPorts } from './testing.ts';
import { MemoryStore, NOW } from './testing/memory-store.ts';

const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const order: ActionStep = { id: 'order', kind: 'action', action: 'shop.order', input: { a: 1 } };
const once: ActionStep = { ...order, on_error: 'never_repeat' };
const MINUTE_MS = 60_000;

const waits = (ms: number, state: string): CallOutcome => ({
  pending: true,
  until: after(ms),
  state,
});
const refused = (retryable: boolean): CallOutcome => ({
  ok: false,
  error: { code: 'CALL_UNAVAILABLE', message: 'Busy.', hint: '' },
  retryable,
});
const done = (output: JsonValue = 'done'): CallOutcome => ({ ok: true, output });
/** A call that the end of the process cuts. */
const cut = new Error('killed');

type Made = (room: CallRoom, call: ActionCall) => CallOutcome | Promise<CallOutcome>;

/** One process after the other drives the run of a flow. */
function theRun(step: ActionStep, more: Parameters<typeof newRun>[2] = {}) {
  const store = new MemoryStore();
  const flow = flowOf(step);
  const calls: { state: string | undefined; retries: boolean; call: ActionCall }[] = [];
  const drive = async (ms: number, made: Made): Promise<TestPorts> => {
    const ports = new TestPorts({
      store,
      now: after(ms),
      answer: (call, _signal, _nth, room) => {
        calls.push({ state: room.state, retries: room.retries, call });
        return Promise.resolve(made(room, call));
      },
    });
    const state = store.resumed(flow, {}, more);
    await driveRun(state, ports).catch((error: unknown) => {
      if (error !== cut) throw error;
    });
    return ports;
  };
  return { store, calls, drive };
}

const never: Made = () => expect.fail();

describe('a call that waits', () => {
  it('is a row until its time, and goes on from its state in the same try', async () => {
    const { store, calls, drive } = theRun(order);
    await drive(0, () => waits(MINUTE_MS, 'first'));
    expect(store.update).toEqual({ status: 'waiting', availableAt: after(MINUTE_MS) });
    expect(store.lines()).toEqual(['1 order 1 running']);

    await drive(MINUTE_MS - 1, never);
    expect(store.update).toEqual({ status: 'waiting', availableAt: after(MINUTE_MS) });

    await drive(MINUTE_MS, () => done());
    expect(store.update).toEqual({ status: 'succeeded', output: 'done' });
    expect(store.all()).toMatchObject([{ seq: 1, input: { a: 1 }, startedAt: NOW }]);
    expect(store.all()[0]?.state).toBeUndefined();
    expect(calls.map(({ state, retries }) => [state, retries])).toEqual([
      [undefined, false],
      ['first', false],
    ]);
    const [first, second] = calls.map(({ call }) => call);
    expect(second).toEqual(first);
  });

  it('again and again stores what it keeps and what it was given once', async () => {
    const { store, drive } = theRun(order);
    for (const n of [1, 2, 3]) {
      await drive((n - 1) * MINUTE_MS, () => waits(n * MINUTE_MS, 'the same'));
    }
    await drive(3 * MINUTE_MS, () => done());
    const written = store.writes.flatMap(({ attempts }) => attempts);
    expect(written.map(({ input, state }) => [input, state?.text])).toEqual([
      [{ a: 1 }, 'the same'],
      [null, undefined],
      [null, undefined],
      [null, undefined],
    ]);
    expect(store.all()).toMatchObject([{ input: { a: 1 }, status: 'succeeded' }]);
  });

  it('ends with the time limit of its run', async () => {
    const { store, drive } = theRun(order, { deadline: after(MINUTE_MS) });
    await drive(0, () => waits(10 * MINUTE_MS, 'first'));
    expect(store.update).toEqual({ status: 'waiting', availableAt: after(MINUTE_MS) });
    await drive(MINUTE_MS, never);
    expect(store.update).toMatchObject({ status: 'failed', error: { code: 'RUN_TIMED_OUT' } });
    expect(store.lines()).toEqual(['1 order 1 skipped']);
  });
});

describe('a checkpoint', () => {
  it('is stored before the call goes on, and a process that ends is followed behind it', async () => {
    const { store, calls, drive } = theRun(order);
    await drive(0, async (room) => {
      await room.checkpoint('one', false);
      expect(store.stored()).toMatchObject([{ state: { text: 'one', writes: false } }]);
      await room.checkpoint('two', true);
      throw cut;
    });
    await drive(0, () => done());
    expect(calls.map(({ state, retries }) => [state, retries])).toEqual([
      [undefined, false],
      ['two', false],
    ]);
    expect(store.lines()).toEqual(['1 order 1 succeeded']);
  });

  it('that is not stored, as the lease was lost, ends the call and the run', async () => {
    let lost: unknown;
    const ports = new TestPorts({
      holdsLease: () => false,
      answer: async (_call, signal, _nth, room) => {
        lost = await room.checkpoint('one', true).catch((error: unknown) => error);
        expect(signal.aborted).toBe(true);
        return done();
      },
    });
    await driveRun(newRun(flowOf(order)), ports);
    await settled();
    expect(lost).toBeInstanceOf(CheckpointLost);
    expect(ports.store.all()).toEqual([]);
    expect(ports.story).toEqual(['call order', 'save', 'end order']);
  });

  it('that the database refuses ends the run with its error, and the call with it', async () => {
    let lost: unknown;
    const away = new Error('the database is away');
    const ports = new TestPorts({
      holdsLease: () => Promise.reject(away),
      answer: async (_call, _signal, _nth, room) => {
        lost = await room.checkpoint('one', true).catch((error: unknown) => error);
        return done();
      },
    });
    await expect(driveRun(newRun(flowOf(order)), ports)).rejects.toBe(away);
    await settled();
    expect(lost).toBeInstanceOf(CheckpointLost);
  });

  it('is where the next try goes on, however many fail before they get further', async () => {
    const { store, calls, drive } = theRun(order);
    await drive(0, async (room) => {
      await room.checkpoint('one', true);
      return refused(true);
    });
    await drive(MINUTE_MS, () => refused(true));
    await drive(2 * MINUTE_MS, async (room) => {
      await room.checkpoint('two', true);
      return refused(true);
    });
    await drive(10 * MINUTE_MS, () => done());
    expect(calls.map(({ state, retries, call }) => [call.tryNumber, state, retries])).toEqual([
      [1, undefined, false],
      [2, 'one', true],
      [3, 'one', true],
      [4, 'two', true],
    ]);
    expect(store.lines().at(-1)).toBe('4 order 4 succeeded');
  });
});

describe('a call that must not be repeated', () => {
  it.each<[string, Made, string]>([
    ['before it said anything', () => Promise.reject(cut), 'in_doubt'],
    [
      'in a write',
      async (room) => {
        await room.checkpoint('one', true);
        throw cut;
      },
      'in_doubt',
    ],
    [
      'in a read behind a write',
      async (room) => {
        await room.checkpoint('one', false);
        throw cut;
      },
      'succeeded',
    ],
    ['in a wait', () => waits(0, 'one'), 'succeeded'],
  ])('and is cut %s is %s', async (_, made, status) => {
    const { store, calls, drive } = theRun(once);
    await drive(0, (room, call) => (calls.length === 1 ? made(room, call) : done()));
    if (status === 'in_doubt') await drive(0, never);
    else if (calls.length === 1) await drive(0, () => done());
    expect(store.update?.status).toBe(status);
    expect(calls.map(({ state }) => state)).toEqual(
      status === 'in_doubt' ? [undefined] : [undefined, 'one'],
    );
  });

  it('is stored no more often than it says itself once it has a state', async () => {
    const { store, drive } = theRun(once);
    await drive(0, () => waits(MINUTE_MS, 'first'));
    const before = store.writes.length;
    await drive(MINUTE_MS, () => waits(2 * MINUTE_MS, 'first'));
    expect(store.writes.length - before).toBe(1);
  });

  it('is not in doubt after a refusal of a write, whatever the next try is cut in', async () => {
    const step: ActionStep = { ...order };
    const { store, calls, drive } = theRun(step, { neverRepeats: () => true });
    await drive(0, async (room) => {
      await room.checkpoint('one', true);
      return refused(true);
    });
    await drive(MINUTE_MS, () => waits(2 * MINUTE_MS, 'one'));
    await drive(2 * MINUTE_MS, () => done());
    expect(calls.map(({ state, retries }) => [state, retries])).toEqual([
      [undefined, false],
      ['one', true],
      ['one', false],
    ]);
    expect(store.update?.status).toBe('succeeded');
  });

  it.each([
    [false, 'failed', 'RUN_TIMED_OUT'],
    [true, 'in_doubt', 'CALL_IN_DOUBT'],
  ] as const)('and writes (%s) when time is up leaves the run %s', async (writes, status, code) => {
    const ports = new TestPorts({
      answer: async (_call, signal, _nth, room) => {
        await room.checkpoint('one', writes);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return refused(true);
      },
    });
    const driving = driveRun(newRun(flowOf(once), {}, { deadline: after(MINUTE_MS) }), ports);
    await settled();
    ports.passTo(after(MINUTE_MS));
    await driving;
    expect(ports.store.update).toMatchObject({ status, error: { code } });
  });
});

import { describe, expect, it } from 'vitest';
import type {
  ActionStep,
  CallStep,
  DelayStep,
  ForEachStep,
  JsonValue,
  Step,
} from '@millrace/model';
import { driveRun } from './drive.ts';
import type { CallOutcome } from './ports.ts';
import { flowOf, newRun, settled, TestPorts } from './testing.ts';
import { NOW } from './testing/memory-store.ts';

const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const pause: DelayStep = { id: 'pause', kind: 'delay', for: '10m' };
const mail: ActionStep = { id: 'mail', kind: 'action', action: 'http.request', input: {} };
const other: CallStep = {
  id: 'other',
  kind: 'call',
  flow: 'Ship',
  body: { $path: '$.trigger.order' },
};
const loop = (steps: Step[], concurrency = 1): ForEachStep => ({
  id: 'lines',
  kind: 'for-each',
  items: [0, 1],
  concurrency,
  steps,
});

describe('a delay', () => {
  it('is stored as running, and the run waits', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf(pause, mail)), ports);
    expect(ports.calls).toEqual([]);
    expect(ports.store.all()).toMatchObject([
      {
        seq: 1,
        stepId: 'pause',
        status: 'running',
        input: { for: '10m' },
        until: after(600_000),
        finishedAt: null,
      },
    ]);
    expect(ports.store.update).toEqual({ status: 'waiting', availableAt: after(600_000) });
  });

  it('keeps waiting when the run is looked at too early', async () => {
    const flow = flowOf(pause, mail);
    const ports = new TestPorts();
    await driveRun(newRun(flow), ports);
    const early = new TestPorts({ store: ports.store, now: after(599_999) });
    await driveRun(ports.store.resumed(flow), early);
    expect(ports.store.lines()).toEqual(['1 pause 1 running']);
    expect(ports.store.update).toEqual({ status: 'waiting', availableAt: after(600_000) });
  });

  it('is over when it is due, and the run goes on', async () => {
    const flow = flowOf(pause, mail);
    const ports = new TestPorts();
    await driveRun(newRun(flow), ports);
    const due = new TestPorts({ store: ports.store, now: after(600_000) });
    await driveRun(ports.store.resumed(flow), due);
    expect(ports.store.all()[0]).toMatchObject({
      status: 'succeeded',
      input: { for: '10m' },
      output: { until: '2026-11-21T08:10:00.000Z' },
      startedAt: NOW,
      finishedAt: after(600_000),
      until: null,
    });
    expect(ports.store.lines()).toEqual(['1 pause 1 succeeded', '2 mail 1 succeeded']);
  });

  it.each([
    ['an ISO instant', '2026-11-21T09:00:00Z'],
    ['an instant with an offset', '2026-11-21T10:00:00+01:00'],
    ['seconds since 1970', Date.parse('2026-11-21T09:00:00Z') / 1_000],
    ['milliseconds since 1970', Date.parse('2026-11-21T09:00:00Z')],
  ])('waits until %s', async (_, at: JsonValue) => {
    const ports = new TestPorts();
    const step: DelayStep = { id: 'pause', kind: 'delay', until: { $path: '$.trigger.at' } };
    await driveRun(newRun(flowOf(step), { at }), ports);
    expect(ports.store.update?.availableAt).toEqual(new Date('2026-11-21T09:00:00Z'));
    expect(ports.store.all()[0]?.input).toEqual({ until: at });
  });

  it('until an instant that has passed waits for nothing', async () => {
    const ports = new TestPorts();
    const step: DelayStep = { id: 'pause', kind: 'delay', until: '2020-01-01' };
    await driveRun(newRun(flowOf(step)), ports);
    expect(ports.store.update).toEqual({
      status: 'succeeded',
      output: { until: '2020-01-01T00:00:00.000Z' },
    });
  });

  it.each<[string, Partial<DelayStep>, string]>([
    ['no time', { until: 'tomorrow' }, '"tomorrow"'],
    ['an object', { until: { a: 1 } }, '{"a":1}'],
    ['nothing', { until: { $path: '$.trigger.x', missing: 'omit' } }, 'null'],
    ['a number beyond all time', { until: 9e15 }, '9000000000000000'],
    ['a duration beyond all time', { for: '999999999d' }, '"999999999d"'],
    ['no duration', { for: 'soon', name: 'Night' }, '"soon"'],
  ])('for %s fails and says so', async (_, more, value) => {
    const ports = new TestPorts();
    const step: DelayStep = { id: 'pause', kind: 'delay', ...more };
    await driveRun(newRun(flowOf(step)), ports);
    expect(ports.store.update?.error).toMatchObject({
      code: 'DELAY_INVALID',
      message: `The delay "${more.name ?? 'pause'}" cannot read ${value} as a time.`,
    });
  });

  it('in one item of a loop lets the others go on', async () => {
    const late: DelayStep = { id: 'late', kind: 'delay', for: '1h' };
    const branch: Step = {
      id: 'first',
      kind: 'branch',
      paths: [
        {
          name: 'first',
          when: { left: { $path: '$.index' }, op: 'equals', right: 0 },
          steps: [late],
        },
      ],
      otherwise: [pause],
    };
    const flow = flowOf({ ...loop([mail, branch]), concurrency: 2 });
    const ports = new TestPorts();
    await driveRun(newRun(flow), ports);
    expect(ports.calls).toHaveLength(2);
    expect(ports.store.update).toEqual({ status: 'waiting', availableAt: after(600_000) });
    const resumed = new TestPorts({ store: ports.store, now: after(600_000) });
    await driveRun(ports.store.resumed(flow), resumed);
    expect(ports.store.update).toEqual({ status: 'waiting', availableAt: after(3_600_000) });
    const last = new TestPorts({ store: ports.store, now: after(3_600_000) });
    await driveRun(ports.store.resumed(flow), last);
    expect(ports.store.update?.status).toBe('succeeded');
    expect([...resumed.calls, ...last.calls]).toEqual([]);
  });

  it('that ends before its beginning was stored is stored once', async () => {
    const slow = [1, 2].map(() => Promise.withResolvers<CallOutcome>());
    const write = Promise.withResolvers<boolean>();
    const ports: TestPorts = new TestPorts({
      answer: (_, __, nth) => slow[nth - 2]?.promise ?? { ok: true, output: 1 },
      holdsLease: (nth) => (nth === 1 ? write.promise : true),
    });
    const flow = flowOf({ ...loop([mail, pause], 3), items: [0, 1, 2] });
    const done = driveRun(newRun(flow), ports);
    for (const [nth, one] of slow.entries()) {
      await settled();
      ports.clock = after(nth * 600_000);
      one.resolve({ ok: true, output: 1 });
    }
    await settled();
    write.resolve(true);
    await done;
    expect(ports.store.writes.map(({ attempts }) => attempts.length)).toEqual([2, 5]);
    expect(
      ports.store
        .all()
        .filter(({ status }) => status === 'succeeded')
        .at(-1),
    ).toMatchObject({
      stepId: 'pause',
      iteration: 'lines[1]',
      input: { for: '10m' },
      startedAt: NOW,
      finishedAt: after(600_000),
    });
  });

  it('is skipped when the run ends without it', async () => {
    const ports = new TestPorts({
      answer: () => ({ ok: false, error: { code: 'X', message: '', hint: '' }, retryable: false }),
    });
    const branch: Step = {
      id: 'first',
      kind: 'branch',
      paths: [
        {
          name: 'first',
          when: { left: { $path: '$.index' }, op: 'equals', right: 0 },
          steps: [pause],
        },
      ],
      otherwise: [mail],
    };
    await driveRun(newRun(flowOf({ ...loop([branch]), concurrency: 2 })), ports);
    expect(ports.store.update?.status).toBe('failed');
    expect(ports.store.lines()).toEqual([
      '1 lines[0].first 1 succeeded',
      '2 lines[0].pause 1 skipped',
      '3 lines[1].first 1 succeeded',
      '4 lines[1].mail 1 failed',
    ]);
  });
});

describe('calling another flow', () => {
  const pending = (ms: number): CallOutcome => ({ pending: true, until: after(ms) });
  const trigger = { order: { id: 7 } };

  it('gives it the body and puts out what its run put out', async () => {
    const ports = new TestPorts({ answer: () => ({ ok: true, output: 'shipped' }) });
    await driveRun(newRun(flowOf(other), trigger), ports);
    expect(ports.calls).toMatchObject([
      { step: { flow: 'Ship' }, input: { body: { id: 7 } }, idempotencySeed: 'run-1:other:' },
    ]);
    expect(ports.store.update).toEqual({ status: 'succeeded', output: 'shipped' });
  });

  it('without a body gives nothing', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf({ id: 'other', kind: 'call', flow: 'Ship' })), ports);
    expect(ports.calls[0]?.input).toEqual({ body: null });
  });

  it('waits while that runs, and asks again under the same key and try', async () => {
    const ports = new TestPorts({ answer: () => pending(30_000) });
    const flow = flowOf(other, mail);
    await driveRun(newRun(flow, trigger), ports);
    expect(ports.store.all()).toMatchObject([{ seq: 1, status: 'running', until: after(30_000) }]);
    expect(ports.store.update).toEqual({ status: 'waiting', availableAt: after(30_000) });
    const early = new TestPorts({ store: ports.store, now: after(1) });
    await driveRun(ports.store.resumed(flow, trigger), early);
    expect(early.calls[0]).toMatchObject({ tryNumber: 1, idempotencySeed: 'run-1:other:' });
    expect(ports.store.lines()).toEqual(['1 other 1 succeeded', '2 mail 1 succeeded']);
  });

  it('asks again when it is time while other items of a loop are called', async () => {
    const ports: TestPorts = new TestPorts({
      answer: ({ step, iteration }, _, nth) => {
        ports.clock = after(nth * 1_000);
        return step.kind === 'call' && iteration === 'lines[0]' && nth < 4
          ? pending(2_000)
          : { ok: true, output: nth };
      },
    });
    await driveRun(newRun(flowOf(loop([other, mail], 2)), trigger), ports);
    expect(ports.calls.map(({ step, iteration }) => `${iteration}.${step.id}`)).toEqual(
      [
        'lines[0].other',
        'lines[1].other',
        'lines[0].other',
        'lines[1].mail',
        'lines[0].other',
        'lines[0].mail',
      ].slice(0, ports.calls.length),
    );
    expect(ports.store.update?.status).toBe('succeeded');
  });

  it('keeps the place of its item in a loop', async () => {
    const ports = new TestPorts({ answer: () => pending(30_000) });
    await driveRun(newRun(flowOf(loop([other])), trigger), ports);
    expect(ports.calls).toHaveLength(1);
    expect(ports.store.update).toEqual({ status: 'waiting', availableAt: after(30_000) });
  });

  it('fails the run when that failed', async () => {
    const error = { code: 'CALLED_RUN_FAILED', message: 'It failed.', hint: 'See there.' };
    const ports = new TestPorts({ answer: () => ({ ok: false, error, retryable: false }) });
    await driveRun(newRun(flowOf(other), trigger), ports);
    expect(ports.store.update).toEqual({ status: 'failed', error });
  });
});

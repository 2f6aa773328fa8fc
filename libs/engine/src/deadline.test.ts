import { describe, expect, it } from 'vitest';
import type { ActionStep, DelayStep, ForEachStep, Step } from '@millrace/model';
import { driveRun } from './drive.ts';
import type { CallOutcome } from './ports.ts';
import { flowOf, newRun, settled, TestPorts, until } from './testing.ts';
import { NOW } from './testing/memory-store.ts';

const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const pause: DelayStep = { id: 'pause', kind: 'delay', for: '10m' };
const mail: ActionStep = { id: 'mail', kind: 'action', action: 'http.request', input: {} };
const loop = (steps: Step[], concurrency = 1): ForEachStep => ({
  id: 'lines',
  kind: 'for-each',
  items: [0, 1],
  concurrency,
  steps,
});

describe('a deadline', () => {
  const timed = (steps: Step[], timeout?: string) => ({ ...flowOf(...steps), limits: { timeout } });

  it('that has passed fails the run before anything is done', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(timed([mail], '10m'), {}, { deadline: NOW }), ports);
    expect(ports.calls).toEqual([]);
    expect(ports.store.update).toMatchObject({
      status: 'failed',
      error: { code: 'RUN_TIMED_OUT', message: 'The run did not end within 10 minutes.' },
    });
  });

  it.each([
    ['1h', '1 hour'],
    ['30s', '30 seconds'],
    [undefined, 'its time limit'],
  ])('of %s is named in words', async (timeout, words) => {
    const ports = new TestPorts();
    await driveRun(newRun(timed([mail], timeout), {}, { deadline: NOW }), ports);
    expect(ports.store.update?.error?.message).toBe(`The run did not end within ${words}.`);
  });

  it('ends a wait', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf(pause), {}, { deadline: after(60_000) }), ports);
    expect(ports.store.update).toEqual({ status: 'waiting', availableAt: after(60_000) });
  });

  it('is looked at after each call: the others are aborted and then stored', async () => {
    const slow = Promise.withResolvers<CallOutcome>();
    const ports: TestPorts = new TestPorts({
      answer: ({ iteration }, signal) => {
        if (iteration === 'lines[0]') {
          const error = { code: 'CALL_UNAVAILABLE', message: 'Aborted.', hint: '' };
          signal.addEventListener('abort', () =>
            slow.resolve({ ok: false, error, retryable: true }),
          );
          return slow.promise;
        }
        ports.clock = after(60_000);
        return { ok: true, output: 1 };
      },
    });
    await driveRun(newRun(flowOf(loop([mail], 2)), {}, { deadline: after(60_000) }), ports);
    expect(ports.store.lines()).toEqual([
      '1 lines[0].mail 1 failed',
      '2 lines[1].mail 1 succeeded',
    ]);
    expect(ports.store.update?.error?.code).toBe('RUN_TIMED_OUT');
  });

  it('calls off a call under way when it comes, without waiting for the answer', async () => {
    const ports: TestPorts = new TestPorts({
      answer: (_, signal) =>
        new Promise((resolve) => {
          const error = { code: 'CALL_UNAVAILABLE', message: 'Aborted.', hint: '' };
          signal.addEventListener('abort', () => resolve({ ok: false, error, retryable: true }));
        }),
    });
    const flow = { ...flowOf(mail, { ...mail, id: 'behind' }), limits: { timeout: '1m' } };
    const done = driveRun(newRun(flow, {}, { deadline: after(60_000) }), ports);
    await until(() => ports.underWay === 1);
    ports.passTo(after(59_999));
    await settled();
    expect(ports.underWay).toBe(1);
    ports.passTo(after(60_000));
    await done;
    expect(ports.store.lines()).toEqual(['1 mail 1 failed']);
    expect(ports.store.update?.error?.message).toBe('The run did not end within 1 minute.');
    expect(ports.calls).toHaveLength(1);
  });

  it('that did not come leaves nothing behind', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf(mail, mail), {}, { deadline: after(60_000) }), ports);
    expect(ports.store.update?.status).toBe('succeeded');
    expect(ports.alarms).toEqual([]);
  });

  it('leaves a call it cut, and that must not be repeated, to a person', async () => {
    const ports: TestPorts = new TestPorts({
      answer: (_, signal) =>
        new Promise((resolve) => {
          const error = { code: 'CALL_UNAVAILABLE', message: 'Aborted.', hint: '' };
          signal.addEventListener('abort', () => resolve({ ok: false, error, retryable: true }));
        }),
    });
    const once: Step = { ...mail, name: 'Charge', on_error: 'never_repeat' };
    const flow = flowOf(once, { ...mail, id: 'behind' });
    const done = driveRun(newRun(flow, {}, { deadline: after(60_000) }), ports);
    await until(() => ports.underWay === 1);
    ports.passTo(after(60_000));
    await done;
    expect(ports.store.lines()).toEqual(['1 mail 1 in_doubt']);
    expect(ports.store.all()[0]).toMatchObject({ startedAt: NOW, finishedAt: after(60_000) });
    expect(ports.store.update).toMatchObject({
      status: 'in_doubt',
      error: {
        code: 'CALL_IN_DOUBT',
        message:
          'Step "Charge" may have made its call before the run timed out, and must not repeat it.',
      },
    });
    expect(ports.calls).toHaveLength(1);
  });

  it.each([
    ['refused in time', 422, 'failed', 'RUN_TIMED_OUT'],
    ['accepted, with its answer cut', 200, 'in_doubt', 'CALL_IN_DOUBT'],
  ])('knows of a call that was %s', async (_, status, ended, code) => {
    const ports: TestPorts = new TestPorts({
      answer: (_call, signal) =>
        new Promise((resolve) => {
          const error = { code: 'CALL_REJECTED', message: 'No.', hint: '', details: { status } };
          signal.addEventListener('abort', () => resolve({ ok: false, error, retryable: false }));
        }),
    });
    const flow = flowOf({ ...mail, on_error: 'never_repeat' });
    const done = driveRun(newRun(flow, {}, { deadline: after(60_000) }), ports);
    await until(() => ports.underWay === 1);
    ports.passTo(after(60_000));
    await done;
    expect(ports.store.lines()).toEqual([`1 mail 1 ${ended}`]);
    expect(ports.store.update?.error?.code).toBe(code);
  });

  it('does not hide a call that may have happened', async () => {
    const flow = flowOf({ ...mail, on_error: 'never_repeat' });
    const ports = new TestPorts({ holdsLease: (nth) => nth === 1 });
    await driveRun(newRun(flow), ports);
    const resumed = new TestPorts({ store: ports.store });
    await driveRun(ports.store.resumed(flow, {}, { deadline: NOW }), resumed);
    expect(ports.store.update?.status).toBe('in_doubt');
  });
});

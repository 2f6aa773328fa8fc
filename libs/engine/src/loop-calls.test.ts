import { describe, expect, it } from 'vitest';
import type { ActionStep, ForEachStep, JsonObject, Step } from '@millrace/model';
import { driveRun } from './drive.ts';
import type { CallOutcome } from './ports.ts';
import { flowOf, later, newRun, settled, TestPorts, until } from './testing.ts';

const away: CallOutcome = {
  ok: false,
  error: { code: 'CALL_UNAVAILABLE', message: 'Nobody there.', hint: 'Wait.' },
  retryable: true,
};
const call = (id: string, input: ActionStep['input'] = {}): ActionStep => ({
  id,
  kind: 'action',
  action: 'http.request',
  input,
});
const set = (id: string, fields: Extract<Step, { kind: 'set' }>['fields']): Step => ({
  id,
  kind: 'set',
  fields,
});
const loop = (steps: Step[], more: Partial<ForEachStep> = {}): ForEachStep => ({
  id: 'lines',
  kind: 'for-each',
  items: { $path: '$.trigger.lines' },
  concurrency: 1,
  steps,
  ...more,
});
const list = (length: number): JsonObject => ({ lines: Array.from({ length }, (_, at) => at) });
const callLines = (ports: TestPorts): string[] =>
  ports.calls.map(({ iteration, step }) => `${iteration}.${step.id}`);

async function drive(
  steps: Step[],
  trigger: JsonObject,
  ports = new TestPorts(),
): Promise<TestPorts> {
  await driveRun(newRun(flowOf(...steps), trigger), ports);
  return ports;
}

describe('calls in a loop', () => {
  it.each([1, 3])('are made %d at a time', async (concurrency) => {
    const ports = await drive([loop([call('mail')], { concurrency })], list(7));
    expect(ports.mostUnderWay).toBe(concurrency);
    expect(ports.calls).toHaveLength(7);
  });

  it('of nested loops are bounded by both', async () => {
    const inner = loop([call('mail')], { id: 'parts', items: { $path: '$.item' }, concurrency: 2 });
    const trigger = { lines: Array.from({ length: 5 }, () => [1, 2, 3, 4, 5]) };
    const ports = await drive([loop([inner], { concurrency: 3 })], trigger);
    expect(ports.mostUnderWay).toBe(6);
    expect(ports.calls).toHaveLength(25);
  });

  it('are stored before the next call of the same item, and only then', async () => {
    const slow = later();
    const stored: string[][] = [];
    const ports: TestPorts = new TestPorts({
      answer: ({ step, iteration }) => {
        if (step.id === 'second') stored.push(ports.store.lines());
        return iteration === 'lines[0]' && step.id === 'first'
          ? slow.promise
          : { ok: true, output: 1 };
      },
    });
    const done = drive([loop([call('first'), call('second')], { concurrency: 2 })], list(3), ports);
    await until(() => ports.calls.length === 5);
    expect(callLines(ports)).toEqual([
      'lines[0].first',
      'lines[1].first',
      'lines[1].second',
      'lines[2].first',
      'lines[2].second',
    ]);
    expect(stored[0]).toContain('2 lines[1].first 1 succeeded');
    slow.keep({ ok: true, output: 1 });
    await done;
    expect(ports.store.update?.output).toEqual([1, 1, 1]);
  });

  it('are stored while others are under way', async () => {
    const slow = later();
    const ports = new TestPorts({
      answer: ({ iteration }) =>
        iteration === 'lines[0]' ? slow.promise : { ok: true, output: 1 },
    });
    const done = drive([loop([call('mail')], { concurrency: 2 })], list(3), ports);
    await until(() => ports.store.attempts.size === 2);
    expect(ports.store.lines()).toEqual([
      '2 lines[1].mail 1 succeeded',
      '3 lines[2].mail 1 succeeded',
    ]);
    slow.keep({ ok: true, output: 1 });
    await done;
  });

  it('that have ended are stored one write at a time', async () => {
    const slow = later();
    const write = Promise.withResolvers<boolean>();
    const ports = new TestPorts({
      answer: ({ iteration }) =>
        iteration === 'lines[0]' ? slow.promise : { ok: true, output: 1 },
      holdsLease: (nth) => (nth === 1 ? write.promise : true),
    });
    const done = drive([loop([call('mail')], { concurrency: 2 })], list(4), ports);
    await until(() => ports.calls.length === 4 && ports.underWay === 1);
    expect(ports.story.filter((line) => line === 'save')).toHaveLength(1);
    write.resolve(true);
    await until(() => ports.store.attempts.size === 3);
    expect(ports.store.writes.map(({ attempts }) => attempts.length)).toEqual([1, 2]);
    slow.keep({ ok: true, output: 1 });
    await done;
  });

  it('are not repeated before the failed one is stored', async () => {
    const slow = later();
    const write = Promise.withResolvers<boolean>();
    const ports: TestPorts = new TestPorts({
      answer: ({ iteration, tryNumber }) => {
        if (iteration === 'lines[1]') return slow.promise;
        return iteration === 'lines[0]' && tryNumber === 1 ? away : { ok: true, output: 1 };
      },
      holdsLease: (nth) => (nth === 1 ? write.promise : true),
    });
    const done = drive([loop([call('mail')], { concurrency: 3 })], list(3), ports);
    await until(() => ports.story.includes('save'));
    ports.clock = new Date(ports.clock.getTime() + 60_000);
    slow.keep({ ok: true, output: 1 });
    await until(() => ports.underWay === 0);
    await settled();
    expect(ports.calls).toHaveLength(3);
    write.resolve(true);
    await done;
    expect(ports.calls.at(-1)).toMatchObject({ iteration: 'lines[0]', tryNumber: 2 });
    expect(ports.store.update?.status).toBe('succeeded');
  });

  it('wait for a write that is under way before the run ends', async () => {
    const slow = later();
    const write = Promise.withResolvers<boolean>();
    const ports = new TestPorts({
      answer: ({ iteration }) =>
        iteration === 'lines[0]' ? slow.promise : { ok: true, output: 1 },
      holdsLease: (nth) => (nth === 1 ? write.promise : true),
    });
    const done = drive([loop([call('mail')], { concurrency: 2 })], list(2), ports);
    await until(() => ports.story.includes('save'));
    slow.keep({ ok: true, output: 1 });
    await until(() => ports.underWay === 0);
    write.resolve(true);
    await done;
    expect(ports.store.update?.status).toBe('succeeded');
    expect(ports.story.filter((line) => line === 'save')).toHaveLength(2);
  });

  it('are aborted when the lease is lost, without waiting for them', async () => {
    let seen: AbortSignal | undefined;
    const ports = new TestPorts({
      answer: ({ iteration }, signal) => {
        if (iteration !== 'lines[0]') return { ok: true, output: 1 };
        seen = signal;
        return later().promise;
      },
      holdsLease: () => false,
    });
    await drive([loop([call('mail')], { concurrency: 2 })], list(2), ports);
    expect(seen?.aborted).toBe(true);
  });

  it('that wait for a write are not stored when the lease was lost in it', async () => {
    const slow = later();
    const write = Promise.withResolvers<boolean>();
    const ports = new TestPorts({
      answer: ({ iteration }) =>
        iteration === 'lines[0]' ? slow.promise : { ok: true, output: 1 },
      holdsLease: () => write.promise,
    });
    const done = drive([loop([call('mail')], { concurrency: 2 })], list(2), ports);
    await until(() => ports.story.includes('save'));
    slow.keep({ ok: true, output: 1 });
    await settled();
    write.resolve(false);
    await done;
    expect(ports.story.filter((line) => line === 'save')).toHaveLength(1);
  });

  it('are not stored any more when the run is cancelled during a write', async () => {
    const slow = later();
    const cancel = new AbortController();
    const write = Promise.withResolvers<boolean>();
    const ports = new TestPorts({
      answer: ({ iteration }) =>
        iteration === 'lines[0]' ? slow.promise : { ok: true, output: 1 },
      holdsLease: () => write.promise,
    });
    const flow = flowOf(loop([call('mail')], { concurrency: 2 }));
    const done = driveRun(newRun(flow, list(2)), ports, cancel.signal);
    await until(() => ports.story.includes('save'));
    slow.keep({ ok: true, output: 1 });
    await until(() => ports.underWay === 0);
    await settled();
    cancel.abort();
    write.resolve(true);
    await done;
    expect(ports.story.filter((line) => line === 'save')).toHaveLength(1);
  });

  it('are given up when storing them throws', async () => {
    const ports = new TestPorts({
      answer: ({ iteration }) =>
        iteration === 'lines[0]' ? later().promise : { ok: true, output: 1 },
      holdsLease: () => Promise.reject(new Error('no database')),
    });
    const flow = flowOf(loop([call('mail')], { concurrency: 2 }));
    await expect(driveRun(newRun(flow, list(2)), ports)).rejects.toThrow('no database');
  });

  it('are aborted when storing what another one waits for throws', async () => {
    let seen: AbortSignal | undefined;
    const ports = new TestPorts({
      answer: ({ iteration }, signal) => {
        if (iteration !== 'lines[0]') return { ok: true, output: 1 };
        seen = signal;
        return later().promise;
      },
      holdsLease: () => Promise.reject(new Error('no database')),
    });
    const flow = flowOf(loop([call('mail'), call('tag')], { concurrency: 2 }));
    await expect(driveRun(newRun(flow, list(2)), ports)).rejects.toThrow('no database');
    expect(seen?.aborted).toBe(true);
  });
});

describe('an interrupted loop', () => {
  it('resumes with the items that are not done', async () => {
    const flow = flowOf(loop([set('s', { x: { $path: '$.item' } }), call('mail')]));
    const ports = new TestPorts({ holdsLease: (nth) => nth <= 2 });
    await driveRun(newRun(flow, list(4)), ports);
    const resumed = new TestPorts({ store: ports.store });
    await driveRun(ports.store.resumed(flow, list(4)), resumed);
    const made = new Set([...callLines(ports), ...callLines(resumed)]);
    expect(made.size).toBe(4);
    expect(callLines(resumed)).not.toContain('lines[0].mail');
    expect(ports.store.update).toEqual({ status: 'succeeded', output: [null, null, null, null] });
  });

  it('leaves a call of one item that may have happened to a person', async () => {
    const once: ActionStep = { ...call('charge'), on_error: 'never_repeat' };
    const flow = flowOf(loop([once, call('mail')], { concurrency: 2 }));
    const ports = new TestPorts({ holdsLease: (nth) => nth === 1 });
    await driveRun(newRun(flow, list(3)), ports);
    const resumed = new TestPorts({ store: ports.store });
    await driveRun(ports.store.resumed(flow, list(3)), resumed);
    expect(resumed.calls).toEqual([]);
    expect(ports.store.lines()).toEqual([
      '1 lines[0].charge 1 in_doubt',
      '2 lines[1].charge 1 in_doubt',
    ]);
    expect(ports.store.update?.status).toBe('in_doubt');
  });
});

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
const refused: CallOutcome = { ...away, retryable: false };
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

describe('a failure in a loop', () => {
  it('ends the run once the calls under way have ended and are stored', async () => {
    const slow = later();
    const ports = new TestPorts({
      answer: ({ iteration }) => (iteration === 'lines[1]' ? refused : slow.promise),
    });
    const done = drive([loop([call('mail')], { concurrency: 3 })], list(9), ports);
    await until(() => ports.underWay === 2);
    slow.keep({ ok: true, output: 'sent' });
    await done;
    expect(ports.store.lines()).toEqual([
      '1 lines[0].mail 1 succeeded',
      '2 lines[1].mail 1 failed',
      '3 lines[2].mail 1 succeeded',
    ]);
    expect(ports.store.update?.status).toBe('failed');
  });

  it('is stored with the end of the run, so that one interrupted before calls again', async () => {
    const ports = new TestPorts({
      answer: ({ iteration }) => (iteration === 'lines[1]' ? refused : later().promise),
    });
    const flow = flowOf(loop([call('mail')], { concurrency: 2 }));
    const cancel = new AbortController();
    const done = driveRun(newRun(flow, list(2)), ports, cancel.signal);
    await until(() => ports.underWay === 1);
    await settled();
    expect(ports.store.writes).toEqual([]);
    cancel.abort();
    await done;
    const resumed = new TestPorts({ store: ports.store });
    await driveRun(ports.store.resumed(flow, list(2)), resumed);
    expect(resumed.calls.map(({ tryNumber }) => tryNumber)).toEqual([1, 1]);
  });

  it('is the first of several', async () => {
    const refusals = ['first', 'second'].map((message) => ({
      ...refused,
      error: { code: 'CALL_REJECTED', message, hint: '' },
    }));
    const ports = new TestPorts({ answer: (_, __, nth) => refusals[nth - 1] ?? away });
    await drive([loop([call('mail')], { concurrency: 2 })], list(9), ports);
    expect(ports.store.update?.error?.message).toBe('first');
    expect(ports.store.lines()).toHaveLength(2);
  });

  it('of a mapping lets no other call begin', async () => {
    const lines = [{ to: 'a' }, {}, { to: 'c' }];
    const mail = call('mail', { to: { $path: '$.item.to' } });
    const ports = await drive([loop([mail], { concurrency: 3 })], { lines });
    expect(ports.calls).toEqual([]);
    expect(ports.store.lines()).toEqual(['1 lines[1].mail 1 failed']);
    expect(ports.store.update?.error?.code).toBe('PATH_MISSING');
  });

  it('of a mapping in an item with calls under way ends them all first', async () => {
    const slow = later();
    const inner = loop(
      [call('mail', { to: { $path: '$.item' } }), set('bad', { x: { $path: '$.item.x' } })],
      {
        id: 'parts',
        items: { $path: '$.item' },
        concurrency: 2,
      },
    );
    const ports = new TestPorts({
      answer: ({ iteration }) =>
        iteration.endsWith('[1]') ? slow.promise : { ok: true, output: 1 },
    });
    const done = drive(
      [loop([inner], { concurrency: 2 })],
      {
        lines: [
          ['a', 'b'],
          ['c', 'd'],
        ],
      },
      ports,
    );
    await until(() => ports.underWay === 2);
    slow.keep({ ok: true, output: 1 });
    await done;
    expect(ports.calls).toHaveLength(4);
    expect(ports.store.update?.error?.code).toBe('PATH_MISSING');
  });

  it('does not end the run when the step says so', async () => {
    const mail: ActionStep = { ...call('mail'), on_error: 'continue' };
    const ports = new TestPorts({ answer: () => refused });
    await drive([loop([mail, set('after', { x: 1 })])], list(2), ports);
    expect(ports.store.update).toEqual({ status: 'succeeded', output: [{ x: 1 }, { x: 1 }] });
  });

  it('that may pass holds its place: with one at a time, the next item waits for it', async () => {
    const steps = [loop([call('a'), call('b')])];
    const ports: TestPorts = new TestPorts({
      answer: ({ step, iteration, tryNumber }) =>
        step.id === 'a' && iteration === 'lines[1]' && tryNumber === 1
          ? away
          : { ok: true, output: 1 },
    });
    await drive(steps, list(3), ports);
    expect(callLines(ports)).toEqual(['lines[0].a', 'lines[0].b', 'lines[1].a']);
    expect(ports.store.update).toEqual({
      status: 'waiting',
      availableAt: new Date('2026-11-21T08:00:02.500Z'),
    });

    ports.clock = new Date('2026-11-21T08:00:02.500Z');
    await driveRun(ports.store.resumed(flowOf(...steps), list(3)), ports);
    const rest = ['lines[1].a', 'lines[1].b', 'lines[2].a', 'lines[2].b'];
    expect(callLines(ports).slice(3)).toEqual(rest);
    expect(ports.store.update?.status).toBe('succeeded');
  });

  it.each([1, 2, 3])(
    'that may pass counts among the items under way, of which there are at most %d',
    async (concurrency) => {
      const flow = flowOf(loop([call('a'), call('b')], { concurrency }));
      const ports: TestPorts = new TestPorts({
        answer: ({ tryNumber, iteration }) =>
          tryNumber === 1 && Number(iteration.at(6)) % 2 === 1 ? away : { ok: true, output: 1 },
      });
      const under = new Set<string>();
      await driveRun(newRun(flow, list(9)), ports);
      while (ports.store.update?.status === 'waiting') {
        ports.clock = ports.store.update.availableAt ?? ports.clock;
        await driveRun(ports.store.resumed(flow, list(9)), ports);
      }
      const ended = new Set<string>();
      let most = 0;
      for (const line of ports.story) {
        const [what, name = ''] = line.split(' ');
        const [item = '', step] = name.split('.');
        if (what === 'call') under.add(item);
        most = Math.max(most, under.size);
        if (what !== 'end' || step !== 'b') continue;
        // Both calls of odd items fail once.
        if (Number(item.at(6)) % 2 === 0 || ended.has(item)) under.delete(item);
        ended.add(item);
      }
      expect(most).toBe(concurrency);
      expect(ports.store.update?.output).toHaveLength(9);
    },
  );

  it('is tried again when it is due, while other items are called', async () => {
    const ports: TestPorts = new TestPorts({
      answer: ({ iteration, tryNumber }) => {
        ports.clock = new Date(ports.clock.getTime() + 1_000);
        return iteration === 'lines[0]' && tryNumber === 1 ? away : { ok: true, output: 1 };
      },
    });
    await drive([loop([call('mail')], { concurrency: 2 })], list(7), ports);
    const items = callLines(ports).map((line) => line.at(6));
    expect(items).toEqual(['0', '1', '2', '3', '4', '0', '5', '6']);
    expect(ports.store.update?.status).toBe('succeeded');
  });
});

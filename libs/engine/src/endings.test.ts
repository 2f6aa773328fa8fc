import { describe, expect, it } from 'vitest';
import type { ActionStep, ForEachStep, RespondStep, Step, StopStep } from '@millrace/model';
import { driveRun } from './drive.ts';
import type { CallOutcome } from './ports.ts';
import { flowOf, newRun, settled, TestPorts } from './testing.ts';

const mail: ActionStep = { id: 'mail', kind: 'action', action: 'http.request', input: {} };
const answer: RespondStep = {
  id: 'answer',
  kind: 'respond',
  status: 201,
  headers: { 'content-type': 'text/xml', 'x-count': { $path: '$.trigger.count' } },
  body: { $template: '<Order id="{{trigger.id}}"/>' },
};
const stop: StopStep = { id: 'enough', kind: 'stop', as: 'succeeded' };
const trigger = { id: 'A7', count: 3 };

async function drive(steps: Step[], ports = new TestPorts()): Promise<TestPorts> {
  await driveRun(newRun(flowOf(...steps), trigger), ports);
  return ports;
}

describe('a respond step', () => {
  it('answers once what led to it is stored, and the run goes on', async () => {
    const ports = await drive([mail, answer, { ...mail, id: 'later' }]);
    expect(ports.story).toEqual([
      'call mail',
      'end mail',
      'save',
      'answer',
      'call later',
      'end later',
      'save',
    ]);
    expect(ports.answers).toEqual([
      {
        status: 201,
        headers: { 'content-type': 'text/xml', 'x-count': '3' },
        body: '<Order id="A7"/>',
      },
    ]);
    expect(ports.store.all()[1]).toMatchObject({
      stepId: 'answer',
      status: 'succeeded',
      output: ports.answers[0],
    });
  });

  it('gives its body as what the run puts out, also after a restart', async () => {
    const ports = await drive([answer, mail], new TestPorts({ holdsLease: (nth) => nth === 1 }));
    const resumed = new TestPorts({ store: ports.store });
    await driveRun(ports.store.resumed(flowOf(answer, mail), trigger), resumed);
    expect(resumed.answers).toEqual([]);
    expect(ports.store.update).toEqual({ status: 'succeeded', output: '<Order id="A7"/>' });
  });

  it('that sets headers of the server leaves them out, and its record says so', async () => {
    const headers = {
      'Set-Cookie': 'a=b',
      Trailer: 'X-A',
      'x-own': 'kept',
      'x-long': 'v'.repeat(8193),
    };
    const ports = await drive([{ ...answer, headers }]);
    expect(ports.answers[0]?.headers).toEqual({ 'x-own': 'kept' });
    expect(ports.store.all()[0]?.output).toMatchObject({
      headers: { 'x-own': 'kept' },
      warnings: [
        "The header Set-Cookie was left out of the answer: it is the server's own, and no flow can set it.",
        "The header Trailer was left out of the answer: it is the server's own, and no flow can set it.",
        'The header x-long was left out of the answer: its value is longer than 8192 characters.',
      ],
    });
  });

  it('without a body puts out nothing', async () => {
    const bare: RespondStep = { id: 'answer', kind: 'respond', status: 204, headers: {} };
    const ports = await drive([bare, mail]);
    expect(ports.answers).toEqual([{ status: 204, headers: {}, body: null }]);
    expect(ports.store.update).toEqual({ status: 'succeeded', output: null });
  });

  it('does not answer when the lease was lost', async () => {
    const ports = await drive([answer], new TestPorts({ holdsLease: () => false }));
    expect(ports.answers).toEqual([]);
  });

  it('leaves out a header without a value', async () => {
    const headers = { a: { $path: '$.trigger.none', missing: 'null' } } as const;
    const ports = await drive([{ ...answer, headers }]);
    expect(ports.answers[0]?.headers).toEqual({});
  });

  it('takes its headers from an object only', async () => {
    const ports = await drive([{ ...answer, headers: { $path: '$.trigger.id' } }]);
    expect(ports.answers[0]?.headers).toEqual({});
  });

  it.each([
    [
      'x y',
      'z',
      'The header "x y" cannot be sent: its name has a character that names of headers cannot have.',
    ],
    [
      'x',
      'a\r\nset-cookie: b',
      'The header "x" cannot be sent: its value has a character that headers cannot carry.',
    ],
  ])('fails for the header %j', async (name, value, message) => {
    const ports = await drive([{ ...answer, headers: { [name]: value } }]);
    expect(ports.store.update?.error?.message).toBe(message);
    expect(ports.answers).toEqual([]);
  });
});

describe('a stop step', () => {
  it('ends the run as succeeded', async () => {
    const ports = await drive([stop, mail]);
    expect(ports.calls).toEqual([]);
    expect(ports.store.update).toEqual({
      status: 'succeeded',
      output: { as: 'succeeded', message: 'A stop step ended the run.' },
    });
  });

  it('ends the run as failed with its message', async () => {
    const message = { $template: 'Order {{trigger.id}} is {not} ours.' };
    const ports = await drive([{ ...stop, as: 'failed', message }, mail]);
    expect(ports.store.update).toMatchObject({
      status: 'failed',
      error: { code: 'RUN_STOPPED', message: 'Order A7 is {not} ours.' },
    });
    expect(ports.store.lines()).toEqual(['1 enough 1 succeeded']);
  });

  it('cuts a message that is too long for a list of runs', async () => {
    const ports = await drive([{ ...stop, as: 'failed', message: 'x'.repeat(5_000) }]);
    expect(ports.store.update?.error?.message).toHaveLength(1_001);
  });

  it('in a loop lets calls under way end first, and ends it all', async () => {
    const slow = Promise.withResolvers<CallOutcome>();
    const last: Step = {
      id: 'last',
      kind: 'filter',
      when: { left: { $path: '$.index' }, op: 'equals', right: 1 },
    };
    const lines: ForEachStep = {
      id: 'lines',
      kind: 'for-each',
      items: [1, 2, 3],
      concurrency: 2,
      steps: [mail, last, stop],
    };
    const ports = new TestPorts({
      answer: ({ iteration }) =>
        iteration === 'lines[0]' ? slow.promise : { ok: true, output: 1 },
    });
    const done = drive([lines, { ...mail, id: 'behind' }], ports);
    await settled();
    expect(ports.store.update).toBeUndefined();
    slow.resolve({ ok: true, output: 1 });
    await done;
    expect(ports.calls.map(({ iteration }) => iteration)).toEqual(['lines[0]', 'lines[1]']);
    expect(ports.store.lines()).toContain('1 lines[0].mail 1 succeeded');
    expect(ports.store.update?.status).toBe('succeeded');
  });

  it('that was stored before the run was interrupted ends it afterwards', async () => {
    const flow = flowOf({ ...stop, as: 'failed', message: 'No.' }, mail);
    const ports = await drive([{ ...stop, as: 'failed', message: 'No.' }, mail]);
    const resumed = new TestPorts({ store: ports.store.interrupted() });
    await driveRun(resumed.store.resumed(flow, trigger), resumed);
    expect(resumed.calls).toEqual([]);
    expect(resumed.store.update?.error?.message).toBe('No.');
  });
});

describe('a call that may have been made', () => {
  const doubtful: CallOutcome = {
    ok: false,
    error: { code: 'CALL_IN_DOUBT', message: 'Nobody knows.', hint: 'Look.' },
    retryable: false,
  };

  const done: CallOutcome = { ok: true, output: null };

  it('leaves the run in doubt and is not made again', async () => {
    const ports = await drive(
      [mail, { ...mail, id: 'behind' }],
      new TestPorts({ answer: (_call, _signal, nth) => (nth === 1 ? doubtful : done) }),
    );
    expect(ports.store.lines()).toEqual(['1 mail 1 in_doubt']);
    expect(ports.store.update).toMatchObject({
      status: 'in_doubt',
      error: { code: 'CALL_IN_DOUBT' },
    });
  });

  it('is passed over where the step says so', async () => {
    const steps: Step[] = [
      { ...mail, on_error: 'continue' },
      { ...mail, id: 'behind' },
    ];
    const ports = await drive(
      steps,
      new TestPorts({ answer: (_call, _signal, nth) => (nth === 1 ? doubtful : done) }),
    );
    expect(ports.store.update).toMatchObject({ status: 'succeeded' });
  });
});

describe('an action that must not be done twice', () => {
  it('leaves the run in doubt when the process died during its call', async () => {
    const ports = new TestPorts({ holdsLease: (nth) => nth === 1 });
    const flow = flowOf(mail);
    const once = { neverRepeats: () => true };
    await driveRun({ ...newRun(flow), ...once }, ports);
    const resumed = new TestPorts({ store: ports.store });
    await driveRun({ ...ports.store.resumed(flow), ...once }, resumed);
    expect(resumed.calls).toEqual([]);
    expect(ports.store.update?.status).toBe('in_doubt');
  });
});

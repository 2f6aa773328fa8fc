import { describe, expect, it } from 'vitest';
import type { ActionStep, FilterStep, SetStep, Step } from '@millrace/model';
import { driveRun } from './drive.ts';
import type { CallOutcome } from './ports.ts';
import { flowOf, newRun, TestPorts } from './testing.ts';

const set: SetStep = {
  id: 'member',
  kind: 'set',
  fields: { email: { $path: '$.trigger.body.email' } },
};
const paid: FilterStep = {
  id: 'paid',
  kind: 'filter',
  when: { left: { $path: '$.trigger.body.paid' }, op: 'is_true' },
};
const subscribe: ActionStep = {
  id: 'subscribe',
  kind: 'action',
  action: 'mailchimp.upsert-member',
  input: { email_address: { $path: '$.steps.member.output.email' } },
};
const tag: ActionStep = { ...subscribe, id: 'tag', input: {} };
const once: ActionStep = { ...subscribe, input: {}, on_error: 'never_repeat' };
const order = { body: { email: 'anna@example.com', paid: true } };
const unavailable: CallOutcome = {
  ok: false,
  error: { code: 'CALL_UNAVAILABLE', message: 'Mailchimp did not answer.', hint: 'Wait.' },
  retryable: true,
};
const rejected: CallOutcome = {
  ok: false,
  error: { code: 'CALL_REJECTED', message: 'Mailchimp refused.', hint: 'Correct it.' },
  retryable: false,
};

describe('driving a run', () => {
  it('carries out every step in order, ends as succeeded and puts out what the last step did', async () => {
    const ports = new TestPorts({ answer: () => ({ ok: true, output: { id: 'abc' } }) });
    await driveRun(newRun(flowOf(set, paid, subscribe), order), ports);
    expect(ports.calls).toMatchObject([
      { tryNumber: 1, iteration: '', input: { email_address: 'anna@example.com' } },
    ]);
    expect(ports.store.update).toEqual({ status: 'succeeded', output: { id: 'abc' } });
    expect(
      ports.store.all().map(({ seq, stepId, status, output }) => [seq, stepId, status, output]),
    ).toEqual([
      [1, 'member', 'succeeded', { email: 'anna@example.com' }],
      [2, 'paid', 'succeeded', { passed: true }],
      [3, 'subscribe', 'succeeded', { id: 'abc' }],
    ]);
  });

  it('succeeds without doing anything when it has no steps', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf()), ports);
    expect(ports.story).toEqual(['save']);
    expect(ports.store.update).toEqual({ status: 'succeeded', output: null });
  });

  it('writes once for a run with a single call', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf(set, subscribe), order), ports);
    expect(ports.story).toEqual(['call subscribe', 'end subscribe', 'save']);
  });

  it("stores a call's result before the next call starts", async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf(set, subscribe, tag), order), ports);
    expect(ports.story).toEqual([
      'call subscribe',
      'end subscribe',
      'save',
      'call tag',
      'end tag',
      'save',
    ]);
    const [first, second] = ports.store.writes;
    expect(first?.update).toBeUndefined();
    expect(first?.attempts.map(({ stepId }) => stepId)).toEqual(['member', 'subscribe']);
    expect(second?.attempts.map(({ stepId }) => stepId)).toEqual(['tag']);
  });

  it('ends as stopped at a filter that does not pass, without a call', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf(paid, subscribe), { body: { paid: false } }), ports);
    expect(ports.story).toEqual(['save']);
    expect(ports.store.update).toEqual({ status: 'stopped', output: { passed: false } });
  });

  it('waits and tries again when the application is away', async () => {
    const ports = new TestPorts({ answer: () => unavailable });
    await driveRun(newRun(flowOf(set, subscribe), order), ports);
    const due = new Date('2026-11-21T08:00:02.500Z');
    expect(ports.store.update).toEqual({ status: 'waiting', availableAt: due });
    expect(ports.store.all().at(-1)).toMatchObject({ status: 'failed', tryNumber: 1, until: due });
  });

  it('does not try again before it is due', async () => {
    const flow = flowOf(tag);
    const ports = new TestPorts({ answer: () => unavailable });
    await driveRun(newRun(flow), ports);
    const early = new TestPorts({ store: ports.store });
    await driveRun(ports.store.resumed(flow), early);
    expect(early.story).toEqual(['save']);
    expect(early.store.update).toMatchObject({ status: 'waiting' });
  });

  it('tries again under the same idempotency key when it is due', async () => {
    const flow = flowOf(tag);
    const ports = new TestPorts({ answer: () => unavailable });
    await driveRun(newRun(flow), ports);
    const due = new TestPorts({ store: ports.store, now: new Date('2026-11-21T08:00:02.500Z') });
    await driveRun(ports.store.resumed(flow), due);
    expect(due.calls).toMatchObject([{ tryNumber: 2, idempotencySeed: 'run-1:tag:' }]);
    expect(ports.store.lines()).toEqual(['1 tag 1 failed', '2 tag 2 succeeded']);
  });

  it('ends as failed when the application refuses', async () => {
    const ports = new TestPorts({ answer: () => rejected });
    await driveRun(newRun(flowOf(set, subscribe, tag), order), ports);
    expect(ports.calls).toHaveLength(1);
    expect(ports.store.update).toMatchObject({
      status: 'failed',
      error: { code: 'CALL_REJECTED' },
    });
    expect(ports.store.all().at(-1)).toMatchObject({ status: 'failed', until: null });
  });

  it('goes on after a failure when the step says so, also after a restart', async () => {
    const lenient: ActionStep = { ...subscribe, on_error: 'continue' };
    const flow = flowOf(set, lenient, tag);
    const ports = new TestPorts({
      answer: ({ step }) => (step.id === 'tag' ? { ok: true, output: 2 } : rejected),
      holdsLease: (nth) => nth < 2,
    });
    await driveRun(newRun(flow, order), ports);
    expect(ports.calls).toHaveLength(2);
    const restarted = new TestPorts({ store: ports.store });
    await driveRun(ports.store.resumed(flow, order), restarted);
    expect(restarted.calls.map(({ step }) => step.id)).toEqual(['tag']);
    expect(ports.store.update).toEqual({ status: 'succeeded', output: null });
  });

  it('lets later steps read how a call failed, also after a restart', async () => {
    const find: ActionStep = { ...subscribe, id: 'find', on_error: 'continue' };
    const create: ActionStep = {
      ...subscribe,
      id: 'create',
      input: { error: { $path: '$.steps.find.error' } },
    };
    const choose: Step = {
      id: 'choose',
      kind: 'branch',
      paths: [
        {
          name: 'not there',
          when: { left: { $path: '$.steps.find.error.status' }, op: 'equals', right: 404 },
          steps: [create],
        },
      ],
      otherwise: [],
    };
    const flow = flowOf(set, find, choose);
    const notFound = {
      ok: false,
      retryable: false,
      error: {
        code: 'CALL_REJECTED',
        message: 'Mailchimp refused the call (404): no such member',
        hint: 'Look.',
        details: { status: 404, body: { title: 'Resource Not Found' } },
      },
    } as const;
    const ports = new TestPorts({
      answer: ({ step }) => (step.id === 'find' ? notFound : { ok: true, output: 'made' }),
      holdsLease: (nth) => nth < 2,
    });
    await driveRun(newRun(flow, order), ports);
    const restarted = new TestPorts({ store: ports.store });
    await driveRun(ports.store.resumed(flow, order), restarted);
    for (const { calls } of [ports, restarted]) {
      expect(calls.at(-1)?.input).toEqual({
        error: {
          status: 404,
          code: 'CALL_REJECTED',
          message: notFound.error.message,
          body: { title: 'Resource Not Found' },
        },
      });
    }
    const fine = new TestPorts();
    await driveRun(newRun(flow, order), fine);
    expect(fine.calls.map(({ step }) => step.id)).toEqual(['find']);
  });

  it('ends as failed with the error of a mapping, naming the step', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf(set), { body: {} }), ports);
    expect(ports.store.all()).toMatchObject([
      { stepId: 'member', tryNumber: 1, status: 'failed', error: { code: 'PATH_MISSING' } },
    ]);
    expect(ports.store.update).toMatchObject({
      status: 'failed',
      error: { code: 'PATH_MISSING' },
    });
  });

  it('takes its idempotency keys from the run it repeats', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf(tag), {}, { keyId: 'run-0' }), ports);
    expect(ports.calls[0]?.idempotencySeed).toBe('run-0:tag:');
  });

  it('resumes behind the steps that have results', async () => {
    const flow = flowOf(set, subscribe, tag);
    const ports = new TestPorts({ holdsLease: (nth) => nth < 2 });
    await driveRun(newRun(flow, order), ports);
    const resumed = new TestPorts({ store: ports.store });
    await driveRun(ports.store.resumed(flow, order), resumed);
    expect(resumed.calls.map(({ step }) => step.id)).toEqual(['tag']);
    expect(ports.store.lines()).toEqual([
      '1 member 1 succeeded',
      '2 subscribe 1 succeeded',
      '3 tag 1 succeeded',
    ]);
  });
});

describe('a call that must not repeat', () => {
  it('is noted before it is made', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf(set, once), order), ports);
    expect(ports.story).toEqual(['save', 'call subscribe', 'end subscribe', 'save']);
    const [first, second] = ports.store.writes;
    expect(first?.attempts.at(-1)).toMatchObject({ seq: 2, status: 'running' });
    expect(second?.attempts).toMatchObject([{ seq: 2, status: 'succeeded' }]);
  });

  it('is not made when the note cannot be stored', async () => {
    const ports = new TestPorts({ holdsLease: () => false });
    await driveRun(newRun(flowOf(once), order), ports);
    expect(ports.calls).toEqual([]);
  });

  it('is left to a person when it may have happened', async () => {
    const flow = flowOf({ ...once, name: 'Charge the card' });
    const ports = new TestPorts({ holdsLease: (nth) => nth === 1 });
    await driveRun(newRun(flow), ports);
    const resumed = new TestPorts({ store: ports.store });
    await driveRun(ports.store.resumed(flow), resumed);
    expect(resumed.calls).toEqual([]);
    expect(ports.store.lines()).toEqual(['1 subscribe 1 in_doubt']);
    expect(ports.store.update).toMatchObject({
      status: 'in_doubt',
      error: {
        code: 'CALL_IN_DOUBT',
        message: expect.stringContaining('"Charge the card"') as string,
      },
    });
  });

  it('fails for good even when the application was only away', async () => {
    const ports = new TestPorts({ answer: () => unavailable });
    await driveRun(newRun(flowOf(once)), ports);
    expect(ports.store.lines()).toEqual(['1 subscribe 1 failed']);
    expect(ports.store.update?.status).toBe('failed');
  });
});

describe('a run that may not go on', () => {
  it('stops at once when the lease is lost before a call', async () => {
    const ports = new TestPorts({ holdsLease: () => false });
    await driveRun(newRun(flowOf(set, subscribe, tag), order), ports);
    expect(ports.story).toEqual(['call subscribe', 'end subscribe', 'save']);
  });

  it('does nothing when it was cancelled before it began', async () => {
    const ports = new TestPorts();
    await driveRun(newRun(flowOf(tag)), ports, AbortSignal.abort());
    expect(ports.story).toEqual([]);
  });

  it('aborts the call under way when it is cancelled, and saves nothing more', async () => {
    const cancel = new AbortController();
    let seen: AbortSignal | undefined;
    const ports = new TestPorts({
      answer: (_, signal) => {
        seen = signal;
        cancel.abort();
        return rejected;
      },
    });
    await driveRun(newRun(flowOf(tag)), ports, cancel.signal);
    expect(seen?.aborted).toBe(true);
    expect(ports.store.writes).toEqual([]);
  });

  it('is given up quietly when the aborted call throws', async () => {
    const cancel = new AbortController();
    const ports = new TestPorts({
      answer: () => {
        cancel.abort();
        return new Error('aborted');
      },
    });
    await driveRun(newRun(flowOf(tag)), ports, cancel.signal);
    expect(ports.store.writes).toEqual([]);
  });

  it('rejects when a call throws, which is a defect', async () => {
    const ports = new TestPorts({ answer: () => new Error('defect') });
    await expect(driveRun(newRun(flowOf(tag)), ports)).rejects.toThrow('defect');
    expect(ports.store.writes).toEqual([]);
  });

  it('rejects when the store is away', async () => {
    const ports = new TestPorts({ holdsLease: () => Promise.reject(new Error('no database')) });
    await expect(driveRun(newRun(flowOf(tag)), ports)).rejects.toThrow('no database');
  });
});

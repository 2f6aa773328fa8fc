import { describe, expect, it } from 'vitest';
import type { ActionStep, FilterStep, SetStep } from '@millrace/model';
import { driveRun, type CallOutcome } from './drive.ts';
import { flowOf, newRun, recordingPorts } from './testing.ts';

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
  it('carries out every step in order and ends as succeeded', async () => {
    const ports = recordingPorts([{ ok: true, output: { id: 'abc' } }]);
    await driveRun(newRun(flowOf(set, paid, subscribe), order), ports);
    expect(ports.calls).toHaveLength(1);
    expect(ports.calls[0]).toMatchObject({
      tryNumber: 1,
      input: { email_address: 'anna@example.com' },
    });
    const [save] = ports.saves;
    expect(save?.update).toEqual({ status: 'succeeded' });
    expect(
      save?.attempts.map(({ seq, stepId, status, output }) => [seq, stepId, status, output]),
    ).toEqual([
      [1, 'member', 'succeeded', { email: 'anna@example.com' }],
      [2, 'paid', 'succeeded', { passed: true }],
      [3, 'subscribe', 'succeeded', { id: 'abc' }],
    ]);
  });

  it('writes once for a run with a single call', async () => {
    const ports = recordingPorts([]);
    await driveRun(newRun(flowOf(set, subscribe), order), ports);
    expect(ports.saves).toHaveLength(1);
  });

  it("stores a call's result before the next call starts", async () => {
    const ports = recordingPorts([{ ok: true, output: 1 }]);
    await driveRun(newRun(flowOf(set, subscribe, tag), order), ports);
    expect(ports.saves).toHaveLength(2);
    expect(ports.saves[0]).toMatchObject({
      update: undefined,
      attempts: [{ stepId: 'member' }, { stepId: 'subscribe', status: 'succeeded', output: 1 }],
    });
    expect(ports.saves[1]?.attempts.map(({ stepId }) => stepId)).toEqual(['tag']);
  });

  it('ends as stopped at a filter that does not pass, without a call', async () => {
    const ports = recordingPorts([]);
    const unpaid = { body: { email: 'a@example.com', paid: false } };
    await driveRun(newRun(flowOf(paid, subscribe), unpaid), ports);
    expect(ports.calls).toEqual([]);
    expect(ports.saves[0]?.update).toEqual({ status: 'stopped' });
  });

  it('waits and tries again when the application is away', async () => {
    const ports = recordingPorts([unavailable]);
    await driveRun(newRun(flowOf(set, subscribe), order), ports);
    expect(ports.saves[0]?.update).toEqual({
      status: 'waiting',
      availableAt: new Date('2026-11-21T08:00:02.500Z'),
    });
    expect(ports.saves[0]?.attempts.at(-1)).toMatchObject({ status: 'failed', tryNumber: 1 });
  });

  it('ends as failed when the application refuses', async () => {
    const ports = recordingPorts([rejected]);
    await driveRun(newRun(flowOf(set, subscribe, tag), order), ports);
    expect(ports.calls).toHaveLength(1);
    expect(ports.saves[0]?.update).toMatchObject({
      status: 'failed',
      error: { code: 'CALL_REJECTED' },
    });
  });

  it('goes on after a failure when the step says so', async () => {
    const ports = recordingPorts([rejected, { ok: true, output: 2 }]);
    const lenient: ActionStep = { ...subscribe, on_error: 'continue' };
    await driveRun(newRun(flowOf(set, lenient, tag), order), ports);
    expect(ports.calls).toHaveLength(2);
    expect(ports.saves.at(-1)?.update).toEqual({ status: 'succeeded' });
  });

  it('ends as failed with the error of a mapping, naming the step', async () => {
    const ports = recordingPorts([]);
    await driveRun(newRun(flowOf(set), { body: {} }), ports);
    expect(ports.saves[0]).toMatchObject({
      attempts: [{ stepId: 'member', status: 'failed', error: { code: 'PATH_MISSING' } }],
      update: { status: 'failed', error: { code: 'PATH_MISSING' } },
    });
  });

  it('stops at once when the lease is lost before a call', async () => {
    const ports = recordingPorts([], { holdsLease: () => false });
    await driveRun(newRun(flowOf(set, subscribe, tag), order), ports);
    expect(ports.calls).toHaveLength(1);
    expect(ports.saves).toHaveLength(1);
  });

  it('notes the start of a call that must not repeat before making it', async () => {
    const ports = recordingPorts([{ ok: true, output: null }]);
    const once: ActionStep = { ...subscribe, on_error: 'never_repeat' };
    await driveRun(newRun(flowOf(set, once), order), ports);
    expect(ports.saves[0]?.attempts.at(-1)).toMatchObject({ seq: 2, status: 'running' });
    expect(ports.saves[1]?.attempts).toMatchObject([{ seq: 2, status: 'succeeded' }]);
  });

  it('leaves a call that may have happened to a person', async () => {
    const ports = recordingPorts([]);
    const once: ActionStep = { ...subscribe, on_error: 'never_repeat' };
    const resumed = {
      ...newRun(flowOf(once), order),
      tries: new Map([['subscribe', { ended: 0, inFlight: 7 }]]),
      nextSeq: 8,
    };
    await driveRun(resumed, ports);
    expect(ports.calls).toEqual([]);
    expect(ports.saves[0]).toMatchObject({
      attempts: [{ seq: 7, status: 'in_doubt' }],
      update: { status: 'in_doubt', error: { code: 'CALL_IN_DOUBT' } },
    });
  });

  it('resumes behind the steps that have results, with the same idempotency seed', async () => {
    const ports = recordingPorts([]);
    const resumed = {
      ...newRun(flowOf(set, subscribe), order),
      results: new Map([
        ['member', { status: 'succeeded' as const, output: { email: 'b@x.org' } }],
      ]),
      tries: new Map([['subscribe', { ended: 2 }]]),
      nextSeq: 4,
    };
    await driveRun(resumed, ports);
    expect(ports.calls[0]).toMatchObject({
      tryNumber: 3,
      input: { email_address: 'b@x.org' },
      idempotencySeed: 'run-1:subscribe:',
    });
    expect(ports.saves[0]?.attempts).toMatchObject([{ seq: 4, stepId: 'subscribe' }]);
  });
});

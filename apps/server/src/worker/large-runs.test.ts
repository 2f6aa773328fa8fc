import { afterEach, describe, expect, it } from 'vitest';
import type { CallOutcome } from '@millrace/engine';
import type { RunHost } from './drive-leased.ts';
import { LargeRuns } from './large-runs.ts';
import type { LeasedRun } from './leased-run.ts';
import type { RunResults } from './run-results.ts';

const ID = '0193a0a0-0000-7000-8000-000000000001';
const STEP = {
  id: 'call',
  kind: 'action',
  action: 'http.request',
  input: { url: 'http://a.test' },
};

const runs = new LargeRuns({ fileKey: new Uint8Array(32), mostBytes: 1_000 });
const actions = { fieldsOf: () => [], neverRepeats: () => false };
afterEach(() => runs.close());

function leased(): LeasedRun {
  return {
    lease: { runId: ID, fence: 1, takenAt: 0 },
    ...{ keyId: ID, workspaceId: ID, flowId: ID, version: 1, pins: null, depth: 0, parentId: null },
    document: { millrace: 1, name: 'Calls', trigger: { kind: 'webhook' }, steps: [STEP] } as never,
    ...{ startedAt: new Date(), gated: false, json: undefined, attempts: [], nextRow: 1 },
    event: {
      ...{ id: ID, workspaceId: ID, flowId: ID, kind: 'webhook', verdict: 'accepted' },
      ...{ reason: null, method: 'POST', query: '', headers: [], deliveryId: null, item: null },
      ...{ runId: null, receivedAt: new Date(), body: Buffer.from('{"a":1}') },
    },
  };
}

/** A server that makes no call before it is told how it ended. */
function server() {
  const saved: RunResults[] = [];
  const calls: ((outcome: CallOutcome | Error) => void)[] = [];
  const host: RunHost = {
    perform: () =>
      new Promise((resolve, reject) => {
        calls.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
      }),
    save: (results) => Promise.resolve(saved.push(results) > 0),
    respond: () => undefined,
  };
  return { host, saved, calls };
}

const signal = new AbortController().signal;

describe('the thread of large runs', () => {
  it('asks the server for calls and saves, and starts again after its end', async () => {
    for (let round = 0; round < 2; round += 1) {
      const { host, saved, calls } = server();
      const done = runs.drive(leased(), actions, host, signal);
      await expect.poll(() => calls).toHaveLength(1);
      calls[0]?.({ ok: true, output: { status: 200 } });
      await done;
      expect(saved.at(-1)?.update?.status).toBe('succeeded');
      await runs.close();
    }
  });

  it('rejects the runs it drives when it ends, so that their leases expire', async () => {
    const { host, saved, calls } = server();
    const done = runs.drive(leased(), actions, host, signal);
    await expect.poll(() => calls).toHaveLength(1);
    await Promise.all([expect(done).rejects.toThrow('was ended'), runs.close()]);
    expect(saved.filter(({ update }) => update !== undefined)).toEqual([]);
  });

  it('gives the error of the server itself when the server cannot go on', async () => {
    const { host, calls } = server();
    const lost = new Error('the lease was lost');
    const done = runs.drive(leased(), actions, host, signal);
    await expect.poll(() => calls).toHaveLength(1);
    calls[0]?.(lost);
    await expect(done).rejects.toBe(lost);
  });
});

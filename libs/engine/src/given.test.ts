import { describe, expect, it } from 'vitest';
import type { JsonObject, Step } from '@millrace/model';
import { driveRun } from './drive.ts';
import { flowOf, newRun, TestPorts } from './testing.ts';
import { MemoryStore, NOW } from './testing/memory-store.ts';

const STAMP = { $template: '{{now}} {{uuid}}' };
const stamp: Step = { id: 'stamp', kind: 'set', fields: { stamp: STAMP } };
const mail: Step = {
  id: 'mail',
  kind: 'action',
  action: 'http.request',
  input: { own: STAMP, earlier: { $path: '$.steps.stamp.output.stamp', missing: 'omit' } },
  retry: { times: 3, backoff: 'fixed', first: '1s', max: '1m' },
};
const LATER = new Date(NOW.getTime() + 60_000);

async function inputs(steps: Step[], ports: TestPorts, trigger: JsonObject = {}) {
  const run = newRun(flowOf(...steps), trigger);
  await driveRun(run, ports).catch(() => undefined);
  return ports.calls.map(({ input }) => input);
}

describe('the time and the UUIDs that templates get', () => {
  it('are those of the run, so that a call made again after a crash has the same body', async () => {
    const [first] = await inputs([stamp, mail], new TestPorts());
    const again = new TestPorts({ store: new MemoryStore(), now: LATER });
    expect((await inputs([stamp, mail], again))[0]).toEqual(first);
    expect(first?.['own']).toMatch(/^2026-11-21T08:00:00.000Z [0-9a-f-]{36}$/);
  });

  it('are the same for each try of a call', async () => {
    const error = { code: 'CALL_UNAVAILABLE', message: '', hint: '', details: null } as const;
    const failing = new TestPorts({ answer: () => ({ ok: false, error, retryable: true }) });
    const [first] = await inputs([mail], failing);
    const next = new TestPorts({ store: failing.store, now: LATER });
    await driveRun(failing.store.resumed(flowOf(mail)), next);
    expect(next.calls[0]?.input).toEqual(first);
  });

  it('differ from step to step and from item to item', async () => {
    const items = { $literal: ['a', 'b', 'c'] };
    const loop: Step = { id: 'each', kind: 'for-each', items, concurrency: 1, steps: [mail] };
    const given = await inputs([stamp, loop], new TestPorts());
    expect(given).toHaveLength(3);
    expect(new Set(given.flatMap(({ own, earlier }) => [own, earlier])).size).toBe(4);
  });

  it('move on with a delay, also one inside of a branch', async () => {
    const delay: Step = { id: 'pause', kind: 'delay', until: LATER.toISOString() };
    const branch: Step = { id: 'way', kind: 'branch', paths: [], otherwise: [delay] };
    for (const pause of [delay, branch]) {
      const waiting = new TestPorts();
      await inputs([pause, mail], waiting);
      expect(waiting.store.update?.status).toBe('waiting');
      const due = new TestPorts({ store: waiting.store, now: new Date(LATER.getTime() + 5_000) });
      await driveRun(waiting.store.resumed(flowOf(pause, mail)), due);
      expect(due.calls[0]?.input['own']).toContain(LATER.toISOString());
    }
  });
});

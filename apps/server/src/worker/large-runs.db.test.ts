import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { callStep, startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let partner: Partner;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  server = await startServer(database);
});

afterEach(() => partner.reset());

afterAll(async () => {
  await server.stop();
  await partner.close();
  await database.drop();
});

/** With it an event is large, so that its run is driven in a thread of its own. */
const PAD = 'x'.repeat(300 * 1024);
const ORDER = String.raw`{"id":12345678901234567890,"odd":"\ud800\u0000","__proto__":{"a":1e400},"z":-0.10}`;

describe('a run with a large event', () => {
  it('gives what a run with a small one does', async () => {
    const flow = await server.flow({
      name: 'The same',
      trigger: { kind: 'webhook', reply: { mode: 'respond' } },
      steps: [
        {
          id: 'pick',
          kind: 'set',
          fields: {
            order: { $path: '$.trigger.body.order' },
            line: { $template: 'Order {{trigger.body.order.id}} of {{trigger.method}}' },
          },
        },
        callStep('refused', partner.url, {}, { on_error: 'continue' }),
        callStep('send', partner.url, {
          picked: { $path: '$.steps.pick.output' },
          error: { $path: '$.steps.refused.error.status' },
        }),
        {
          id: 'say',
          kind: 'respond',
          status: 201,
          body: { $path: '$.steps.pick.output' },
        },
      ],
    });
    partner.statusOf = (call) => (partner.calls.indexOf(call) % 2 === 0 ? 422 : 200);
    const small = await outcome(flow, `{"order":${ORDER}}`);
    const large = await outcome(flow, `{"order":${ORDER},"pad":"${PAD}"}`);
    expect(large).toEqual(small);
    expect(large.outputs[0]).toContain(ORDER.slice(0, 60));
    expect(large.sent).toContain('12345678901234567890');
    expect(large.sent).toContain('"error":422');
  });

  it('hangs up on its call when its time is up, and leaves one not to be repeated to a person', async () => {
    partner.holding = true;
    const flow = await server.flow({
      name: 'Two seconds',
      limits: { timeout: '2s' },
      steps: [callStep('charge', partner.url, {}, { on_error: 'never_repeat' })],
    });
    const run = await server.until(await server.start(flow, { pad: PAD }), 'in_doubt');
    expect(run.error?.code).toBe('CALL_IN_DOUBT');
    await expect.poll(() => partner.calls.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('is cancelled in the middle of a call', async () => {
    partner.holding = true;
    const flow = await server.flow({ name: 'Held', steps: [callStep('held', partner.url)] });
    const run = await server.start(flow, { pad: PAD });
    await expect.poll(() => partner.calls).toHaveLength(1);
    expect((await server.api('POST', `/runs/${run}/cancel`)).status).toBe(200);
    await expect.poll(() => partner.calls.map(({ aborted }) => aborted)).toEqual([true]);
    expect((await server.run(run)).status).toBe('cancelled');
  });

  it('goes on after a wait from what it has stored', async () => {
    const flow = await server.flow({
      name: 'Waits',
      steps: [
        { id: 'before', kind: 'set', fields: { id: { $path: '$.trigger.body.order.id' } } },
        { id: 'pause', kind: 'delay', for: '1s' },
        callStep('after', partner.url, { $path: '$.steps.before.output' }),
      ],
    });
    const { sent } = await outcome(flow, `{"order":${ORDER},"pad":"${PAD}"}`);
    expect(sent).toBe('{"id":12345678901234567890}');
  });

  async function outcome(flow: TestFlow, body: string) {
    const { text } = await server.send(flow, body);
    const { body: list } = await server.api('GET', `/runs?flow=${flow.id}`);
    const [run] = list['items'] as { id: string }[];
    await server.until(run?.id ?? '', 'succeeded');
    const { text: all } = await server.api('GET', `/runs/${run?.id}`);
    // When the partner answered is not the run's doing.
    const shown = all.replaceAll(/"date":"[^"]+"/g, '"date":""');
    const outputs = [...shown.matchAll(/"output":(.*?),"error"/g)].map(([, output]) => output);
    return { outputs, sent: JSON.stringify(partner.calls.at(-1)?.body), text };
  }
});

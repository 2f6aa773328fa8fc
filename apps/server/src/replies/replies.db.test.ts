import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import {
  callStep,
  documentOf,
  startServer,
  type TestFlow,
  type TestServer,
} from '../testing/test-server.ts';
import { ReplyHub } from './reply-hub.ts';

let database: TestDatabase;
let partner: Partner;
let server: TestServer;
/** Takes events in; runs are run elsewhere. */
let intake: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  server = await startServer(database);
  intake = await startServer(database, { roles: new Set(['intake']) });
});

afterEach(() => {
  partner.reset();
});

afterAll(async () => {
  await intake.stop();
  await server.stop();
  await partner.close();
  await database.drop();
});

type Mode = 'result' | 'respond';

const flow = (mode: Mode, steps: object[], more: object = {}): Promise<TestFlow> =>
  server.flow({
    name: `Replies ${mode}`,
    trigger: { kind: 'webhook', reply: { mode }, ...more } as never,
    steps,
  });

const set = { id: 's', kind: 'set', fields: { v: { $path: '$.trigger.body.v' } } };
const delay = { id: 'd', kind: 'delay', for: '1s' };
const named = { event: expect.any(String) as string, run: expect.any(String) as string };

describe('a sender that waits for the result', () => {
  it('gets what the last step put out', async () => {
    const answer = await server.send(await flow('result', [set]), { v: [1, { a: null }] });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...named, status: 'succeeded', output: { v: [1, { a: null }] } });
  });

  it('gets it from a run of another process, over calls and delays', async () => {
    const steps = [delay, callStep('c', partner.url), set];
    const answer = await intake.send(await flow('result', steps), { v: 7 });
    expect(answer.body).toEqual({ ...named, status: 'succeeded', output: { v: 7 } });
  });

  it('learns that the run was stopped, which is no failure', async () => {
    const never = { id: 'f', kind: 'filter', when: { any: [] } };
    const answer = await server.send(await flow('result', [never]), {});
    expect([answer.status, answer.body['status']]).toEqual([200, 'stopped']);
  });

  it('learns that the run failed, and nothing of what is inside', async () => {
    partner.statusOf = () => 400;
    const target = await flow('result', [callStep('secret_step', `${partner.url}/inner`)]);
    const answer = await server.send(target, {});
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ code: 'RUN_FAILED' });
    expect(answer.text).not.toMatch(/secret_step|inner|CALL_REJECTED|127\.0\.0\.1/);
    const run = /run ([0-9a-f-]{36})/.exec(answer.text)?.[1] ?? '';
    expect((await server.run(run)).error?.code).toBe('CALL_REJECTED');
  });

  it('is told when somebody cancels the run', async () => {
    const waiting = server.send(await flow('result', [{ ...delay, for: '30d' }]), {});
    let run = '';
    await expect
      .poll(async () => {
        const { body } = await server.api('GET', '/runs?status=waiting');
        run = (body as { items: { id: string }[] }).items[0]?.id ?? '';
        return run;
      })
      .not.toBe('');
    await server.api('POST', `/runs/${run}/cancel`);
    expect((await waiting).body).toMatchObject({ code: 'RUN_FAILED' });
  });
});

describe('a sender that waits for the answer of the flow', () => {
  const twiml = {
    ...{ id: 'r', kind: 'respond', headers: { 'Content-Type': 'text/xml' } },
    body: { $template: '<Response><Message>Hi {{trigger.body.n}}</Message></Response>' },
  };

  it('gets its status, headers and text, as Twilio wants it', async () => {
    const answer = await server.send(await flow('respond', [twiml]), { n: 'Anna & Bo' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/xml']);
    expect(answer.text).toMatch(/^<Response><Message>Hi Anna .*Bo<\/Message><\/Response>$/);
  });

  it('gets it before the steps behind it have run', async () => {
    partner.holding = true;
    const target = await flow('respond', [
      { id: 'r', kind: 'respond', status: 201, body: { ok: true } },
      callStep('later', partner.url),
    ]);
    const answer = await server.send(target, {});
    expect([answer.status, answer.body]).toEqual([201, { ok: true }]);
    await expect.poll(() => partner.calls.length).toBe(1);
  });

  it('gets it after a delay too, from whichever process runs the flow', async () => {
    const respond = { id: 'r', kind: 'respond', status: 202, body: 'late' };
    const answer = await intake.send(await flow('respond', [delay, respond]), {});
    expect([answer.status, answer.text]).toEqual([202, 'late']);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  it('gets the headers of the flow', async () => {
    const headers = { 'X-Fine': 'yes', Location: '/elsewhere' };
    const body = 'the whole text';
    const target = await flow('respond', [
      { id: 'r', kind: 'respond', status: 303, headers, body },
    ]);
    const answer = await server.send(target, {});
    expect([answer.status, answer.text]).toEqual([303, body]);
    const got = (name: string) => answer.headers.get(name);
    expect([got('x-fine'), got('location')]).toEqual(['yes', '/elsewhere']);
    expect([got('content-length'), got('transfer-encoding')]).toEqual(['14', null]);
  });

  it.each(['Content-Length', 'Transfer-Encoding', 'trailer', 'Set-Cookie', 'Clear-Site-Data'])(
    'gets none of the headers that are the server’s own: they cannot be saved (%s)',
    async (name) => {
      const steps = [{ id: 'r', kind: 'respond', headers: { [name]: 'x' } }];
      const answer = await server.api('POST', '/flows', { document: documentOf({ steps }) });
      expect([answer.status, answer.body['code']]).toEqual([422, 'FLOW_DOCUMENT_INVALID']);
      expect(answer.text).toContain(`The header ${name} is the server's own`);
    },
  );

  it.each([
    ['X-Split', 'a\r\nSet-Cookie: session=1'],
    ['X-Control', 'a\u0000b'],
    ['Bad Name', 'x'],
  ])('gets no header that would break the answer apart (%s)', async (name, value) => {
    const target = await flow('respond', [
      { id: 'r', kind: 'respond', headers: { [name]: { $path: '$.trigger.body.h' } }, body: 'x' },
    ]);
    const answer = await server.send(target, { h: value });
    expect([answer.status, answer.body['code']]).toEqual([500, 'RUN_FAILED']);
    expect(answer.headers.get('set-cookie')).toBeNull();
    const run = /run ([0-9a-f-]{36})/.exec(answer.text)?.[1] ?? '';
    expect((await server.run(run)).error?.code).toBe('HEADER_INVALID');
  });

  it('gets nothing but the status when there is to be no body', async () => {
    for (const respond of [{ status: 204, body: 'unsent' }, { status: 200 }]) {
      const target = await flow('respond', [{ id: 'r', kind: 'respond', ...respond }]);
      const answer = await server.send(target, {});
      expect([answer.status, answer.text]).toEqual([respond.status, '']);
    }
  });

  it('gets the usual answer when the run ends without one', async () => {
    const done = await server.send(await flow('respond', [set]), { v: 1 });
    expect([done.status, done.body]).toEqual([200, named]);
  });
});

describe('a copy of a delivery', () => {
  it.each(['result', 'respond'] as const)('gets the reply of the first (%s)', async (mode) => {
    const respond = { id: 'r', kind: 'respond', status: 201, body: { $path: '$.trigger.body' } };
    const target = await flow(mode, mode === 'result' ? [set] : [respond, set], {
      dedupe: { by: { key: { $path: '$.trigger.body.id' } } },
    });
    const first = await server.send(target, { id: 1, v: 'first' });
    const copies = await Promise.all([
      server.send(target, { id: 1, v: 'second' }),
      intake.send(target, { id: 1, v: 'third' }),
    ]);
    for (const copy of copies) {
      expect(copy.status).toBe(first.status);
      const expected = mode === 'result' ? { ...first.body, duplicate: true } : first.body;
      expect(copy.body).toEqual(expected);
    }
  });
});

describe('a sender whose run takes too long', () => {
  it('is not kept waiting: the wait ends without a reply, and the run goes on', async () => {
    const target = await server.flow({ name: 'Slow', steps: [{ ...delay, for: '30d' }] });
    const run = await server.start(target);
    const hub = server.get(ReplyHub);
    expect(await hub.wait(run, ({ ended }) => ended, 50)).toBeUndefined();
    expect((await server.until(run, 'waiting')).status).toBe('waiting');
  });

  it('is told where to look', async () => {
    const hub = server.get(ReplyHub);
    const wait = hub.wait.bind(hub);
    hub.wait = (run, enough, _ms, signal) => wait(run, enough, 50, signal);
    const answer = await server.send(await flow('result', [{ ...delay, for: '30d' }]), {});
    hub.wait = wait;
    expect(answer.status).toBe(202);
    const status = `${server.url}/api/v1/runs/${String(answer.body['run'])}`;
    expect(answer.body).toEqual({ ...named, status_url: status });
    expect(answer.headers.get('location')).toBe(status);
  });
});

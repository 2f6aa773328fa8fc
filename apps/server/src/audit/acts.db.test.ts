import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '@millrace/model';
import { addressList } from '../config/address-list.ts';
import { call, cookieOf, OWNER, type Answer } from '../http/testing.ts';
import { FailedSignIns } from '../people/failed-sign-ins.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';

const WRONG = { ...OWNER, password: 'hunter2-hunter2' };
const PAUSE = { id: 'pause', kind: 'delay', for: '1h' };
/** Each attempt costs a password hash, which is slow on purpose. */
const SLOW_MS = 120_000;

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database, { trustedProxies: addressList(['127.0.0.1']) });
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

async function entries(query: string): Promise<AuditEntry[]> {
  const answer = await server.api('GET', `/audit?limit=200&${query}`);
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.body['items'] as AuditEntry[];
}

const brief = ({ action, thing, summary }: AuditEntry): unknown[] => [
  action,
  `${thing.kind} ${thing.name}`,
  summary,
];

function signIn(body: object, address: string): Promise<Answer> {
  const headers = { 'x-forwarded-for': address };
  return call(`${server.url}/api/v1/session`, { method: 'POST', body, headers });
}

const rowsOf = async (): Promise<number> => (await entries('action=sign_in_failed')).length;

describe('who signs in', () => {
  it(
    'and out leaves a row with the address',
    async () => {
      const cookie = cookieOf(await signIn(OWNER, '203.0.113.7'));
      await call(`${server.url}/api/v1/session`, {
        method: 'DELETE',
        headers: { cookie, origin: server.url, 'x-forwarded-for': '203.0.113.8' },
      });
      const all = await entries('thing=user');
      expect(all.map(({ action, address }) => [action, address])).toEqual([
        ['signed_out', '203.0.113.8'],
        ['signed_in', '203.0.113.7'],
      ]);
      expect(all[0]).toMatchObject({
        actor: { kind: 'user', name: OWNER.email, role: 'owner' },
        thing: { kind: 'user', name: OWNER.email },
      });
    },
    SLOW_MS,
  );

  it(
    'and fails leaves one row at once and one a minute with the number, never what was typed',
    async () => {
      for (let n = 0; n < 4; n += 1) await signIn(WRONG, '198.51.100.1');
      const first = await entries('action=sign_in_failed');
      const owner = `user ${OWNER.email}`;
      const once = { count: 1, reasons: { wrong_password: 1 } };
      expect(first.map(brief)).toEqual([['sign_in_failed', owner, once]]);
      expect(first[0]).toMatchObject({
        actor: { kind: 'stranger', id: null, name: '198.51.100.1', role: null },
        address: '198.51.100.1',
      });
      await server.get(FailedSignIns).flush();
      const both = await entries('action=sign_in_failed');
      const more = { count: 3, reasons: { wrong_password: 3 } };
      expect(both.map(brief)).toEqual([
        ['sign_in_failed', owner, more],
        ['sign_in_failed', owner, once],
      ]);
      const typed = { email: 'my-password@example.com', password: WRONG.password };
      await signIn(typed, '198.51.100.2');
      const [unknown] = await entries('action=sign_in_failed');
      expect(brief(unknown!)).toEqual([
        'sign_in_failed',
        'workspace Main',
        { count: 1, reasons: { unknown_account: 1 } },
      ]);
      const { text } = await server.api('GET', '/audit?limit=200');
      expect(text).not.toContain(WRONG.password);
      expect(text).not.toContain(typed.email);
    },
    SLOW_MS,
  );

  it(
    'from a hundred addresses leaves few rows, and counts them all',
    async () => {
      await server.get(FailedSignIns).flush();
      const before = await rowsOf();
      const failures = server.get(FailedSignIns);
      for (let n = 0; n < 300; n += 1) {
        const address = `192.0.2.${n % 100}`;
        await failures.note({ email: OWNER.email, address, code: 'TOO_MANY_ATTEMPTS' });
      }
      await failures.flush();
      const made = (await entries('action=sign_in_failed')).slice(0, (await rowsOf()) - before);
      expect(made.length).toBeLessThanOrEqual(22);
      const counts = made.map(({ summary }) => Number(summary['count']));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(300);
      expect(made.map(({ actor }) => actor.name)).toContain('other addresses');
    },
    SLOW_MS,
  );
});

describe('what somebody starts', () => {
  let flow: TestFlow;
  beforeAll(async () => {
    flow = await server.flow({ name: 'Waiting', steps: [PAUSE] });
  });

  const post = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await server.api('POST', path, body);
    expect([path, answer.status < 300, answer.text]).toEqual([path, true, answer.text]);
    return answer.body;
  };

  it('by hand, again, or ends leaves who did it and with what', async () => {
    const made = await post(`/flows/${flow.id}/run`, { body: { card: '4111' } });
    const [run, event] = [String(made['run']), String(made['event'])];
    const second = await post(`/flows/${flow.id}/run`, { event });
    const replayed = await post(`/runs/${run}/replay`, { from: 'pause', body: { card: '4222' } });
    const again = await post(`/events/${event}/replay`);
    await post(`/runs/${run}/cancel`);
    const many = await post('/runs/replay', { flow: flow.id, status: ['cancelled'] });
    const batch = await server.api('POST', `/replays/${String(many['id'])}/cancel`);
    const all = (await entries('')).slice(0, batch.status === 200 ? 7 : 6).reverse();
    const filter = { flow: flow.id, status: ['cancelled'], version: 'newest', rate: 10 };
    const ended = batch.status === 200 ? [['cancelled', 'replay Waiting', {}]] : [];
    expect(all.map(brief)).toEqual([
      ['started', 'flow Waiting', { run, version: 1, event }],
      ['started', 'flow Waiting', { run: second['run'], version: 1, event }],
      [
        'replayed',
        'run Waiting',
        { run: replayed['run'], version: 1, from: 'pause', body: 'another' },
      ],
      ['replayed', 'event Waiting', { run: again['run'], version: 1 }],
      ['cancelled', 'run Waiting', {}],
      ['started', 'replay Waiting', filter],
      ...ended,
    ]);
    expect(all[0]).toMatchObject({ actor: { kind: 'key', name: 'MILLRACE_API_KEY' } });
    expect(JSON.stringify(all)).not.toContain('4111');
  });

  it('that ended already is not cancelled, and leaves no row', async () => {
    const made = await post(`/flows/${flow.id}/run`, { body: {} });
    await post(`/runs/${String(made['run'])}/cancel`);
    const before = await entries('action=cancelled');
    const refused = await server.api('POST', `/runs/${String(made['run'])}/cancel`);
    expect(refused.status).toBe(409);
    expect(await entries('action=cancelled')).toEqual(before);
  });

  it('and its row are committed together: without the row nothing is cancelled', async () => {
    const made = await post(`/flows/${flow.id}/run`, { body: {} });
    const run = String(made['run']);
    const check = "CHECK (action <> 'cancelled') NOT VALID";
    await server.pool.query(`ALTER TABLE audit_log ADD CONSTRAINT no ${check}`);
    expect((await server.api('POST', `/runs/${run}/cancel`)).status).toBe(500);
    expect((await server.run(run)).status).not.toBe('cancelled');
    await server.pool.query('ALTER TABLE audit_log DROP CONSTRAINT no');
  });

  it('as a test in the editor leaves a row before the call', async () => {
    await post(`/flows/${flow.id}/steps/pause/test`, {});
    await post(`/flows/${flow.id}/sample`, { sample: 0 });
    const made = await post('/connections', {
      connector: 'woocommerce',
      name: 'Shop',
      values: { webhook_secret: 'hunter2' },
    });
    await post(`/connections/${String(made['id'])}/test`);
    expect((await entries('action=tested')).map(brief)).toEqual([
      ['tested', 'connection Shop', {}],
      ['tested', 'flow Waiting', { sample: 0 }],
      ['tested', 'flow Waiting', { step: 'pause' }],
    ]);
  });
});

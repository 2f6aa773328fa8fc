import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Registration, WebhookTrigger } from '@millrace/model';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';
import { RegistrationWorker } from './registration-worker.ts';
import { delivery, startShop, type Shop } from '../testing/shop.ts';

let database: TestDatabase;
let shop: Shop;
let server: TestServer;
let accounts = 0;

beforeAll(async () => {
  database = await testDatabase();
  shop = await startShop();
  server = await startServer(database);
});

afterEach(() => {
  shop.reset();
});

afterAll(async () => {
  await server.stop();
  await shop.close();
  await database.drop();
});

async function account(change: Record<string, string> = {}): Promise<string> {
  const name = `Shop ${(accounts += 1)}`;
  const keys = { consumer_key: 'ck_shop', consumer_secret: 'cs_shop' };
  const values = { base_url: shop.url, ...keys, ...change };
  const body = { connector: 'woocommerce', name, auth: 'rest', values };
  expect((await server.api('POST', '/connections', body)).status).toBe(201);
  return name;
}

function trigger(connection: string, more: Partial<WebhookTrigger> = {}): WebhookTrigger {
  return { kind: 'webhook', source: 'woocommerce.order-created', connection, ...more };
}

async function registration({ id }: TestFlow): Promise<Registration | null> {
  const { body } = await server.api('GET', `/flows/${id}`);
  return body['registration'] as Registration | null;
}

async function until(flow: TestFlow, state: string): Promise<Registration> {
  await expect
    .poll(async () => (await registration(flow))?.state, { timeout: 10_000, interval: 30 })
    .toBe(state);
  return (await registration(flow)) as Registration;
}

async function published(name: string): Promise<TestFlow> {
  return server.flow({ name, trigger: trigger(await account()) });
}

async function audit({ id }: TestFlow): Promise<unknown[]> {
  const { body } = await server.api('GET', `/audit?thing=flow&id=${id}`);
  const items = body['items'] as { action: string; actor: { kind: string } }[];
  return items.filter(({ actor }) => actor.kind === 'system').map(({ action }) => action);
}

const hookOf = (): Shop['hooks'][number] => {
  const [hook] = shop.hooks;
  if (hook === undefined) throw new Error('The shop has no webhook.');
  return hook;
};

async function deliver(flow: TestFlow, hook = hookOf()): Promise<number> {
  const { body, headers } = delivery(shop, hook, { id: Math.random() });
  return (await server.send(flow, body, headers)).status;
}

describe('a flow whose application can be set up', () => {
  it('has its webhook once it is published, and takes what is signed with the secret made for it', async () => {
    const flow = await published('Made');
    const made = await until(flow, 'registered');
    expect(made).toMatchObject({ wanted: true, source: 'woocommerce.order-created', error: null });
    expect(made.since).not.toBeNull();
    expect(made.manual).toContain('WooCommerce → Settings');
    expect(shop.hooks).toMatchObject([
      { topic: 'order.created', status: 'active', delivery_url: server.url + flow.hook },
    ]);
    expect(hookOf().secret).toMatch(/^\w{43}$/);
    expect(await deliver(flow)).toBe(200);
    expect(await deliver(flow, { ...hookOf(), secret: 'another' })).toBe(401);
    expect((await server.send(flow, { id: 1 })).status).toBe(401);
    expect(await audit(flow)).toEqual(['registered']);
  });

  it('shows nobody the secret, and the address not beside it', async () => {
    const flow = await published('Secret');
    await until(flow, 'registered');
    const { text } = await server.api('GET', `/flows/${flow.id}`);
    expect(text).not.toContain(hookOf().secret);
    expect(JSON.stringify(await registration(flow))).not.toContain(flow.hook);
    const { rows } = await server.pool.query(
      `SELECT count(*)::integer AS n FROM trigger_registrations WHERE encode(secret, 'escape') LIKE $1`,
      [`%${hookOf().secret}%`],
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('loses its webhook while it is paused, and gets one again', async () => {
    const flow = await published('Paused');
    await until(flow, 'registered');
    const before = hookOf();
    await server.api('POST', `/flows/${flow.id}/pause`);
    expect(await until(flow, 'removed')).toMatchObject({ wanted: false, since: null });
    expect(shop.hooks).toEqual([]);
    await server.api('POST', `/flows/${flow.id}/resume`);
    await until(flow, 'registered');
    expect(shop.hooks).toHaveLength(1);
    expect(hookOf().secret).not.toBe(before.secret);
    expect(await deliver(flow)).toBe(200);
    // What was under way is signed with the secret before.
    expect(await deliver(flow, before)).toBe(200);
    await server.pool.query(
      `UPDATE trigger_registrations SET ended_at = now() - interval '25 hours' WHERE state = 'removed'`,
    );
    await server.api('POST', `/flows/${flow.id}/publish`);
    expect(await deliver(flow, before)).toBe(401);
    expect(await audit(flow)).toEqual(['registered', 'unregistered', 'registered']);
  });

  it('loses its webhook when it is deleted, and the account can go when that is done', async () => {
    const flow = await published('Deleted');
    await until(flow, 'registered');
    await server.api('DELETE', `/flows/${flow.id}`);
    await expect.poll(() => shop.hooks).toEqual([]);
    await expect.poll(() => audit(flow)).toEqual(['unregistered', 'registered']);
  });

  it('keeps its webhook when it is published again, and changes it with the event', async () => {
    const flow = await published('Changed');
    await until(flow, 'registered');
    const before = hookOf();
    await server.api('POST', `/flows/${flow.id}/publish`);
    expect(shop.hooks).toEqual([before]);
    const document = {
      ...{ millrace: 1, name: 'Changed', steps: [] },
      trigger: trigger(`Shop ${accounts}`, { source: 'woocommerce.order-updated' }),
    };
    await server.api('PUT', `/flows/${flow.id}/draft`, { document });
    await server.api('POST', `/flows/${flow.id}/publish`);
    await expect.poll(() => shop.hooks.map(({ topic }) => topic)).toEqual(['order.updated']);
    await until(flow, 'registered');
  });

  it('loses its webhook with the account that is chosen, and takes what comes unsigned again', async () => {
    const flow = await published('By hand again');
    await until(flow, 'registered');
    const source = 'woocommerce.order-created';
    const document = { millrace: 1, name: 'By hand again', steps: [] };
    await server.api('PUT', `/flows/${flow.id}/draft`, {
      document: { ...document, trigger: { kind: 'webhook', source } },
    });
    await server.api('POST', `/flows/${flow.id}/publish`);
    await expect.poll(() => shop.hooks).toEqual([]);
    expect(await registration(flow)).toBeNull();
    expect((await server.send(flow, { id: 1 })).status).toBe(200);
  });

  it('takes an account of the same application only, and what the source asks for', async () => {
    const publish = async (more: object): Promise<unknown> => {
      const made = await server.api('POST', '/flows', {
        document: {
          millrace: 1,
          name: 'Refused',
          steps: [],
          trigger: { kind: 'webhook', ...more },
        },
      });
      return (await server.api('POST', `/flows/${String(made.body['id'])}/publish`)).body;
    };
    const connection = await account();
    expect(await publish({ source: 'brevo.email-event', connection })).toMatchObject({
      code: 'FLOW_TRIGGER_CONNECTION',
    });
    expect(
      await publish({ source: 'woocommerce.order-created', connection: 'Nobody' }),
    ).toMatchObject({ code: 'FLOW_CONNECTION_MISSING' });
    const token = { connector: 'github', name: 'Code', values: { token_value: 'made-up-token' } };
    expect((await server.api('POST', '/connections', token)).status).toBe(201);
    expect(await publish({ source: 'github.event', connection: 'Code' })).toMatchObject({
      code: 'INPUT_INVALID',
      detail: expect.stringContaining('epository') as string,
    });
  });

  it('takes over the webhook that somebody made by hand, with the secret of both for a day', async () => {
    const name = await account({ webhook_secret: 'entered-by-hand' });
    const verify = {
      preset: 'woocommerce',
      secret: { connection: name, field: 'webhook_secret' },
    };
    const made = await server.api('POST', '/flows', {
      document: { millrace: 1, name: 'By hand', steps: [], trigger: trigger(name, { verify }) },
    });
    const url = String(made.body['hook_url']);
    const hand = { id: 7, topic: 'order.created', delivery_url: url, secret: 'entered-by-hand' };
    shop.hooks.push({ ...hand, status: 'active' });
    const flow = { id: String(made.body['id']), hook: new URL(url).pathname };
    await server.api('POST', `/flows/${flow.id}/publish`);
    await until(flow, 'registered');
    expect(shop.hooks).toHaveLength(1);
    expect(await deliver(flow)).toBe(200);
    expect(await deliver(flow, { ...hookOf(), secret: 'entered-by-hand' })).toBe(200);
  });
});

describe('a set-up that fails', () => {
  it('leaves the flow live, says why and what to do, and goes well when it is tried again', async () => {
    shop.closed = true;
    const flow = await published('Refused');
    const failed = await until(flow, 'failed');
    expect(failed.error).toMatchObject({ code: 'CALL_UNAUTHORIZED' });
    expect(failed.error?.hint).toContain('key may read and write');
    expect(failed.next_try_at).not.toBeNull();
    expect(failed.manual).toContain('Add webhook');
    expect((await server.api('GET', `/flows/${flow.id}`)).body['status']).toBe('live');
    expect(await audit(flow)).toEqual(['registration_failed']);
    shop.closed = false;
    const answer = await server.api('POST', `/flows/${flow.id}/registration`);
    expect(answer.status).toBe(202);
    await until(flow, 'registered');
    expect(await deliver(flow)).toBe(200);
  });

  it('is not even tried where the application cannot reach the trigger URL', async () => {
    const flow = await server.flow({
      name: 'Far away',
      trigger: trigger(await account({ base_url: 'https://shop.example.com' })),
    });
    expect((await until(flow, 'failed')).error).toMatchObject({
      code: 'REGISTRATION_UNREACHABLE',
      message: expect.stringContaining('WooCommerce cannot reach the trigger URL') as string,
    });
    await server.api('POST', `/flows/${flow.id}/pause`);
    await until(flow, 'removed');
  });

  it('calls no address inside the own network', async () => {
    const closed = await startServer(database, {
      ...{ egressAllow: [], roles: new Set(['api', 'worker']) },
      encryptionKey: server.config.encryptionKey,
    });
    await server.get(RegistrationWorker).stop();
    const flow = await published('Guarded');
    await expect
      .poll(async () => (await registration(flow))?.error?.code, { timeout: 10_000 })
      .toBe('EGRESS_BLOCKED');
    expect(shop.calls.filter((call) => call.includes('webhooks'))).toEqual([]);
    await closed.stop();
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { manifestSchema, type Registration } from '@millrace/model';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { ship } from '../testing/ship.ts';
import { startPartner, type Partner } from '../testing/partner.ts';
import { startShop, type Shop } from '../testing/shop.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';
import { RegistrationWorker } from './registration-worker.ts';

const HOUR = 3_600_000;

let database: TestDatabase;
let shop: Shop;
let partner: Partner;
/** Nobody works by itself here: the tests say when. */
let one: TestServer;
let two: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  shop = await startShop();
  partner = await startPartner();
  const roles = new Set(['api', 'intake'] as const);
  one = await startServer(database, { roles });
  const { encryptionKey, hooksUrl } = one.config;
  two = await startServer(database, { roles, encryptionKey, hooksUrl });
  for (const server of [one, two]) addHourly(server.get(CatalogueService));
});

afterEach(async () => {
  // The rows of a test are no business of the next one.
  await one.pool.query('UPDATE trigger_registrations SET next_at = NULL');
  shop.reset();
  partner.reset();
});

afterAll(async () => {
  await two.stop();
  await one.stop();
  await partner.close();
  await shop.close();
  await database.drop();
});

/** A connector whose webhooks end after two hours. */
function addHourly(catalogue: CatalogueService, version = 1): void {
  const path = '$.steps.hook.body.ends';
  const manifest = manifestSchema.parse({
    ...{ millrace_connector: 2, id: 'hourly', version, name: 'Hourly', description: 'A bell.' },
    ...{ website: 'https://example.com', docs: 'https://example.com/docs', categories: ['Test'] },
    ...{ color: '#336699', icon: { letters: 'H' }, servers: { api: '{site}' } },
    connection: [{ key: 'site', label: 'Site', type: 'url', required: true }],
    auth: { open: { kind: 'none', label: 'Open' } },
    triggers: {
      bell: {
        ...{ label: 'A bell rang', description: 'It rang.', samples: [{ name: 'Rang', body: {} }] },
        webhook: {
          ...{ preset: 'none', manual: 'Ask for it.', per: 'connection' },
          register: {
            subscribe: [{ id: 'hook', method: 'POST', path: '/hooks', body: {} }],
            keep: { id: { $path: '$.steps.hook.body.id' } },
            expires: { $path: path },
            unit: 'date',
            renew: {
              before: '15m',
              steps: [
                {
                  ...{ id: 'hook', method: 'PATCH', path: '/hooks/{id}', body: {} },
                  values: { id: { $path: '$.kept.id' } },
                },
              ],
            },
            unsubscribe: [{ id: 'gone', method: 'DELETE', path: `/v${version}/hooks` }],
          },
        },
      },
    },
  });
  ship(catalogue, manifest);
}

async function account(connector: string, values: Record<string, string>): Promise<string> {
  const { body } = await one.api('GET', '/connections');
  const name = `${connector} ${(body['items'] as unknown[]).length}`;
  const auth = connector === 'hourly' ? 'open' : 'rest';
  const made = await one.api('POST', '/connections', { connector, name, auth, values });
  expect(made.status).toBe(201);
  return name;
}

async function orders(name: string): Promise<TestFlow> {
  const keys = { consumer_key: 'ck_shop', consumer_secret: 'cs_shop' };
  const connection = await account('woocommerce', { base_url: shop.url, ...keys });
  return one.flow({
    name,
    trigger: { kind: 'webhook', source: 'woocommerce.order-created', connection },
  });
}

async function registration({ id }: TestFlow): Promise<Registration> {
  const { body } = await one.api('GET', `/flows/${id}`);
  return body['registration'] as Registration;
}

const from = (ms: number): Date => new Date(Date.now() + ms);
const tick = (server: TestServer, now = new Date()): Promise<void> =>
  server.get(RegistrationWorker).tick(now);
const writes = (): string[] =>
  shop.calls.filter((call) => call.includes('/webhooks') && !call.startsWith('GET'));

/** Those of a flow: what earlier tests left is looked after as well. */
const hooksOf = ({ hook }: TestFlow): Shop['hooks'] =>
  shop.hooks.filter(({ delivery_url: url }) => url === one.url + hook);

describe('two processes', () => {
  it('make one webhook', async () => {
    const flow = await orders('Two');
    await Promise.all([tick(one), tick(two), tick(one), tick(two)]);
    expect(await registration(flow)).toMatchObject({ state: 'registered' });
    expect(writes()).toEqual(['POST /webhooks']);
  });

  it('do not disturb one that is at it, and go on where one died after its call', async () => {
    const flow = await orders('Died');
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    shop.before = (call) => (call === 'POST /webhooks' ? held : Promise.resolve());
    const dying = tick(one);
    await expect.poll(() => writes()).toEqual(['POST /webhooks']);
    expect(await registration(flow)).toMatchObject({ state: 'registering' });
    await tick(two);
    await tick(two, from(60_000));
    expect(writes()).toEqual(['POST /webhooks']);
    // What came of the call is not kept, as if the process had died with the answer.
    await one.pool.query('UPDATE trigger_registrations SET fence = fence + 1 WHERE flow_id = $1', [
      flow.id,
    ]);
    go();
    await dying;
    expect(await registration(flow)).toMatchObject({ state: 'registering' });
    await tick(two, from(2 * 60_000));
    expect(await registration(flow)).toMatchObject({ state: 'registered' });
    expect(writes()).toEqual(['POST /webhooks', expect.stringMatching(/^PUT/)]);
    expect(hooksOf(flow)).toHaveLength(1);
  });
});

describe('a call that ends without an answer', () => {
  it('may have made a webhook: the next try finds it, and makes no second one', async () => {
    const flow = await orders('Silent');
    shop.silent = true;
    await tick(one);
    expect(hooksOf(flow)).toHaveLength(1);
    expect(await registration(flow)).toMatchObject({
      state: 'failed',
      error: { code: 'CALL_UNAVAILABLE' },
    });
    shop.silent = false;
    await tick(two, from(60_000));
    expect(await registration(flow)).toMatchObject({ state: 'registered', error: null });
    expect(hooksOf(flow)).toHaveLength(1);
    expect(writes()).toEqual(['POST /webhooks', expect.stringMatching(/^PUT/)]);
  });

  it('leaves nothing behind when the flow is deleted meanwhile', async () => {
    const flow = await orders('Left');
    shop.silent = true;
    await tick(one);
    expect(hooksOf(flow)).toHaveLength(1);
    shop.silent = false;
    await one.api('DELETE', `/flows/${flow.id}`);
    await tick(one, from(HOUR));
    expect(hooksOf(flow)).toEqual([]);
    await tick(one, from(26 * HOUR));
    const { rows } = await one.pool.query(
      'SELECT id FROM trigger_registrations WHERE flow_id = $1',
      [flow.id],
    );
    expect(rows).toEqual([]);
  });
});

describe('an account that has one webhook', () => {
  it('gives it to one flow, and tells the other who has it', async () => {
    const connection = await account('hourly', { site: partner.url });
    const trigger = { kind: 'webhook', source: 'hourly.bell', connection } as const;
    const first = await one.flow({ name: 'First', trigger });
    await tick(one);
    const second = await one.flow({ name: 'Second', trigger });
    await tick(one);
    expect(await registration(first)).toMatchObject({ state: 'registered' });
    expect(await registration(second)).toMatchObject({
      state: 'failed',
      error: { code: 'REGISTRATION_TAKEN', message: expect.stringContaining('First') as string },
    });
  });
});

describe('an account in use', () => {
  it('stays until the webhooks made with it are removed', async () => {
    const flow = await orders('Account');
    await tick(one);
    await one.api('DELETE', `/flows/${flow.id}`);
    const { body } = await one.api('GET', '/connections');
    const [newest] = body['items'] as { id: string; used_by: unknown[] }[];
    expect(newest?.used_by).toEqual([{ id: flow.id, name: 'Account' }]);
    expect((await one.api('DELETE', `/connections/${newest?.id ?? ''}`)).status).toBe(409);
    await tick(one);
    expect((await one.api('DELETE', `/connections/${newest?.id ?? ''}`)).status).toBe(204);
  });
});

describe('a webhook that is there', () => {
  it('is looked at once a day, and switched on again', async () => {
    const flow = await orders('Daily');
    await tick(one);
    const [hook] = hooksOf(flow);
    if (hook === undefined) throw new Error('The shop has no webhook.');
    hook.status = 'disabled';
    await tick(one, from(23 * HOUR));
    expect(hook.status).toBe('disabled');
    await tick(one, from(25 * HOUR));
    expect(hook.status).toBe('active');
    expect(await registration(flow)).toMatchObject({ state: 'registered' });
  });

  it('is made anew when somebody deleted it', async () => {
    const flow = await orders('Lost');
    await tick(one);
    shop.hooks = [];
    await one.api('POST', `/flows/${flow.id}/registration`);
    await tick(one, from(1_000));
    expect(hooksOf(flow)).toHaveLength(1);
    const { body } = await one.api('GET', `/audit?thing=flow&id=${flow.id}&action=lost`);
    expect(body['items']).toHaveLength(1);
  });

  it('is renewed before it ends', async () => {
    const connection = await account('hourly', { site: partner.url });
    const flow = await one.flow({
      name: 'Renewed',
      trigger: { kind: 'webhook', source: 'hourly.bell', connection },
    });
    partner.holding = true;
    const ends = (ms: number): object => ({ id: 'h1', ends: from(ms).toISOString() });
    const first = tick(one);
    await expect.poll(() => partner.calls.length).toBe(1);
    partner.calls[0]?.answer(200, ends(2 * HOUR) as never);
    await first;
    await tick(one, from(1.5 * HOUR));
    expect(partner.calls.map(({ path }) => path)).toEqual(['/hooks']);
    const second = tick(one, from(1.8 * HOUR));
    await expect.poll(() => partner.calls.length).toBe(2);
    partner.calls[1]?.answer(200, ends(4 * HOUR) as never);
    await second;
    expect(partner.calls.map(({ path }) => path)).toEqual(['/hooks', '/hooks/h1']);
    const { expires_at: end } = await registration(flow);
    expect(Date.parse(end ?? '')).toBeGreaterThan(Date.now() + 3.9 * HOUR);
  });
});

describe('a connector that changed', () => {
  it('removes a webhook the way it was made', async () => {
    const connection = await account('hourly', { site: partner.url });
    const flow = await one.flow({
      name: 'Older',
      trigger: { kind: 'webhook', source: 'hourly.bell', connection },
    });
    await tick(one);
    addHourly(one.get(CatalogueService), 2);
    await one.api('DELETE', `/flows/${flow.id}`);
    await tick(one);
    expect(partner.calls.map(({ path }) => path)).toEqual(['/hooks', '/v1/hooks']);
  });
});

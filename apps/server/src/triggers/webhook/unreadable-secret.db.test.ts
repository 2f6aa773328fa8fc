import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { startServer, type TestServer } from '../../testing/test-server.ts';

let database: TestDatabase;
let before: TestServer;
let after: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  before = await startServer(database);
  // Each test server has an encryption key of its own.
  after = await startServer(database);
});

afterAll(async () => {
  await after.stop();
  await before.stop();
  await database.drop();
});

it('that cannot be decrypted loses no event: it is kept, and the sender comes again', async () => {
  const values = { webhook_secret: 'a secret' };
  const made = await before.api('POST', '/connections', {
    connector: 'woocommerce',
    name: 'woo-shop',
    values,
  });
  expect(made.status).toBe(201);
  const secret = { connection: 'woo-shop', field: 'webhook_secret' };
  const flow = await before.flow({
    trigger: { kind: 'webhook', verify: { preset: 'woocommerce', secret } } as never,
  });
  const answer = await after.send(flow, { id: 1 }, { 'x-wc-webhook-signature': 'AAAA' });
  expect([answer.status, answer.body['code']]).toEqual([503, 'SECRET_UNREADABLE']);
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(answer.text).not.toContain('woo-shop');
  const { body } = await before.api('GET', `/events?flow=${flow.id}`);
  expect(body['items']).toEqual([
    expect.objectContaining({
      verdict: 'bad_signature',
      reason: expect.stringContaining('"woo-shop" cannot be decrypted') as string,
    }),
  ]);
});

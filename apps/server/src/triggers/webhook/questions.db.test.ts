import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
let closed: TestFlow;
let shop: TestFlow;
let open: TestFlow;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
  const withOrigins = (...origins: string[]): Promise<TestFlow> =>
    server.flow({ trigger: { kind: 'webhook', cors: { origins } } as never });
  [closed, shop, open] = await Promise.all([
    server.flow({}),
    withOrigins('https://shop.example'),
    withOrigins('*'),
  ]);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

async function events({ id }: TestFlow): Promise<number> {
  const { rows } = await server.pool.query<{ count: number }>(
    'SELECT count(*)::integer AS count FROM events WHERE flow_id = $1',
    [id],
  );
  return rows[0]?.count ?? -1;
}

function ask(flow: TestFlow, method: string, headers: Record<string, string>): Promise<Response> {
  return fetch(server.url + flow.hook, { method, headers });
}

const preflight = (origin: string) => ({
  origin,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'content-type, x-token',
});

describe('a question about a trigger URL', () => {
  it('is answered, and is no event', async () => {
    const head = await ask(closed, 'HEAD', {});
    const options = await ask(closed, 'OPTIONS', {});
    const asked = await ask(shop, 'OPTIONS', preflight('https://shop.example'));
    expect([head.status, options.status, asked.status]).toEqual([200, 204, 204]);
    expect(options.headers.get('allow')).toContain('POST');
    expect([await events(closed), await events(shop)]).toEqual([0, 0]);
  });

  it('for a URL that is not there is not answered as if it were', async () => {
    for (const method of ['HEAD', 'OPTIONS']) {
      const answer = await fetch(`${server.url}/hooks/${'x'.repeat(32)}`, { method });
      expect([method, answer.status]).toEqual([method, 404]);
    }
  });
});

describe('a page of the web', () => {
  it.each([
    ['no page, when the flow names none', () => closed, 'https://shop.example', null],
    ['the page that the flow names', () => shop, 'https://shop.example', 'https://shop.example'],
    ['not the page of another scheme', () => shop, 'http://shop.example', null],
    ['not a page whose name begins alike', () => shop, 'https://shop.example.evil.test', null],
    ['any page, when the flow says so', () => open, 'https://anything.example', '*'],
  ])('may call as the flow says: %s', async (_, flow, origin, allowed) => {
    const before = await ask(flow(), 'OPTIONS', preflight(origin));
    expect(before.headers.get('access-control-allow-origin')).toBe(allowed);
    expect(before.headers.get('access-control-allow-headers')).toBe(
      allowed === null ? null : 'content-type, x-token',
    );
    const answer = await server.send(flow(), {}, { origin });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(allowed);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('may read an error, too', async () => {
    const answer = await server.send(open, '{"a":', { origin: 'https://anything.example' });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});

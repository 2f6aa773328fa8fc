import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
});

afterEach(() => {
  expect(server.errors.splice(0)).toEqual([]);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

const XSS = '<script>alert(document.cookie)</script>';

/** A flow that answers so. Documents that can no longer be saved may still be stored from before. */
async function answering(answer: object): Promise<TestFlow> {
  const flow = await server.flow({
    trigger: { kind: 'webhook', reply: { mode: 'respond' } } as never,
    steps: [{ id: 'answer', kind: 'respond' }],
  });
  await server.pool.query(
    `UPDATE flow_versions SET document = jsonb_set(document::jsonb, '{steps,0}',
       document::jsonb #> '{steps,0}' || $2::jsonb)::text WHERE flow_id = $1`,
    [flow.id, JSON.stringify(answer)],
  );
  return flow;
}

/** The answer to exactly these bytes, headers and all. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

describe('what a stranger sent, in an answer that a browser shows', () => {
  it.each(['text/html', 'text/html; charset=utf-8', 'application/xhtml+xml', 'image/svg+xml'])(
    'is text, not markup (%s)',
    async (type) => {
      const flow = await answering({
        headers: { 'content-type': type },
        body: { $template: '<p>Hello {{trigger.body.name}}</p>' },
      });
      const answer = await server.send(flow, { name: XSS });
      expect(answer.status).toBe(200);
      expect(answer.text).toBe('<p>Hello &lt;script&gt;alert(document.cookie)&lt;/script&gt;</p>');
      expect(answer.headers.get('content-security-policy')).toMatch(/(^|;\s*)sandbox(;|$)/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  it('is itself in an answer of plain text', async () => {
    const flow = await answering({ body: { $template: 'Hello {{trigger.body.name}}' } });
    const answer = await server.send(flow, { name: XSS });
    expect(answer.text).toBe(`Hello ${XSS}`);
  });
});

describe('any answer of a trigger URL', () => {
  it('keeps a browser from running what stands in it', async () => {
    const flow = await server.flow({});
    const answers = [
      await server.send(flow, {}),
      await server.send(flow, '{"a":'),
      await fetch(`${server.url}/hooks/${'x'.repeat(32)}`, { method: 'POST' }),
      await fetch(server.url + flow.hook, { method: 'HEAD' }),
    ];
    for (const { headers } of answers) {
      expect(headers.get('content-security-policy')).toMatch(/(^|;\s*)sandbox(;|$)/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});

describe('headers that a flow may not set', () => {
  const RESERVED = {
    'Set-Cookie': 'millrace.session_token=stolen',
    'Content-Security-Policy': 'default-src *',
    'Access-Control-Allow-Origin': 'https://evil.test',
    'Clear-Site-Data': '"*"',
    'Service-Worker-Allowed': '/',
    Trailer: 'X-A',
    'X-Content-Type-Options': 'none',
  };

  it('are not sent', async () => {
    const flow = await answering({ headers: { ...RESERVED, 'X-Own': 'kept' }, body: 'hi' });
    const answer = await server.send(flow, {});
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-own')).toBe('kept');
    expect(answer.headers.get('content-security-policy')).toMatch(/sandbox/);
    for (const name of [
      'set-cookie',
      'access-control-allow-origin',
      'clear-site-data',
      'trailer',
    ]) {
      expect([name, answer.headers.get(name)]).toEqual([name, null]);
    }
    const { body: runs } = await server.api('GET', `/runs?flow=${flow.id}`);
    const [{ id }] = runs['items'] as [{ id: string }];
    const output = (await server.run(id)).attempts[0]?.output as {
      headers: object;
      warnings: string[];
    };
    expect(output.headers).toEqual({ 'X-Own': 'kept' });
    expect(output.warnings).toHaveLength(Object.keys(RESERVED).length);
    for (const name of Object.keys(RESERVED)) {
      const said = `The header ${name} was left out of the answer`;
      expect(output.warnings).toContainEqual(expect.stringContaining(said));
    }
  });

  it('do not end the server, in HTTP/1.0 either', async () => {
    const flow = await answering({ headers: { Trailer: 'X-A' }, body: 'hi' });
    const answer = await raw(`POST ${flow.hook} HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(await (await fetch(`${server.url}/healthz`)).text()).toBe('ok\n');
  });
});

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Role } from '@millrace/model';
import { API_KEY, BEARER, call } from '../http/testing.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { ownManifest } from '../testing/own-manifest.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';
import { keyWithRole } from './testing.ts';

const SIGNING_SECRET = 'shared-with-the-shop';
const SENDERS_KEY = 'the-key-of-the-sender';
const MULTIPART = ['--cut', 'Content-Disposition: form-data; name="f"; filename="a.txt"', '', 'hi'];

let database: TestDatabase;
let server: TestServer;
let flow: TestFlow;
let token: string;
let viewer: Record<string, string>;
/** What stands for each parameter of a path. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
  viewer = (await keyWithRole(server.url, BEARER, 'viewer')).headers;
  const steps = [{ id: 'note', kind: 'set', fields: { id: { $path: '$.trigger.body.id' } } }];
  flow = await server.flow({ name: 'Orders', steps });
  token = flow.hook.replace('/hooks/', '');
  const made = await server.api('POST', '/connections', {
    connector: 'woocommerce',
    name: 'shop',
    values: { webhook_secret: SIGNING_SECRET },
  });
  const manifest = ownManifest('notes');
  expect((await server.api('POST', '/connectors', { manifest })).status).toBe(201);
  const sent = await server.send(
    { ...flow, hook: `${flow.hook}?api_key=${SIGNING_SECRET}` },
    { id: 7 },
    {
      'x-api-key': SENDERS_KEY,
      'x-original-uri': flow.hook,
      referer: `http://proxy.example${flow.hook}?x=1`,
    },
  );
  await vi.waitFor(
    async () => expect((await server.run(String(sent.body['run']))).status).toBe('succeeded'),
    15_000,
  );
  const upload = await call(server.url + flow.hook, {
    method: 'POST',
    body: [...MULTIPART, '--cut--', ''].join('\r\n'),
    headers: { 'content-type': 'multipart/form-data; boundary=cut' },
  });
  const { body: event } = await server.api('GET', `/events/${String(upload.body['event'])}`);
  const { body: replay } = await server.api('POST', '/runs/replay', {
    flow: flow.id,
    status: ['succeeded'],
  });
  ids['flow'] = flow.id;
  ids['event'] = String(sent.body['event']);
  ids['run'] = String(sent.body['run']);
  ids['connection'] = String(made.body['id']);
  ids['replay'] = String(replay['id']);
  ids['file'] = (event['body'] as { f: { file: string } }).f.file;
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

/** Real things behind every path a viewer may read. */
function real(path: string): string {
  const room = path.split('/')[3] ?? '';
  const id = {
    flows: ids['flow'],
    events: ids['event'],
    runs: ids['run'],
    connections: ids['connection'],
    replays: ids['replay'],
    files: ids['file'],
  }[room];
  return path
    .replace(/\{(id|file)\}/, encodeURIComponent(id ?? ''))
    .replace('{seq}', '1')
    .replace('{connector}', 'notes')
    .replace('/events/sample', `/events/sample?flow=${flow.id}`);
}

const BODIES: Record<string, object> = {
  '/api/v1/flows/{id}/check': {},
  '/api/v1/mappings/preview': {
    mapping: { $path: '$' },
    get flow_id() {
      return flow.id;
    },
  },
};

async function readable(): Promise<{ method: string; path: string }[]> {
  const { body } = await call(`${server.url}/api/v1/openapi.json`);
  const paths = body['paths'] as Record<string, Record<string, { 'x-role'?: Role }>>;
  return Object.entries(paths).flatMap(([path, calls]) =>
    Object.entries(calls)
      .filter(([, { 'x-role': least }]) => least === 'viewer')
      .map(([method]) => ({ method: method.toUpperCase(), path }))
      .filter(({ method, path: one }) => method !== 'DELETE' && !one.endsWith('/stream')),
  );
}

describe('what a viewer is answered', () => {
  it('holds no trigger URL, no credential of a sender and no secret, on any route', async () => {
    const routes = await readable();
    expect(routes.length).toBeGreaterThan(15);
    for (const { method, path } of routes) {
      const answer = await call(server.url + real(path), {
        method,
        ...(method === 'GET' ? {} : { body: BODIES[path] }),
        headers: viewer,
      });
      expect([method, path, answer.status, answer.text]).toEqual([method, path, 200, answer.text]);
      for (const secret of [token, SENDERS_KEY, SIGNING_SECRET, API_KEY]) {
        expect(answer.text, `${method} ${path}`).not.toContain(secret);
      }
    }
  });

  it('says in their place that they are hidden, and leaves the rest readable', async () => {
    const shown = await call(`${server.url}/api/v1/flows/${flow.id}`, { headers: viewer });
    expect(shown.body).toMatchObject({ name: 'Orders', hook_url: null });
    const event = await call(`${server.url}/api/v1/events/${ids['event'] ?? ''}`, {
      headers: viewer,
    });
    expect(event.body).toMatchObject({
      headers: {
        'content-type': 'application/json',
        'x-api-key': '[hidden from viewers]',
        'x-original-uri': '/hooks/[hidden from viewers]',
      },
      query: { api_key: '[hidden from viewers]' },
      body: { id: 7 },
    });
  });

  it('is more for an editor: the address, and headers as they came', async () => {
    const editor = (await keyWithRole(server.url, BEARER, 'editor')).headers;
    const shown = await call(`${server.url}/api/v1/flows/${flow.id}`, { headers: editor });
    expect(shown.body['hook_url']).toBe(server.url + flow.hook);
    const event = await call(`${server.url}/api/v1/events/${ids['event'] ?? ''}`, {
      headers: editor,
    });
    expect(event.body).toMatchObject({ headers: { 'x-api-key': SENDERS_KEY } });
  });

  it('over the stream names what happened, and no trigger URL', async () => {
    const gone = new AbortController();
    const stream = await fetch(`${server.url}/api/v1/stream`, {
      headers: viewer,
      signal: gone.signal,
    });
    await server.api('POST', `/flows/${flow.id}/pause`);
    await server.api('POST', `/flows/${flow.id}/resume`);
    const run = await server.start(flow, { id: 8 });
    let heard = '';
    const decoder = new TextDecoder();
    for await (const chunk of stream.body!) {
      heard += decoder.decode(chunk as Uint8Array, { stream: true });
      if (heard.includes(run) && heard.includes('"kind":"flow"')) break;
    }
    gone.abort();
    expect(heard).not.toContain(token);
  });
});

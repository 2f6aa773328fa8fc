import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAX_PAGE } from '@millrace/model';
import { FlowStore } from '../flows/flow.store.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { documentOf, startServer, type TestServer } from '../testing/test-server.ts';
import { BEARER, call, codeOf } from './testing.ts';

const MB = 1024 * 1024;
/** Hundreds of calls, or a body of megabytes: more than the usual time on a busy machine. */
const SLOW_MS = 180_000;
const SOME_ID = '01890000-0000-7000-8000-000000000000';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

const api = (path: string): string => `${server.url}/api/v1${path}`;

describe('a body', () => {
  /** Announces 20 MB and sends a little of it; what comes back was answered without the rest. */
  function announce(path: string, headers: Record<string, string> = {}): Promise<number> {
    return new Promise((resolve, reject) => {
      const upload = httpRequest(api(path), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': 20 * MB, ...headers },
      });
      upload.once('error', reject);
      upload.once('response', (response) => {
        upload.removeAllListeners('error').on('error', () => undefined);
        resolve(response.statusCode ?? 0);
        upload.destroy();
      });
      upload.write('[[],'.repeat(10_000));
    });
  }

  it('of 20 MB from strangers, twenty at once, is refused unread, and others are served', async () => {
    const paths = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? '/session' : '/flows'));
    const attacks = paths.map((path) => announce(path));
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(await Promise.all(attacks)).toEqual(
      paths.map((path) => (path === '/session' ? 413 : 401)),
    );
  });

  it('of 20 MB that is sent whole all the same does not cost its sender the answer', async () => {
    const body = `[${'[],'.repeat((20 * MB) / 3)}[]]`;
    const answer = await call(api('/session'), { method: 'POST', body });
    expect([answer.status, codeOf(answer)]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('is refused for its role before it is read', async () => {
    const made = await server.api('POST', '/api-keys', { name: 'v', role: 'viewer' });
    const headers = { authorization: `Bearer ${String(made.body['key'])}` };
    const answer = await call(api('/flows'), { method: 'POST', body: '{"not json', headers });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'ROLE_TOO_LOW']);
  });

  it.each([
    ['/session', 5_000, 413],
    ['/api-keys', 70_000, 413],
    ['/flows', 3 * MB, 422],
    ['/flows', 5 * MB, 413],
    ['/mappings/preview', 6 * MB, 422],
  ])('of %s with %i bytes is answered with %i', async (path, bytes, status) => {
    const body = JSON.stringify({ x: 'x'.repeat(bytes) });
    const answer = await call(api(path), { method: 'POST', body, headers: BEARER });
    expect(answer.status).toBe(status);
  });

  it.each([
    ['that is no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'REQUEST_MALFORMED'],
    ['that is empty', Buffer.alloc(0), 422, 'REQUEST_INVALID'],
  ])('%s is answered with a problem', async (_, bytes, status, code) => {
    const response = await fetch(api('/mappings/preview'), {
      method: 'POST',
      headers: { ...BEARER, 'content-type': 'application/json' },
      body: bytes,
    });
    const { code: given } = (await response.json()) as { code: string };
    expect([response.status, given]).toEqual([status, code]);
  });

  it('finds room or is refused with the time to come back, never kept without bound', async () => {
    const held: ClientRequest[] = [];
    const answers = Array.from({ length: 4 }, () => {
      const upload = httpRequest(api('/mappings/preview'), {
        method: 'POST',
        headers: { ...BEARER, 'content-type': 'application/json', 'content-length': 20 * MB },
      });
      held.push(upload);
      upload.write('[');
      return new Promise<IncomingMessage | undefined>((resolve) => {
        upload.once('response', resolve);
        upload.once('error', () => resolve(undefined));
      });
    });
    const first = await Promise.race(answers);
    expect([first?.statusCode, first?.headers['retry-after']]).toEqual([503, '2']);
    for (const upload of held) upload.destroy();
    await Promise.all(answers);
    await expect
      .poll(async () => (await server.api('POST', '/mappings/preview', {})).status)
      .toBe(422);
  });

  it('whose sender goes away leaves a count at debug, and no line with a stack', async () => {
    const lines = (['error', 'warn', 'debug'] as const).map((level) =>
      vi.spyOn(Logger.prototype, level),
    );
    const upload = httpRequest(api('/mappings/preview'), {
      method: 'POST',
      headers: { ...BEARER, 'content-type': 'application/json', 'content-length': 1_000 },
    });
    upload.on('error', () => undefined);
    upload.write('{"mapping":');
    const debug = lines[2]!;
    setTimeout(() => upload.destroy(), 100);
    await expect
      .poll(() => debug.mock.calls)
      .toContainEqual([{ aborted: expect.any(Number) as number }, 'An upload broke off']);
    expect(lines[0]!.mock.calls).toEqual([]);
    expect(lines[1]!.mock.calls).toEqual([]);
    expect(server.errors).toEqual([]);
    vi.restoreAllMocks();
  });
});

interface Parameter {
  name: string;
  in: 'path' | 'query';
}

interface Operation {
  parameters: Parameter[];
  requestBody?: { content: { 'application/json': { schema: { $ref: string } } } };
}

const ODD = [
  'x',
  '',
  '-1',
  '0',
  '2147483648',
  '99999999999999999999',
  '1e400',
  'NaN',
  '\0',
  'a\0b',
  "'; --",
  '../..',
  '😀'.slice(0, 1),
  'x'.repeat(300),
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
];

describe('whatever stands in a parameter or field', () => {
  async function operations(): Promise<[string, string, Operation][]> {
    const { body } = await call(api('/openapi.json'));
    const paths = body['paths'] as Record<string, Record<string, Operation>>;
    return Object.entries(paths).flatMap(([path, calls]) =>
      Object.entries(calls).map(([method, operation]): [string, string, Operation] => [
        method.toUpperCase(),
        path,
        operation,
      ]),
    );
  }

  const answered = async (method: string, path: string, body?: unknown): Promise<void> => {
    const gone = new AbortController();
    const response = await fetch(server.url + path, {
      method,
      headers: { ...BEARER, 'content-type': 'application/json', 'if-match': '*' },
      body: method === 'GET' || method === 'DELETE' ? null : JSON.stringify(body ?? {}),
      signal: gone.signal,
    });
    const shown = [method, path, JSON.stringify(body ?? null).slice(0, 200), response.status];
    expect(shown).toEqual([...shown.slice(0, 3), expect.toSatisfy((code) => Number(code) < 500)]);
    gone.abort();
  };

  it(
    'of the path or the query is answered, and never with a server error',
    async () => {
      for (const [method, path, { parameters }] of await operations()) {
        if (path.endsWith('/stream') || path.endsWith('/session')) continue;
        for (const { name, in: place } of parameters) {
          const targets = ODD.map((odd) => {
            const value = encodeURIComponent(odd.toWellFormed());
            const target = place === 'path' ? path.replace(`{${name}}`, value) : path;
            const filled = target.replace(/\{\w+\}/g, SOME_ID);
            return place === 'path' ? filled : `${filled}?${name}=${value}`;
          });
          await Promise.all(targets.map((target) => answered(method, target)));
        }
      }
    },
    SLOW_MS,
  );

  it(
    'of a body is answered, and never with a server error',
    async () => {
      const { body } = await call(api('/openapi.json'));
      const { schemas } = body['components'] as {
        schemas: Record<string, { properties?: Record<string, unknown> }>;
      };
      for (const [method, path, { requestBody }] of await operations()) {
        const reference = requestBody?.content['application/json'].schema.$ref;
        if (reference === undefined || path.endsWith('/session') || path.endsWith('/setup'))
          continue;
        const names = Object.keys(schemas[reference.split('/').at(-1)!]?.properties ?? {});
        for (const name of names) {
          const values = [...ODD, 2_147_483_648, -1, 1e308, null, [], {}, [['\0']]];
          const target = path.replace(/\{\w+\}/g, SOME_ID);
          await Promise.all(values.map((odd) => answered(method, target, { [name]: odd })));
        }
      }
    },
    SLOW_MS,
  );

  it.each([
    ['the name of a flow', { name: 'a\0b' }],
    ['the name of a flow, half a pair', { name: 'a\ud800' }],
    [
      'the connection of a step',
      {
        steps: [{ id: 'a', kind: 'action', action: 'http.request', connection: 'a\0', input: {} }],
      },
    ],
    ['the flow that a step calls', { steps: [{ id: 'a', kind: 'call', flow: 'a\0' }] }],
  ])('%s that the database cannot hold is named as a fault', async (_, part) => {
    const answer = await server.api('POST', '/flows', { document: documentOf(part) });
    expect([answer.status, codeOf(answer)]).toEqual([422, 'FLOW_DOCUMENT_INVALID']);
    expect(answer.text).toContain('Leave out U+0000');
  });

  it(
    'is wrong 200,000 times is counted, and the answer is short',
    async () => {
      const fields = Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => [`k${n}`, 1]));
      for (const steps of [
        [{ id: 'a', kind: 'stop', as: 'succeeded', ...fields }],
        Array<object>(200_000).fill({ kind: 'none' }),
      ]) {
        const answer = await server.api('POST', '/flows', { document: documentOf({ steps }) });
        expect([answer.status, codeOf(answer)]).toEqual([422, 'FLOW_DOCUMENT_INVALID']);
        expect(answer.text.length).toBeLessThan(50_000);
        expect(answer.body['detail']).toMatch(/has (200000|1) fault/);
      }
    },
    SLOW_MS,
  );
});

/** What comes back for bytes on a connection of their own. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', () => undefined);
    socket.end(text);
  });
}

describe('a request line', () => {
  it.each([
    ['of HTTP/0.9', 'GET /healthz\r\n\r\n'],
    ['without a Host in HTTP/1.1', 'GET /healthz HTTP/1.1\r\n\r\n'],
    ['with two Hosts', 'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    ['whose target is no path', 'GET healthz HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['of another scheme', 'GET ftp://a/healthz HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('%s is refused', async (_, text) => {
    expect(await raw(text)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each([
    ['http://other.example/healthz', 200],
    ['HTTP://other.example/healthz?x=1', 200],
    ['http://other.example', 404],
    ['http://other.example/api/v1/flows', 401],
    ['//healthz', 404],
    ['/api/v1/%00', 404],
  ])('for %s is answered with %i', async (target, status) => {
    const text = await raw(`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
});

describe('lists', () => {
  it('look at the flows once for all connections, and say which flows use each', async () => {
    const connector = 'mailchimp';
    for (let n = 0; n < 12; n += 1) {
      const body = { connector, name: `List ${n}`, values: { api_key: `key${n}-us1` } };
      expect((await server.api('POST', '/connections', body)).status).toBe(201);
    }
    const step = { id: 'a', kind: 'action', action: 'http.request', input: {} };
    await server.api('POST', '/flows', {
      document: documentOf({ name: 'User', steps: [{ ...step, connection: 'List 3' }] }),
    });
    const looks = vi.spyOn(server.get(FlowStore), 'revisions');
    const { body } = await server.api('GET', `/connections?limit=${MAX_PAGE}`);
    expect(looks).toHaveBeenCalledTimes(1);
    const used = (body['items'] as { name: string; used_by: { name: string }[] }[]).flatMap(
      ({ name, used_by }) => used_by.map((user) => [name, user.name]),
    );
    expect(used).toEqual([['List 3', 'User']]);
    vi.restoreAllMocks();
  });

  it('of versions and keys come in pages', async () => {
    const flow = await server.flow({ name: 'Paged' });
    await server.api('POST', `/flows/${flow.id}/publish`);
    const first = await server.api('GET', `/flows/${flow.id}/versions?limit=1`);
    expect(first.body).toMatchObject({ items: [{ version: 2 }], next: '2' });
    const second = await server.api('GET', `/flows/${flow.id}/versions?limit=1&cursor=2`);
    expect(second.body).toMatchObject({ items: [{ version: 1 }], next: null });
    await server.api('POST', '/api-keys', { name: 'another' });
    const keys = await server.api('GET', '/api-keys?limit=1');
    expect(keys.body).toMatchObject({
      items: [{ name: 'another' }],
      next: expect.any(String) as string,
    });
  });
});

describe('a draft', () => {
  it('is written over only by whoever says which one they saw', async () => {
    const { id } = await server.flow({ name: 'Guarded' });
    const { body: flow } = await server.api('GET', `/flows/${id}`);
    const put = (etag: string | undefined, name: string) =>
      call(api(`/flows/${id}/draft`), {
        method: 'PUT',
        body: { document: documentOf({ name }) },
        headers: { ...BEARER, ...(etag === undefined ? {} : { 'if-match': etag }) },
      });
    const blind = await put(undefined, 'Lost');
    expect([blind.status, codeOf(blind)]).toEqual([428, 'PRECONDITION_REQUIRED']);
    expect((await put(String(flow['etag']), 'First')).status).toBe(200);
    const late = await put(String(flow['etag']), 'Lost');
    expect([late.status, codeOf(late)]).toEqual([412, 'FLOW_CHANGED']);
    expect((await put('*', 'Second')).status).toBe(200);
    const restore = await call(api(`/flows/${id}/versions/1/restore`), {
      method: 'POST',
      headers: BEARER,
    });
    expect([restore.status, codeOf(restore)]).toEqual([428, 'PRECONDITION_REQUIRED']);
    const publish = await call(api(`/flows/${id}/publish`), {
      method: 'POST',
      headers: { ...BEARER, 'if-match': String(flow['etag']) },
    });
    expect([publish.status, codeOf(publish)]).toEqual([412, 'FLOW_CHANGED']);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BEARER } from '../http/testing.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
let flow: TestFlow;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
  flow = await server.flow({
    trigger: { kind: 'webhook', accept: 'any' },
    steps: [
      {
        id: 'seen',
        kind: 'set',
        fields: { body: { $path: '$.trigger.body' }, query: { $path: '$.trigger.query' } },
      },
    ],
  });
});

afterEach(() => {
  expect(server.errors.splice(0)).toEqual([]);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

const FORM = 'application/x-www-form-urlencoded';

interface Seen {
  body: unknown;
  query: unknown;
}

/** What a run sees of a delivery; the page of the event shows the same. */
async function seen(type: string, body: string | Buffer | FormData, query = ''): Promise<Seen> {
  const isForm = body instanceof FormData;
  const answer = await fetch(`${server.url}${flow.hook}${query}`, {
    method: 'POST',
    body: isForm ? body : new Uint8Array(Buffer.from(body as string)),
    ...(isForm ? {} : { headers: { 'content-type': type } }),
  });
  expect(answer.status).toBe(200);
  const { event, run } = (await answer.json()) as { event: string; run: string };
  await server.until(run, 'succeeded');
  // A run shows what is large only in part; one attempt is there as a whole.
  const attempt = await server.api('GET', `/runs/${run}/attempts/1`);
  const shown = await server.api('GET', `/events/${event}`);
  expect(shown.status).toBe(200);
  const output = attempt.body['output'] as Seen;
  expect(shown.body).toMatchObject(output);
  return output;
}

describe('a body and a query reach the flow as their sender wrote them', () => {
  it.each<[string, string | Buffer, string, unknown, unknown]>([
    [FORM, 'opt=red&opt=blue', '', { opt: ['red', 'blue'] }, {}],
    [FORM, 'tags[0]=a&tags[1]=b', '', { tags: ['a', 'b'] }, {}],
    [FORM, 'a=1', '?a=1&a=2&b[]=x&b[]=y', { a: '1' }, { a: ['1', '2'], b: ['x', 'y'] }],
    [`${FORM};charset=iso-8859-1`, 'name=M%FCller', '', { name: 'Müller' }, {}],
    [
      FORM,
      `payload=${encodeURIComponent('{"action":"opened"}')}`,
      '',
      {
        payload: { action: 'opened' },
      },
      {},
    ],
    ['text/xml', '<Order><Id>7</Id></Order>', '', { Order: { Id: '7' } }, {}],
    ['text/plain; charset=latin1', Buffer.from([0xfc]), '', 'ü', {}],
    ['application/x-ndjson', '{"a":1}\n{"a":2}\n', '', [{ a: 1 }, { a: 2 }], {}],
  ])('%s %s', async (type, body, query, wantedBody, wantedQuery) => {
    expect(await seen(type, body, query)).toEqual({ body: wantedBody, query: wantedQuery });
  });

  it.each([
    ['400 KB of list fields', FORM, 'a[]=&'.repeat(80_000)],
    ['open brackets', 'application/json', '['.repeat(10_000)],
    ['deep lists', 'application/json', '['.repeat(10_000) + ']'.repeat(10_000)],
  ])('%s are kept as text, and can be read back', async (_, type, body) => {
    expect((await seen(type, body)).body).toBe(body);
    const { body: listed } = await server.api('GET', `/events?flow=${flow.id}&limit=1`);
    const { id } = (listed as { items: { id: string }[] }).items[0] ?? expect.fail();
    const { body: event } = await server.api('GET', `/events/${id}`);
    expect(Buffer.from(String(event['body_base64']), 'base64').toString()).toBe(body);
    expect(event['body_fault']).toMatch(/^[^\n]{10,120}$/);
  });
});

/** Fetches a file by the `file` of its handle. */
function download(file: string): Promise<Response> {
  return fetch(`${server.url}/api/v1/files/${file}`, { headers: BEARER });
}

describe('a file that came with an event', () => {
  async function sent(content: Uint8Array<ArrayBuffer>, type: string): Promise<{ file: string }> {
    const form = new FormData();
    form.append('email', 'a@b.test');
    form.append('file', new File([content], 'größe "1".png', { type }));
    const { body } = await seen('', form);
    const handle = { name: 'größe %221%22.png', type, bytes: content.length };
    expect(body).toMatchObject({ email: 'a@b.test', file: handle });
    return (body as { file: { file: string } }).file;
  }

  it('is a handle in data, and its bytes are read back as they came', async () => {
    const content = new Uint8Array([0, 255, 13, 10, 45, 45, 13, 10]);
    const { file } = await sent(content, 'image/png');
    const answer = await download(file);
    expect(answer.status).toBe(200);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(content);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': "attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe%20%25221%2522.png",
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
    });
  });

  it('never goes out as a type that browsers run', async () => {
    const { file } = await sent(new TextEncoder().encode('<script>'), 'text/html');
    const answer = await download(file);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  });

  it('is the whole body where its type is no text', async () => {
    const content = Buffer.from([0x25, 0x50, 0x44, 0x46, 0xff]);
    const { body } = await seen('application/pdf', content);
    expect(body).toMatchObject({ name: 'body', type: 'application/pdf', bytes: 5 });
    const answer = await download((body as { file: string }).file);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(content);
  });

  it('opens with the name that was made for it only', async () => {
    const { file } = await sent(new Uint8Array([1, 2, 3]), 'image/png');
    const [kind, event, offset, bytes, signature] = file.split('.');
    for (const forged of [
      `${kind}.${event}.0.${bytes}.${signature}`,
      `${kind}.${event}.${offset}.${bytes}`,
      `${kind}.${event}.${offset}.${bytes}.${'A'.repeat(22)}`,
      'x',
    ]) {
      const answer = await download(forged);
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ code: 'FILE_REFUSED' });
    }
    await server.pool.query('DELETE FROM events WHERE id = $1', [event]);
    const gone = await download(file);
    expect([gone.status, await gone.json()]).toMatchObject([404, { code: 'FILE_NOT_FOUND' }]);
  });
});

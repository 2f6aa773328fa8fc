import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonValue } from '@millrace/model';
import { CallRecorder } from './call-recorder.ts';
import { createHttpClient, type HttpClient, type HttpRequest } from './http/http-client.ts';
import { redactor } from './redact.ts';
import { json, startServer, type Answer, type TestServer } from './testing.ts';

const SECRET = 'hunter2-hunter2';
const hide = redactor([SECRET]);

let server: TestServer;
let answer: Answer;
let http: HttpClient;
let recorder: CallRecorder;

beforeEach(async () => {
  answer = json(200, { ok: true });
  server = await startServer((request, response) => answer(request, response));
  http = createHttpClient({ allow: ['127.0.0.1'] });
  recorder = new CallRecorder();
});
afterEach(async () => {
  await http.close();
  await server.close();
});

const textOf = (value: JsonValue) => ({ text: JSON.stringify(value), type: 'application/json' });

function send(more: Partial<HttpRequest> = {}) {
  const request = { app: 'Shop', method: 'POST', url: `${server.url}/orders`, ...more } as const;
  const { method, url, query, headers, body } = request;
  const text = body !== undefined && 'json' in body ? textOf(body.json) : body;
  const sent = { method, url, query, headers, body: text, hide };
  return recorder.note(sent, () => http.request({ ...request, body: text }));
}

describe('the calls of a try', () => {
  it('are short for one that went well', async () => {
    await send({ query: [['page', '2']], headers: { 'x-a': '1' }, body: { json: { sku: 'A-1' } } });
    const { list, leftOut } = recorder.calls(false) ?? expect.fail();
    expect(leftOut).toBe(0);
    expect(list).toEqual([
      {
        method: 'POST',
        url: `${server.url}/orders?page=2`,
        sent: '{"sku":"A-1"}',
        status: 200,
        bytes: 11,
        ms: expect.any(Number) as number,
      },
    ]);
    expect(server.requests[0]).toMatchObject({ path: '/orders?page=2', body: '{"sku":"A-1"}' });
  });

  it('have headers and answer for one that failed, without credentials', async () => {
    answer = json(422, { error: `no order for ${SECRET}` }, { 'x-id': '7', 'set-cookie': 'a=1' });
    await send({
      headers: { 'x-shop': `shop ${SECRET}`, Authorization: 'Basic YTpi', cookie: 'a=1' },
      credentials: { 'x-key': SECRET },
      body: { text: `key=${SECRET}`, type: 'text/plain' },
    });
    const [call] = recorder.calls(true)?.list ?? [];
    expect(call).toMatchObject({
      status: 422,
      sent: 'key=[hidden]',
      headers: { 'x-shop': 'shop [hidden]' },
      answer: '{"error":"no order for [hidden]"}',
    });
    expect(call?.headers).toEqual({ 'x-shop': 'shop [hidden]' });
    expect(call?.answer_headers).toMatchObject({ 'x-id': '7', 'content-type': 'application/json' });
    expect(call?.answer_headers).not.toHaveProperty('set-cookie');
  });

  it('hold no part of a secret where a text is cut', async () => {
    for (let before = 4_070; before < 4_100; before += 1) {
      await send({ body: { text: 'x'.repeat(before) + SECRET, type: 'text/plain' } });
    }
    for (const { sent } of recorder.calls(true)?.list ?? []) {
      expect(sent?.length).toBeLessThanOrEqual(4_110);
      expect(sent).not.toContain('hunter');
    }
  });

  it('say why no answer came', async () => {
    answer = (_request, response) => response.destroy();
    await expect(send()).rejects.toThrow('broke off');
    const [call] = recorder.calls(true)?.list ?? [];
    expect(call).toMatchObject({
      error: 'Shop did not answer as it should: the connection broke off.',
    });
    expect(call).not.toHaveProperty('status');
  });

  it('name the redirects that were followed', async () => {
    answer = (request, response) => {
      if (request.path === '/new') return json(200, {})(request, response);
      response.writeHead(302, { location: '/new' }).end();
    };
    await send({ method: 'GET', redirects: 3 });
    expect(recorder.calls(false)?.list[0]?.redirects).toEqual([
      { status: 302, method: 'GET', url: `${server.url}/new` },
    ]);
  });

  it('describe files by name, type and size', async () => {
    const file = { name: 'a.pdf', type: 'application/pdf', bytes: new Uint8Array(7) };
    await send({
      body: {
        parts: [
          { name: 'id', value: '1' },
          { name: 'file', file },
        ],
      },
    });
    await send({ body: { bytes: file.bytes, type: file.type } });
    await send({ body: { form: [['a b', 'c&d']] } });
    expect(recorder.calls(false)?.list.map(({ sent }) => sent)).toEqual([
      'id: 1\nfile: a.pdf (application/pdf, 7 bytes)',
      '(application/pdf, 7 bytes)',
      'a+b=c%26d',
    ]);
  });

  it('are the first five and the last five of many', async () => {
    for (let page = 1; page <= 14; page += 1) await send({ query: [['page', String(page)]] });
    const { list, leftOut } = recorder.calls(false) ?? expect.fail();
    expect(list.map(({ url }) => url.split('page=')[1])).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '10',
      '11',
      '12',
      '13',
      '14',
    ]);
    expect(leftOut).toBe(4);
  });

  it('are nothing where nobody was called', () => {
    expect(recorder.calls(true)).toBeUndefined();
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { nothing, path, request } from './client.ts';
import { ApiProblem } from './problem.ts';

const text = { parse: (answer: unknown) => String(answer) };

function answerWith(status: number, body: string): void {
  vi.spyOn(globalThis, 'fetch').mockImplementation(() =>
    Promise.resolve(new Response(body, { status })),
  );
}

async function problemOf(call: Promise<unknown>): Promise<ApiProblem> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  if (!(error instanceof ApiProblem)) throw new Error('The call did not end with a problem.');
  return error;
}

afterEach(() => vi.restoreAllMocks());

describe('A call to the server', () => {
  it('gives the parsed answer', async () => {
    answerWith(200, '"hello"');
    expect(await request('/x', { schema: text })).toBe('hello');
  });

  it('keeps the digits of numbers, in the answer and in what it sends', async () => {
    answerWith(200, '{"id":8202522731445525542}');
    const same = { parse: (answer: unknown) => answer };
    const answer = await request('/x', { schema: same });
    expect(JSON.stringify(answer)).toBe('{"id":8202522731445525542}');
    await request('/x', { method: 'POST', body: answer, schema: same });
    expect(vi.mocked(fetch).mock.lastCall?.[1]?.body).toBe('{"id":8202522731445525542}');
  });

  it('needs no body in an answer that has none', async () => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(() =>
      Promise.resolve(new Response(null, { status: 204 })),
    );
    expect(await request('/x', { method: 'DELETE', schema: nothing })).toBeNull();
  });

  it('sends JSON, the etag and only the query values that are set', async () => {
    const sent: { url: string; init: RequestInit | undefined }[] = [];
    vi.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
      sent.push({ url: url instanceof Request ? url.url : url.toString(), init });
      return Promise.resolve(new Response('1'));
    });
    await request('/flows', {
      method: 'PUT',
      body: { a: 1 },
      ifMatch: '"7"',
      query: { limit: 5, cursor: undefined },
      schema: text,
    });
    const headers = new Headers(sent[0]?.init?.headers);
    expect(sent[0]?.url).toBe('/api/v1/flows?limit=5');
    expect(sent[0]?.init?.body).toBe('{"a":1}');
    expect(headers.get('if-match')).toBe('"7"');
    expect(headers.get('content-type')).toBe('application/json');
    expect(sent[0]?.init?.credentials).toBe('same-origin');
  });

  it('tells code, hint, id and faults of a problem document', async () => {
    answerWith(
      422,
      JSON.stringify({
        type: 'about:blank',
        title: 'Unprocessable',
        status: 422,
        code: 'REQUEST_INVALID',
        detail: 'The request does not fit.',
        hint: 'Correct the fields.',
        id: 'e1',
        faults: [{ path: '/name', message: 'A flow has a name.' }],
      }),
    );
    const problem = await problemOf(request('/x', { schema: text }));
    expect(problem).toMatchObject({
      status: 422,
      code: 'REQUEST_INVALID',
      detail: 'The request does not fit.',
      hint: 'Correct the fields.',
      id: 'e1',
      faults: [{ path: '/name', message: 'A flow has a name.' }],
    });
  });

  it('says so when a proxy answers with a page instead of a problem', async () => {
    answerWith(502, '<html>Bad gateway</html>');
    const problem = await problemOf(request('/x', { schema: text }));
    expect(problem).toMatchObject({ status: 502, code: 'ANSWER_UNREADABLE', id: null });
    expect(problem.detail).toContain('502');
  });

  it('says so when a success is not what this page knows', async () => {
    answerWith(200, '{"new": true}');
    const refuses = {
      parse: (): never => {
        throw new Error('no');
      },
    };
    const problem = await problemOf(request('/x', { schema: refuses }));
    expect(problem.code).toBe('ANSWER_UNREADABLE');
  });

  it('says that the server is away when there is no answer', async () => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.reject(new TypeError('failed')));
    const problem = await problemOf(request('/x', { schema: text }));
    expect(problem).toMatchObject({ status: 0, code: 'SERVER_UNREACHABLE' });
  });

  it('passes an abort on as it is, so that a cancelled query is not an error', async () => {
    const controller = new AbortController();
    const abort = new DOMException('stop', 'AbortError');
    vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.reject(abort));
    controller.abort();
    await expect(request('/x', { schema: text, signal: controller.signal })).rejects.toBe(abort);
  });
});

describe('A path of the API', () => {
  it('keeps an id from leaving its segment', () => {
    expect(path('flows', '../x?y', 3)).toBe('/flows/..%2Fx%3Fy/3');
  });
});

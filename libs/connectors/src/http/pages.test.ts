import { json, runAction, startServer, type TestServer } from '@millrace/connector-kit/testing';
import type { JsonObject, JsonValue } from '@millrace/connector-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONNECTORS } from '../index.ts';

const http = CONNECTORS.find(({ manifest }) => manifest.id === 'http')!;
const ORDERS = [1, 2, 3, 4, 5].map((id) => ({ id }));

type Reply = { body: JsonValue; headers?: Record<string, string> };
let server: TestServer;
let reply: (query: URLSearchParams, body: string) => Reply;

beforeEach(async () => {
  server = await startServer(({ path, body }, response) => {
    const { searchParams } = new URL(path, 'http://test');
    const { body: data, headers } = reply(searchParams, body);
    json(200, data, headers)({ method: '', path, headers: {}, body }, response);
  });
});
afterEach(() => server.close());

async function read(
  input: JsonObject,
  more: { auth?: string; values?: Record<string, string> } = {},
) {
  const whole = { url: `${server.url}/orders`, ...input };
  const output = (await runAction(http, 'request', { input: whole, ...more })) as JsonObject;
  return output['body'];
}

const paths = () => server.requests.map(({ path }) => path);
/** Two orders from a place on. */
const cut = (from: number): JsonObject[] => ORDERS.slice(from, from + 2);

describe('further pages', () => {
  it('follow the header Link, relative to the page it came with', async () => {
    reply = (query) => {
      const from = Number(query.get('from') ?? 0);
      const link = `<?from=${from + 2}>; rel="next", </first>; rel="first"`;
      return { body: cut(from), ...(from < 4 ? { headers: { link } } : {}) };
    };
    expect(await read({ pages: 'link' })).toEqual(ORDERS);
    expect(paths()).toEqual(['/orders', '/orders?from=2', '/orders?from=4']);
  });

  it('follow an address in the answer, with the key of the account in each', async () => {
    reply = (query) => {
      const from = Number(query.get('from') ?? 0);
      // Servers repeat the whole query in the address, the key included.
      const next = `${server.url}/orders?key=${query.get('key')}&from=${from + 2}`;
      return { body: { data: cut(from), next: from < 4 ? next : null } };
    };
    const values = { query_name: 'key', query_value: 'correct-horse', hosts: server.url };
    const input = { pages: 'url', items: '$.data', next: '$.next' };
    expect(await read(input, { auth: 'query', values })).toEqual(ORDERS);
    expect(paths()[2]).toBe('/orders?from=4&key=correct-horse');
  });

  it('put a cursor into the query', async () => {
    reply = (query) => {
      const from = Number(query.get('after') ?? 0);
      const more = { next: from < 4 ? String(from + 2) : '', has: from < 4 };
      return { body: { data: cut(from), meta: more } };
    };
    const input = {
      pages: 'cursor',
      items: '$.data',
      next: '$.meta.next',
      page_parameter: 'after',
    };
    expect(await read({ ...input, query: { q: 'x' } })).toEqual(ORDERS);
    expect(paths()).toEqual(['/orders?q=x', '/orders?q=x&after=2', '/orders?q=x&after=4']);
  });

  it('put the last item into the query as long as the answer says there are more', async () => {
    reply = (query) => {
      const from = Number(query.get('after') ?? 0);
      return { body: { data: cut(from), has_more: from < 4 } };
    };
    const input = { pages: 'cursor', items: '$.data', next: '$.data[-1].id', more: '$.has_more' };
    expect(await read({ ...input, page_parameter: 'after' })).toEqual(ORDERS);
  });

  it('put a cursor into the body, as GraphQL wants it', async () => {
    reply = (_, body) => {
      const { variables = {} } = JSON.parse(body) as { variables?: { after?: string } };
      const from = Number(variables.after ?? 0);
      return { body: { data: { orders: cut(from), end: from < 4 ? `${from + 2}` : null } } };
    };
    const input = {
      ...{ method: 'POST', body_as: 'graphql', body: { query: 'query Q { orders }' } },
      ...{ pages: 'cursor', items: '$.data.orders', next: '$.data.end' },
      ...{ page_in: 'body', page_parameter: '/variables/after' },
    };
    expect(await read(input)).toEqual(ORDERS);
    expect(JSON.parse(server.requests[1]?.body ?? '')).toEqual({
      query: 'query Q { orders }',
      variables: { after: '2' },
    });
  });

  it('count pages until one is not full', async () => {
    reply = (query) => ({ body: cut((Number(query.get('p')) - 1) * 2) });
    const size = { page_size: 2, size_parameter: 'n' };
    expect(await read({ pages: 'page', page_parameter: 'p', ...size })).toEqual(ORDERS);
    expect(paths()).toEqual(['/orders?p=1&n=2', '/orders?p=2&n=2', '/orders?p=3&n=2']);
  });

  it('count items until a page has none, from the page that is first', async () => {
    reply = (query) => ({ body: cut(Number(query.get('o'))) });
    expect(await read({ pages: 'offset', page_parameter: 'o' })).toEqual(ORDERS);
    expect(paths().at(-1)).toBe('/orders?o=5');
    reply = (query) => ({ body: cut(Number(query.get('p')) * 2) });
    expect(await read({ pages: 'page', page_parameter: 'p', first_page: 0 })).toEqual(ORDERS);
  });

  it('are an error when they do not end', async () => {
    reply = (query) => ({ body: { data: cut(0), next: query.get('c') === 'a' ? 'b' : 'a' } });
    const cursor = { pages: 'cursor', items: '$.data', next: '$.next', page_parameter: 'c' };
    await expect(read(cursor)).rejects.toThrow('the same page again and again');
    reply = () => ({ body: ORDERS });
    const counted = { pages: 'page', page_parameter: 'p', most_pages: 3 };
    await expect(read(counted)).rejects.toMatchObject({
      code: 'ACTION_LIMIT',
      message: expect.stringContaining('more than 3 pages') as string,
    });
  });

  it('are an error when they are more than are read', async () => {
    reply = () => ({ body: Array.from({ length: 4_000 }, () => 1) });
    await expect(read({ pages: 'offset', page_parameter: 'o' })).rejects.toThrow(
      'more than 10000 items',
    );
    reply = () => ({ body: ['x'.repeat(8 * 1024 * 1024)] });
    await expect(read({ pages: 'offset', page_parameter: 'o' })).rejects.toThrow(
      'more than 20971520 bytes of items',
    );
  });

  it('lead to no other host', async () => {
    reply = () => ({ body: { data: [], next: 'http://127.0.0.1:1/orders' } });
    await expect(read({ pages: 'url', items: '$.data', next: '$.next' })).rejects.toMatchObject({
      code: 'HOST_NOT_ALLOWED',
      message: expect.stringContaining('127.0.0.1:1 is not one of the hosts of') as string,
    });
  });

  it('need what they go by, and a place of their own in the query', async () => {
    await expect(read({ pages: 'cursor' })).rejects.toMatchObject({
      details: { faults: [{ path: '/next' }, { path: '/page_parameter' }] },
    });
    const input = { pages: 'page', page_parameter: 'p', url: `${server.url}/orders?p=1` };
    await expect(read(input)).rejects.toMatchObject({ details: { faults: [{ path: '/url' }] } });
    expect(server.connections()).toBe(0);
  });
});

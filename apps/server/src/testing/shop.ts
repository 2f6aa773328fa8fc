import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isJsonObject, parseJson, type JsonObject } from '@millrace/model';

/** A webhook as a shop keeps it. */
interface Hook {
  id: number;
  topic: string;
  status: string;
  delivery_url: string;
  secret: string;
}

/** A shop with the part of the WooCommerce REST API that webhooks have. */
export interface Shop {
  url: string;
  hooks: Hook[];
  /** What was called, as `POST /webhooks`. */
  calls: string[];
  /** The REST key is refused. */
  closed: boolean;
  /** Makes webhooks, and hangs up without an answer. */
  silent: boolean;
  /** Called with each call before it is answered. */
  before: (call: string) => Promise<void>;
  reset(): void;
  close(): Promise<void>;
}

const KEY = `Basic ${Buffer.from('ck_shop:cs_shop').toString('base64')}`;
const BASE = '/wp-json/wc/v3';

export async function startShop(): Promise<Shop> {
  const server = createServer((request, response) => void receive(shop, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const open = { closed: false, silent: false, before: () => Promise.resolve() };
  const shop: Shop = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ hooks: [], calls: [], ...open },
    reset: () => Object.assign(shop, { hooks: [], calls: [], ...open }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return shop;
}

/** What a delivery of a webhook carries. */
export function delivery(
  { url }: Shop,
  { id, topic, secret }: Hook,
  data: object,
): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify(data);
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  const headers = {
    ...{ 'content-type': 'application/json', 'x-wc-webhook-signature': signature },
    ...{ 'x-wc-webhook-topic': topic, 'x-wc-webhook-id': String(id) },
    ...{ 'x-wc-webhook-source': `${url}/`, 'x-wc-webhook-delivery-id': 'd' },
  };
  return { body, headers };
}

async function receive(
  shop: Shop,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const { method = '', url = '/', headers } = request;
  const path = new URL(url, shop.url).pathname.replace(BASE, '');
  const call = `${method} ${path}`;
  shop.calls.push(call);
  await shop.before(call);
  const said = text === '' ? null : parseJson(text);
  if (shop.closed || headers.authorization !== KEY) {
    answer(response, 401, { code: 'woocommerce_rest_cannot_view', message: 'No.' });
  } else if (path === '/webhooks') {
    collection(shop, method, isJsonObject(said) ? said : {}, response);
  } else if (path.startsWith('/webhooks/')) {
    one(shop, method, Number(path.split('/')[2]), isJsonObject(said) ? said : {}, response);
  } else {
    answer(response, 200, { environment: { version: '11' } });
  }
}

function collection(shop: Shop, method: string, sent: JsonObject, response: ServerResponse): void {
  if (method === 'GET') {
    response.setHeader('x-wp-totalpages', '1');
    answer(response, 200, shop.hooks.map(shown));
    return;
  }
  const id = 100 + shop.calls.length;
  const hook = { ...{ id, status: 'active', topic: '', delivery_url: '', secret: '' }, ...sent };
  shop.hooks.push(hook);
  if (shop.silent) response.destroy();
  else answer(response, 201, shown(hook));
}

function one(
  shop: Shop,
  method: string,
  id: number,
  sent: JsonObject,
  response: ServerResponse,
): void {
  const hook = shop.hooks.find((known) => known.id === id);
  if (hook === undefined) {
    const code = 'woocommerce_rest_shop_webhook_invalid_id';
    answer(response, 404, { code, message: 'Invalid ID.' });
    return;
  }
  if (method === 'PUT') Object.assign(hook, sent);
  if (method === 'DELETE') shop.hooks.splice(shop.hooks.indexOf(hook), 1);
  answer(response, 200, shown(hook));
}

/** A shop never tells the secret. */
function shown({ id, topic, status, delivery_url }: Hook): object {
  return { id, topic, status, delivery_url };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

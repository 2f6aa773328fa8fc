import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import { Pool } from 'undici';
import { BYTEA, binaryArray, TEXT, UUID } from './binary-array.ts';
import { serveCalls } from './worker.ts';

/*
 * The floor: the least that keeps every order. It stores orders before it answers, many in one
 * INSERT; maps each by a function written for it; makes the call; stores the answers, many in one
 * UPDATE. There is no flow, no history, no retry, no second process, nothing to see. What a product
 * needs beyond this is what it costs.
 *
 * With `history` it is the second floor: it also keeps, as JSON, the headers of each request and
 * what each step took and gave, which is the least that a person can later look at.
 */

interface Order {
  id: Buffer;
  body: Buffer;
  result: Buffer;
  /** JSON; empty without history. */
  headers: string;
  steps: string;
}

interface Incoming extends Order {
  response: ServerResponse;
}

const [databaseUrl = '', partnerUrl = '', kind = ''] = process.argv.slice(2);
const history = kind === 'history';

/** An order stays in its row as it came: neither compressed nor moved to a table beside it. */
const TABLE = `CREATE TABLE orders (
  id uuid PRIMARY KEY,
  body bytea NOT NULL,
  ${history ? 'headers text NOT NULL, steps text,' : ''}
  result text,
  received_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
) WITH (toast_tuple_target = 8160)`;
const INSERT = {
  name: 'insert',
  text: history
    ? 'INSERT INTO orders (id, body, headers) SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::text[])'
    : 'INSERT INTO orders (id, body) SELECT * FROM unnest($1::uuid[], $2::bytea[])',
};
const UPDATE = {
  name: 'update',
  text: history
    ? `UPDATE orders SET result = done.result, steps = done.steps, finished_at = now()
       FROM unnest($1::uuid[], $2::text[], $3::text[]) AS done (id, result, steps)
       WHERE orders.id = done.id`
    : `UPDATE orders SET result = done.result, finished_at = now()
       FROM unnest($1::uuid[], $2::text[]) AS done (id, result) WHERE orders.id = done.id`,
};
const ACCEPTED = '{"accepted":true}';
const HEADERS = { 'content-type': 'application/json', 'content-length': String(ACCEPTED.length) };

const partner = new Pool(new URL(partnerUrl).origin, { connections: 64, pipelining: 1 });
const partnerPath = new URL(partnerUrl).pathname;
const inserts = await connect();
const updates = await connect();

const incoming = batcher<Incoming>(async (orders) => {
  const values = [binaryArray(UUID, orders.map(idOf)), binaryArray(BYTEA, orders.map(bodyOf))];
  if (history) values.push(textArray(orders.map(({ headers }) => headers)));
  try {
    await inserts.query({ ...INSERT, values });
  } catch {
    for (const { response } of orders) response.writeHead(503).end();
    return;
  }
  for (const order of orders) {
    order.response.writeHead(200, HEADERS);
    order.response.end(ACCEPTED);
    carryOut(order);
  }
});

const finished = batcher<Order>(async (orders) => {
  const values = [binaryArray(UUID, orders.map(idOf)), binaryArray(TEXT, orders.map(resultOf))];
  if (history) values.push(textArray(orders.map(({ steps }) => steps)));
  await updates.query({ ...UPDATE, values });
});

function carryOut(order: Order): void {
  const chunks: Buffer[] = [];
  const startedAt = Date.now();
  const contact = map(JSON.parse(order.body.toString()) as ShopOrder);
  const body = JSON.stringify(contact);
  const calledAt = Date.now();
  let status = 0;
  const end = (result: Buffer): void => {
    order.result = result;
    if (history) order.steps = stepsOf({ contact, startedAt, calledAt, status, result });
    finished(order);
  };
  partner.dispatch(
    {
      method: 'POST',
      path: partnerPath,
      headers: { 'content-type': 'application/json', 'idempotency-key': order.id.toString('hex') },
      body,
    },
    {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, code) => void (status = code),
      onResponseData: (_controller, chunk) => void chunks.push(chunk),
      onResponseEnd: () => end(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)),
      onResponseError: (_controller, error) => end(Buffer.from(error.message)),
    },
  );
}

interface Done {
  contact: object;
  startedAt: number;
  calledAt: number;
  status: number;
  result: Buffer;
}

/** What a person would see of a run: the two steps with their input, output and times. */
function stepsOf({ contact, startedAt, calledAt, status, result }: Done): string {
  const input = { method: 'POST', url: partnerUrl, body: contact };
  return JSON.stringify([
    { step: 'contact', output: contact, started: startedAt, finished: calledAt },
    {
      ...{ step: 'send', input, output: { status, body: result.toString() } },
      ...{ started: calledAt, finished: Date.now() },
    },
  ]);
}

interface ShopOrder {
  id: number;
  total: string;
  currency: string;
  billing: { first_name: string; last_name: string; email: string; city: string; country: string };
}

/** The six fields that the flow of the other side sets. */
function map({ id, total, currency, billing }: ShopOrder) {
  return {
    order: id,
    email: billing.email,
    name: `${billing.first_name} ${billing.last_name}`,
    total,
    currency,
    city: billing.city,
  };
}

/** Hands what came in while a batch was under way to the next one. */
function batcher<T>(write: (batch: T[]) => Promise<void>): (item: T) => void {
  let waiting: T[] = [];
  let busy = false;
  const drain = async (): Promise<void> => {
    busy = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await write(batch);
    }
    busy = false;
  };
  return (item) => {
    waiting.push(item);
    if (!busy) void drain();
  };
}

const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    const headers = history ? JSON.stringify(request.rawHeaders) : '';
    incoming({ id: timeOrderedId(), body, result: body, headers, steps: '', response });
  });
});
server.keepAliveTimeout = 60_000;

serveCalls({
  listen: async () => {
    await inserts.query(TABLE);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`;
  },
});

let randomness = Buffer.alloc(0);
let used = 0;

/** A version 7 uuid: 48 bits of time, the rest random. */
function timeOrderedId(): Buffer {
  if (used + 10 > randomness.length) {
    randomness = randomBytes(10_000);
    used = 0;
  }
  const id = Buffer.allocUnsafe(16);
  id.writeUIntBE(Date.now(), 0, 6);
  randomness.copy(id, 6, used, used + 10);
  used += 10;
  id[6] = (id[6]! & 0x0f) | 0x70;
  id[8] = (id[8]! & 0x3f) | 0x80;
  return id;
}

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  return client;
}

function textArray(texts: readonly string[]): Buffer {
  return binaryArray(
    TEXT,
    texts.map((text) => Buffer.from(text)),
  );
}

function idOf({ id }: Order): Buffer {
  return id;
}

function bodyOf({ body }: Order): Buffer {
  return body;
}

function resultOf({ result }: Order): Buffer {
  return result;
}

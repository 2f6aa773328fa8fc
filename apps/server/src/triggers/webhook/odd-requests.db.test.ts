import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FlowService } from '../../flows/flow.service.ts';
import { testDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../../testing/test-server.ts';
import { WebhookService } from './webhook.service.ts';
import type { TriggerRequest } from './trigger-request.ts';

let database: TestDatabase;
let server: TestServer;
let flow: TestFlow;
let open: TestFlow;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
  flow = await server.flow({});
  open = await server.flow({ trigger: { kind: 'webhook', accept: 'any' } as never });
});

afterEach(() => {
  expect(server.errors.splice(0)).toEqual([]);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

interface RawAnswer {
  status: number;
  text: string;
}

/** Sends exactly these bytes, and reads the answer to the end. */
function sendRaw(head: string, body: Buffer | string = ''): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve({ status: Number(text.split(' ', 2)[1]), text }));
    const bytes = Buffer.from(body as string);
    socket.write(`${head}\r\nHost: x\r\nConnection: close\r\n`, 'latin1');
    socket.write(`Content-Length: ${bytes.length}\r\n\r\n`);
    socket.write(bytes);
  });
}

function eventOf({ text }: RawAnswer): string {
  return /"event":"([^"]+)"/.exec(text)?.[1] ?? expect.fail(text);
}

async function shown(id: string): Promise<Record<string, unknown>> {
  return (await server.api('GET', `/events/${id}`)).body;
}

async function stored(id: string): Promise<{ headers: string; query: string }> {
  const { rows } = await server.pool.query<{ headers: string; query: string }>(
    'SELECT headers, query FROM events WHERE id = $1',
    [id],
  );
  return rows[0] ?? expect.fail();
}

describe('a request with odd headers', () => {
  it('is accepted and its headers are kept as they came', async () => {
    const odd = [
      ['X-Latin', 'caf\u00e9 \u00ff\u0080'],
      ['X-Utf8', Buffer.from('日本 🧡').toString('latin1')],
      ['X-Quotes', `{"a","b"} 'x' \\ NULL`],
      ['X-Empty', ''],
      ['__proto__', 'polluted'],
      ['constructor', 'x'],
      ['X-Twice', 'one'],
      ['X-Twice', 'two'],
      ["!#$%&'*+.^_`|~", 'legal name'],
    ] as const;
    const lines = odd.map(([name, value]) => `${name}: ${value}`).join('\r\n');
    const answer = await sendRaw(`POST ${open.hook} HTTP/1.1\r\n${lines}`, 'x');
    expect(answer.status).toBe(200);
    const { headers } = await stored(eventOf(answer));
    for (const [name, value] of odd) expect(JSON.parse(headers)).toContainEqual([name, value]);
    expect((await shown(eventOf(answer)))['headers']).toMatchObject({ 'x-twice': 'one, two' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('too large for any sender in earnest is refused, and the next one is served', async () => {
    const answer = await sendRaw(`POST ${open.hook} HTTP/1.1\r\nX-Long: ${'x'.repeat(17_000)}`);
    expect(answer.status).toBe(431);
    expect((await server.send(flow, {})).status).toBe(200);
  });
});

describe('a request with an odd query', () => {
  it('is accepted and the query is kept as it came', async () => {
    const queries = [
      'a=%00&b=%',
      '%ED%A0%80=%FF',
      "'; DROP TABLE events; --",
      'a[b][c]=1&a=2',
      '?',
    ];
    for (const query of queries) {
      const escaped = query.replaceAll(' ', '%20');
      const answer = await sendRaw(`POST ${open.hook}?${escaped} HTTP/1.1`, 'x');
      expect([query, answer.status]).toEqual([query, 200]);
      expect((await stored(eventOf(answer))).query).toBe(escaped);
      expect((await shown(eventOf(answer)))['verdict']).toBe('accepted');
    }
  });
});

describe('a body that is no JSON', () => {
  it('is answered 400 and kept with a readable reason, whatever the reason quotes', async () => {
    const bodies = [
      Buffer.from('{"a": \u0000}'),
      Buffer.from('{"\u0001\u001b[31m": }'),
      Buffer.from('["\u{1F9E1}\u{1F9E1}'.padEnd(90, '\u{1F9E1}')),
      Buffer.from([0x22, 0xff, 0xfe, 0x22]),
      Buffer.from(`{"${'k'.repeat(5_000)}`),
    ];
    for (const body of bodies) {
      const head = `POST ${flow.hook} HTTP/1.1\r\nContent-Type: application/json`;
      const answer = await sendRaw(head, body);
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('BODY_MALFORMED');
    }
    const { body } = await server.api('GET', `/events?flow=${flow.id}&verdict=malformed`);
    const { items } = body as { items: { reason: string; run: null }[] };
    expect(items).toHaveLength(bodies.length);
    for (const { reason, run } of items) {
      expect(reason).toMatch(/^The body is not valid JSON: .+\.$/);
      expect(reason).not.toMatch(/\p{Cc}/u);
      expect(reason.isWellFormed()).toBe(true);
      expect(run).toBeNull();
    }
  });
});

describe('an event that the database refuses', () => {
  it('fails alone: those that came at the same moment are accepted', async () => {
    const webhooks = server.get(WebhookService);
    const target = await server.get(FlowService).byToken(flow.hook.slice('/hooks/'.length));
    if (target === undefined) expect.fail();
    // No HTTP parser lets this through; it stands for whatever the database may ever refuse.
    const request = (query: string): TriggerRequest => ({
      kind: 'webhook',
      token: target.token,
      method: 'POST',
      path: `${flow.hook}?${query}`,
      headers: [],
      body: Buffer.from('{}'),
      receivedAt: new Date(),
    });
    const queries = Array.from({ length: 30 }, (_, n) => (n % 10 === 5 ? 'bad\u0000' : `n=${n}`));
    const outcomes = await Promise.allSettled(
      queries.map((query) => webhooks.receive(target, request(query))),
    );
    const accepted = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(outcomes.map(({ status }) => status)).toEqual(
      queries.map((query) => (query.startsWith('bad') ? 'rejected' : 'fulfilled')),
    );
    for (const answer of accepted) {
      if (answer.kind !== 'json' || answer.body.run === null) expect.fail();
      await server.until(answer.body.run, 'succeeded');
    }
  });
});

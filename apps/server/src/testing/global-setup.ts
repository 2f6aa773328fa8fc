import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../database/embedded-postgres.ts';
import { migrate } from '../database/migrate.ts';
import { ensurePartitions } from '../database/partitions.ts';
import { createPool } from '../database/pool.ts';
import { TEMPLATE } from './test-database.ts';

/** One PostgreSQL for the whole test run, with a migrated template that tests clone. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  // A root process runs the database as another user, who has to enter.
  await chmod(dir, 0o755);
  const postgres = await startEmbeddedPostgres(dir);
  const template = postgres.url.replace(/\/[^/]*$/, `/${TEMPLATE}`);
  const admin = new Pool({ connectionString: postgres.url });
  // What is written here need not outlive a power cut: making a database and dropping it takes
  // 0.1 s instead of 3 s on a busy disk. A killed process loses nothing by it.
  for (const setting of ['fsync', 'full_page_writes']) {
    await admin.query(`ALTER SYSTEM SET ${setting} = off`);
  }
  await admin.query('SELECT pg_reload_conf()');
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.end();
  await migrate(template);
  const pool = createPool(template, () => undefined);
  await ensurePartitions(pool, new Date());
  await pool.end();
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  };
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Runs that end the server are told from those that were only there, and claims go round the flows.
 * The index is partial, so that a run is in it only until it ends.
 */
export class Worker1795800000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `ALTER TABLE runs
         ADD COLUMN stops smallint NOT NULL DEFAULT 0,
         ADD COLUMN alone boolean NOT NULL DEFAULT false`,
    );
    await db.query(
      `CREATE INDEX runs_to_do_by_flow ON runs (flow_id, available_at)
         WHERE NOT gated AND status IN ('queued', 'running', 'waiting')`,
    );
    // Runs that wait for days: neither counting what is running nor finding what is due reads them.
    await db.query(
      `CREATE INDEX runs_gated_by_time ON runs (flow_id, available_at)
         WHERE gated AND status IN ('queued', 'running', 'waiting')`,
    );
    await db.query(
      `CREATE INDEX runs_gated_running ON runs (flow_id) WHERE gated AND status = 'running'`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX runs_to_do_by_flow, runs_gated_by_time, runs_gated_running');
    await db.query('ALTER TABLE runs DROP COLUMN stops, DROP COLUMN alone');
  }
}

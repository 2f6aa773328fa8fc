import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that came with answers to calls. Those of events are places in the bytes of the event. */
export class Files1795900000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE TABLE files (
      id uuid PRIMARY KEY,
      workspace_id uuid NOT NULL,
      name text NOT NULL,
      type text NOT NULL,
      bytes bytea NOT NULL,
      created_at timestamptz NOT NULL
    )`);
    // Most are compressed already.
    await db.query('ALTER TABLE files ALTER COLUMN bytes SET STORAGE EXTERNAL');
    await db.query('CREATE INDEX files_by_age ON files (created_at)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE files');
  }
}

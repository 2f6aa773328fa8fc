import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A file names the run that got it, so that it stays as long as that run may need it. */
export class FilesOfRuns1796000002000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE files ADD COLUMN run_id uuid');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE files DROP COLUMN run_id');
  }
}

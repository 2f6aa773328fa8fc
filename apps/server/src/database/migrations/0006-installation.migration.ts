import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Facts of the installation as a whole: one row a name, such as the check value of its key. */
export class Installation1795200002000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE TABLE installation (name text PRIMARY KEY, value bytea NOT NULL)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE installation');
  }
}

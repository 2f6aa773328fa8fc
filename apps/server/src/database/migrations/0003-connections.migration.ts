import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Connections. `secret` is the encrypted envelope of the values; their keys alone are readable. */
export class Connections1763700002000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(UP);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE connections');
  }
}

const UP = `CREATE TABLE connections (
  id uuid PRIMARY KEY,
  workspace_id uuid NOT NULL,
  connector text NOT NULL,
  name text NOT NULL,
  fields text[] NOT NULL,
  secret bytea NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (workspace_id, name)
)`;

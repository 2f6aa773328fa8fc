import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What published flows keep of connectors: slices by their hash, which version of which connector has
 * which, and the slices that a version of a flow was published with.
 */
export class Slices1796000007000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE flow_versions DROP COLUMN pins');
    await db.query('DROP TABLE connector_versions');
    await db.query('DROP TABLE connector_slices');
  }
}

const UP = [
  `CREATE TABLE connector_slices (
    hash text PRIMARY KEY,
    document text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE connector_versions (
    connector text NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('action', 'trigger')),
    id text NOT NULL,
    hash text NOT NULL REFERENCES connector_slices,
    PRIMARY KEY (connector, version, kind, id)
  )`,
  // Null: published before slices were kept. The next start pins what it finds then.
  'ALTER TABLE flow_versions ADD COLUMN pins jsonb',
];

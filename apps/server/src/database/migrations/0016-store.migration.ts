import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What flows keep from one run to the next: entries by key, rows of small tables, and which changes
 * were made, so that none is made twice. JSON is kept as text: it comes back as it was written.
 */
export class Store1796000006000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['store_changes', 'store_rows', 'store_entries']) {
      await db.query(`DROP TABLE ${table}`);
    }
  }
}

const UP = [
  `CREATE TABLE store_entries (
    workspace_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    value text NOT NULL,
    expires_at timestamptz,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, key)
  )`,
  `CREATE INDEX store_entries_by_expiry ON store_entries (workspace_id, expires_at)
     WHERE expires_at IS NOT NULL`,
  `CREATE TABLE store_rows (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    table_name text COLLATE "C" NOT NULL,
    key text COLLATE "C",
    data json NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  )`,
  'CREATE INDEX store_rows_by_table ON store_rows (workspace_id, table_name, id)',
  `CREATE UNIQUE INDEX store_rows_by_key ON store_rows (workspace_id, table_name, key)
     WHERE key IS NOT NULL`,
  `CREATE TABLE store_changes (
    workspace_id uuid NOT NULL,
    idempotency_key text NOT NULL,
    answer text,
    at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, idempotency_key)
  )`,
  'CREATE INDEX store_changes_by_age ON store_changes (workspace_id, at)',
];

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How a connection signs in, what was learned of its account, and whether it works. Defaults keep a
 * process of the version before writing rows while both run.
 */
export class ConnectionSignIn1796000003000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE oauth_states');
    await db.query(
      `ALTER TABLE connections DROP COLUMN auth, DROP COLUMN facts, DROP COLUMN status,
         DROP COLUMN status_reason, DROP COLUMN checked_at, DROP COLUMN expires_at,
         DROP COLUMN account`,
    );
  }
}

const UP = [
  `ALTER TABLE connections
     ADD COLUMN auth text NOT NULL DEFAULT 'default',
     ADD COLUMN facts jsonb NOT NULL DEFAULT '{}',
     ADD COLUMN status text NOT NULL DEFAULT 'untested',
     ADD COLUMN status_reason text,
     ADD COLUMN checked_at timestamptz,
     ADD COLUMN expires_at timestamptz,
     ADD COLUMN account text,
     ADD CONSTRAINT connections_status
       CHECK (status IN ('untested', 'ok', 'failed', 'expired'))`,
  // The first kinds when this was written, so that a later order of them changes no account. A shop
  // that has REST keys was connected with them.
  `UPDATE connections SET auth = CASE
     WHEN connector = 'mailchimp' THEN 'key'
     WHEN connector = 'woocommerce' AND 'consumer_key' = ANY (fields) THEN 'rest'
     WHEN connector = 'woocommerce' THEN 'webhook'
     ELSE 'default' END`,
  // Redirects under way. Only the hash of a state is kept: who reads the table can use none.
  `CREATE TABLE oauth_states (
     hash bytea PRIMARY KEY,
     workspace_id uuid NOT NULL,
     connection_id uuid NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
     user_id uuid NOT NULL,
     expires_at timestamptz NOT NULL
   )`,
];

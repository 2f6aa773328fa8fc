import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The webhooks that flows have at their applications: what is wanted, and how far it is. No foreign key
 * to the flow or the connection: what is needed to remove a webhook outlives both.
 */
export class TriggerRegistrations1796000009000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE trigger_registrations');
  }
}

const UP = [
  `CREATE TABLE trigger_registrations (
     id uuid PRIMARY KEY,
     workspace_id uuid NOT NULL,
     flow_id uuid NOT NULL,
     flow_name text NOT NULL,
     version integer,
     hook_token text NOT NULL,
     source text NOT NULL,
     slice text,
     connection_id uuid NOT NULL,
     connection text NOT NULL,
     input text NOT NULL,
     goal text NOT NULL CHECK (goal IN ('live', 'gone')),
     state text NOT NULL CHECK (state IN
       ('wanted', 'registering', 'registered', 'failed', 'removing', 'removed')),
     forget boolean NOT NULL DEFAULT false,
     hook_id uuid NOT NULL,
     unsure boolean NOT NULL DEFAULT false,
     kept text,
     secret bytea,
     url text,
     registered_at timestamptz,
     checked_at timestamptz,
     expires_at timestamptz,
     ended_at timestamptz,
     error text,
     tries integer NOT NULL DEFAULT 0,
     next_at timestamptz,
     leased_until timestamptz,
     fence integer NOT NULL DEFAULT 0,
     created_at timestamptz NOT NULL
   )`,
  // A flow has one webhook that is to live; those before it may still have to be removed.
  `CREATE UNIQUE INDEX trigger_registrations_live ON trigger_registrations (flow_id)
     WHERE goal = 'live'`,
  'CREATE INDEX trigger_registrations_by_flow ON trigger_registrations (flow_id)',
  `CREATE INDEX trigger_registrations_due ON trigger_registrations (next_at)
     WHERE next_at IS NOT NULL`,
];

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Flows, what arrives, and what is run. `events`, `runs` and `attempts` grow without end, so they
 * are partitioned by ranges of time-ordered ids: a primary key on the id alone finds its partition,
 * and retention drops whole partitions. Payloads are bytes, exactly as they arrived: jsonb refuses
 * U+0000 and lone surrogates and changes numbers.
 */
export class Core1763700000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE attempts, runs, events, dedupe_keys, flow_versions, flows');
  }
}

const UP = [
  `CREATE TABLE flows (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    name text NOT NULL,
    hook_token text NOT NULL UNIQUE,
    draft text NOT NULL,
    revision integer NOT NULL,
    version integer,
    paused boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  )`,
  'CREATE INDEX flows_by_workspace ON flows (workspace_id, id DESC)',
  `CREATE TABLE flow_versions (
    flow_id uuid NOT NULL REFERENCES flows (id) ON DELETE CASCADE,
    version integer NOT NULL,
    workspace_id uuid NOT NULL,
    document text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (flow_id, version)
  )`,
  `CREATE TABLE dedupe_keys (
    flow_id uuid NOT NULL REFERENCES flows (id) ON DELETE CASCADE,
    key bytea NOT NULL,
    workspace_id uuid NOT NULL,
    event_id uuid NOT NULL,
    run_id uuid,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (flow_id, key)
  )`,
  'CREATE INDEX dedupe_keys_by_expiry ON dedupe_keys (expires_at)',
  `CREATE TABLE events (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    flow_id uuid NOT NULL,
    kind text NOT NULL,
    verdict text NOT NULL,
    reason text,
    method text NOT NULL,
    query text NOT NULL,
    headers text NOT NULL,
    body bytea NOT NULL,
    run_id uuid,
    received_at timestamptz NOT NULL
  ) PARTITION BY RANGE (id)`,
  'CREATE INDEX events_by_flow ON events (flow_id, id DESC)',
  'CREATE INDEX events_by_workspace ON events (workspace_id, id DESC)',
  'CREATE TABLE events_default PARTITION OF events DEFAULT',
  `CREATE TABLE runs (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    flow_id uuid NOT NULL,
    version integer NOT NULL,
    event_id uuid NOT NULL,
    origin_id uuid,
    status text NOT NULL,
    available_at timestamptz NOT NULL,
    fence integer NOT NULL,
    error text,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz
  ) PARTITION BY RANGE (id)`,
  'CREATE INDEX runs_by_flow ON runs (flow_id, id DESC)',
  'CREATE INDEX runs_by_workspace ON runs (workspace_id, id DESC)',
  `CREATE INDEX runs_to_do ON runs (available_at)
    WHERE status IN ('queued', 'running', 'waiting')`,
  'CREATE TABLE runs_default PARTITION OF runs DEFAULT',
  `CREATE TABLE attempts (
    run_id uuid NOT NULL,
    seq integer NOT NULL,
    step_id text NOT NULL,
    try integer NOT NULL,
    workspace_id uuid NOT NULL,
    status text NOT NULL,
    input bytea,
    output bytea,
    error text,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (run_id, seq)
  ) PARTITION BY RANGE (run_id)`,
  'CREATE TABLE attempts_default PARTITION OF attempts DEFAULT',
];

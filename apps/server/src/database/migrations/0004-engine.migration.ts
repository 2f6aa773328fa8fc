import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The engine at full speed. Attempts become a journal: one row a write of results, holding the
 * attempts of that write as JSON bytes, appended only. A run of 20 pure steps then costs one row
 * and one index entry instead of 20 of each. Indexes by workspace go: ids are in time order, so the
 * primary key serves the lists.
 */
export class Engine1795200000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  down(): Promise<void> {
    const reason = 'Attempts cannot be taken apart again: restore a backup from before.';
    return Promise.reject(new Error(reason));
  }
}

/** Every old attempt becomes an entry of its own, in the form of `attempt-journal.ts`. */
const ENTRY = `'[' || json_build_object(
    'seq', seq, 'step', step_id, 'iteration', '', 'try', try, 'status', status,
    'input', convert_from(coalesce(input, 'null'), 'UTF8')::json,
    'output', convert_from(coalesce(output, 'null'), 'UTF8')::json,
    'error', coalesce(error, 'null')::json,
    'started', (extract(epoch FROM started_at) * 1000)::bigint,
    'finished', (extract(epoch FROM finished_at) * 1000)::bigint,
    'until', NULL)::text || ']'`;

const UP = [
  'ALTER TABLE attempts RENAME TO attempts_by_row',
  'ALTER TABLE attempts_default RENAME TO attempts_by_row_default',
  `DO $$ DECLARE part record; BEGIN
     FOR part IN SELECT child.relname FROM pg_inherits
       JOIN pg_class child ON child.oid = inhrelid
       WHERE inhparent = 'attempts_by_row'::regclass AND child.relname LIKE 'attempts\\_2%'
     LOOP
       EXECUTE format('ALTER TABLE %I RENAME TO %I', part.relname, 'old_' || part.relname);
     END LOOP;
   END $$`,
  'ALTER INDEX IF EXISTS attempts_pkey RENAME TO attempts_by_row_pkey',
  `CREATE TABLE attempts (
    run_id uuid NOT NULL,
    n integer NOT NULL,
    fence integer NOT NULL,
    entries bytea NOT NULL,
    PRIMARY KEY (run_id, n)
  ) PARTITION BY RANGE (run_id)`,
  'CREATE TABLE attempts_default PARTITION OF attempts DEFAULT',
  `DO $$ DECLARE part record; BEGIN
     FOR part IN SELECT child.relname, pg_get_expr(child.relpartbound, child.oid) AS bound
       FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
       WHERE inhparent = 'attempts_by_row'::regclass AND child.relname LIKE 'old\\_%'
     LOOP
       EXECUTE format('CREATE TABLE %I PARTITION OF attempts %s', substr(part.relname, 5), part.bound);
     END LOOP;
   END $$`,
  `INSERT INTO attempts (run_id, n, fence, entries)
     SELECT run_id, seq, 0, convert_to(${ENTRY}, 'UTF8') FROM attempts_by_row`,
  'DROP TABLE attempts_by_row',
  // Compressing a body of 4.4 kB cost half of what storing the event did.
  'ALTER TABLE events ALTER COLUMN body SET STORAGE EXTERNAL',
  // Checking it took a lock on the flow's row for every event.
  'ALTER TABLE dedupe_keys DROP CONSTRAINT dedupe_keys_flow_id_fkey',
  'DROP INDEX events_by_workspace',
  'DROP INDEX runs_by_workspace',
  'DROP INDEX runs_to_do',
  `ALTER TABLE runs
    ADD COLUMN key_id uuid,
    ADD COLUMN parent_id uuid,
    ADD COLUMN depth smallint NOT NULL DEFAULT 0,
    ADD COLUMN gated boolean NOT NULL DEFAULT false,
    ADD COLUMN order_key bytea,
    ADD COLUMN output bytea,
    ADD COLUMN answer bytea`,
  `CREATE INDEX runs_to_do ON runs (available_at)
    WHERE NOT gated AND status IN ('queued', 'running', 'waiting')`,
  `CREATE INDEX runs_gated ON runs (flow_id, id)
    WHERE gated AND status IN ('queued', 'running', 'waiting')`,
  // What people look for among millions that went well.
  `CREATE INDEX runs_ended_badly ON runs (id)
    WHERE status IN ('failed', 'in_doubt', 'cancelled')`,
  'CREATE INDEX runs_by_origin ON runs (origin_id) WHERE origin_id IS NOT NULL',
  `CREATE TABLE flow_gates (
    flow_id uuid PRIMARY KEY REFERENCES flows (id) ON DELETE CASCADE,
    next_at timestamptz NOT NULL DEFAULT '-infinity'
  )`,
  `CREATE TABLE replays (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    flow_id uuid NOT NULL REFERENCES flows (id) ON DELETE CASCADE,
    request text NOT NULL,
    status text NOT NULL,
    rate integer NOT NULL,
    total integer NOT NULL,
    started integer NOT NULL DEFAULT 0,
    cursor uuid,
    last_run uuid NOT NULL,
    next_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    finished_at timestamptz
  )`,
  "CREATE INDEX replays_to_do ON replays (next_at) WHERE status = 'running'",
  ...notify('flows', "json_build_object('kind', 'flow', 'id', changed.id)"),
  ...notify('connections', "json_build_object('kind', 'connection', 'name', changed.name)"),
];

/** Every process hears of a change from the database itself, whoever made it. */
function notify(table: string, message: string): string[] {
  return [
    `CREATE FUNCTION millrace_tell_${table}() RETURNS trigger LANGUAGE plpgsql AS $$
     DECLARE changed record; BEGIN
       changed := coalesce(NEW, OLD);
       PERFORM pg_notify('millrace_changes', json_build_object('changes', json_build_array(
         json_build_object('workspace', changed.workspace_id, 'message', ${message})))::text);
       RETURN NULL;
     END $$`,
    `CREATE TRIGGER tell AFTER INSERT OR UPDATE OR DELETE ON ${table}
     FOR EACH ROW EXECUTE FUNCTION millrace_tell_${table}()`,
  ];
}

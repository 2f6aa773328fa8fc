import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who acts. Members and keys have one of three roles; those that are there already are owners, as
 * they could do everything. The audit log is append-only whoever writes to the database. Every
 * process hears when somebody's access changes, so that open streams can end.
 */
export class Actors1795400010000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const ROLES = "role IN ('viewer', 'editor', 'owner')";

const UP = [
  `UPDATE members SET role = 'owner' WHERE NOT (${ROLES})`,
  `ALTER TABLE members ADD CONSTRAINT members_role CHECK (${ROLES})`,
  `ALTER TABLE api_keys ADD COLUMN role text NOT NULL DEFAULT 'owner'
     CONSTRAINT api_keys_role CHECK (${ROLES})`,
  'ALTER TABLE api_keys ALTER COLUMN role DROP DEFAULT',
  `CREATE TABLE audit_log (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL,
    actor_role text,
    action text NOT NULL,
    thing_kind text NOT NULL,
    thing_id uuid NOT NULL,
    thing_name text NOT NULL,
    summary text NOT NULL,
    address text
  )`,
  'CREATE INDEX audit_log_by_workspace ON audit_log (workspace_id, id DESC)',
  'CREATE INDEX audit_log_by_thing ON audit_log (thing_id, id DESC)',
  `CREATE FUNCTION millrace_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION 'The audit log is append-only: % is refused.', TG_OP
       USING ERRCODE = 'insufficient_privilege';
   END $$`,
  `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
   FOR EACH STATEMENT EXECUTE FUNCTION millrace_refuse_audit_change()`,
  `CREATE FUNCTION millrace_tell_access() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM pg_notify('millrace_changes',
       json_build_object('changes', '[]'::json, 'access', json_build_array(OLD.user_id))::text);
     RETURN NULL;
   END $$`,
  ...tellAccess('sessions', 'DELETE'),
  ...tellAccess('api_keys', 'DELETE OR UPDATE OF role'),
  ...tellAccess('members', 'DELETE OR UPDATE OF role'),
];

const DOWN = [
  'DROP TABLE audit_log',
  'DROP FUNCTION millrace_refuse_audit_change CASCADE',
  'DROP FUNCTION millrace_tell_access CASCADE',
  'ALTER TABLE api_keys DROP COLUMN role',
  'ALTER TABLE members DROP CONSTRAINT members_role',
];

/** Sessions, keys and memberships end rarely, so a NOTIFY with each costs nothing. */
function tellAccess(table: string, event: string): string[] {
  return [
    `CREATE TRIGGER tell_access AFTER ${event} ON ${table}
     FOR EACH ROW EXECUTE FUNCTION millrace_tell_access()`,
  ];
}

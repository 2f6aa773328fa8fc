import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Connectors that workspaces make, version by version. What is kept of versions says whose connector it
 * is, so that two workspaces with one of the same id never mix; null: it comes with Millrace.
 */
export class OwnConnectors1796000011000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const UP = [
  `CREATE TABLE own_connectors (
    workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    uid uuid NOT NULL,
    document text NOT NULL,
    bytes integer NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (workspace_id, id, version)
  )`,
  `CREATE FUNCTION millrace_tell_own_connectors() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE changed record; BEGIN
     changed := coalesce(NEW, OLD);
     PERFORM pg_notify('millrace_changes', json_build_object('changes', json_build_array(
       json_build_object('workspace', changed.workspace_id, 'message',
         json_build_object('kind', 'connector', 'id', changed.id))))::text);
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER tell AFTER INSERT OR UPDATE OR DELETE ON own_connectors
   FOR EACH ROW EXECUTE FUNCTION millrace_tell_own_connectors()`,
  `ALTER TABLE connector_versions
     ADD COLUMN workspace_id uuid REFERENCES workspaces (id) ON DELETE CASCADE`,
  'ALTER TABLE connector_versions DROP CONSTRAINT connector_versions_pkey',
  `CREATE UNIQUE INDEX connector_versions_key ON connector_versions
     (workspace_id, connector, version, kind, id) NULLS NOT DISTINCT`,
];

const DOWN = [
  'DELETE FROM connector_versions WHERE workspace_id IS NOT NULL',
  'DROP INDEX connector_versions_key',
  'ALTER TABLE connector_versions DROP COLUMN workspace_id',
  'ALTER TABLE connector_versions ADD PRIMARY KEY (connector, version, kind, id)',
  'DROP TABLE own_connectors',
  'DROP FUNCTION millrace_tell_own_connectors()',
];

import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@millrace/model';
import type { Pool, PoolClient } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { insertEvents } from '../events/insert-events.ts';
import type { JournalRow } from './attempt-journal.ts';
import { insertRuns } from './insert-runs.ts';

/** A run to be run again. */
export interface Origin {
  id: string;
  flowId: string;
  version: number;
  status: string;
  eventId: string;
}

/** What is made of it. */
export interface NewReplay {
  id: string;
  origin: Origin;
  version: number;
  gated: boolean;
  /** True when calls repeat those of the origin: a target that knows their keys does nothing twice. */
  sameKeys: boolean;
  /** Takes the place of the body of the origin's event. */
  body: { eventId: string; bytes: Buffer } | undefined;
  /** The attempts that are kept, as a row of the journal. */
  kept: JournalRow | null;
}

/** Any connection: replays of many runs share one transaction. */
export type Db = Pick<Pool | PoolClient, 'query'>;

const ORIGIN = `SELECT id, flow_id AS "flowId", version, status, event_id AS "eventId" FROM runs`;

/** Reads what replays start from, and makes their runs. */
@Injectable()
export class ReplayStore {
  constructor(@Inject(PG_POOL) readonly pool: Pool) {}

  /** Throws RUN_NOT_FOUND. */
  async origin(workspaceId: string, id: string): Promise<Origin> {
    const { rows } = await this.pool.query<Origin>(
      `${ORIGIN} WHERE id = $1 AND workspace_id = $2`,
      [id, workspaceId],
    );
    const [row] = rows;
    if (row === undefined) throw new AppError('RUN_NOT_FOUND', { id });
    return row;
  }

  async insert(db: Db, replay: NewReplay): Promise<void> {
    const { id, origin, body } = replay;
    if (body !== undefined) {
      await db.query(EDITED_EVENT, [body.eventId, origin.eventId, body.bytes, id, origin.id]);
    }
    await db.query(NEW_RUN, [
      ...[id, origin.id, replay.version, body?.eventId ?? origin.eventId],
      ...[replay.sameKeys, replay.gated, replay.kept?.entries, replay.kept?.lastSeq],
    ]);
  }
}

/**
 * The edited body arrives as JSON, with everything else as it was; of a split delivery it takes the
 * place of the item.
 */
const EDITED_EVENT = insertEvents(`
  SELECT $1::uuid AS id, workspace_id AS workspace, flow_id AS flow, 'replay' AS kind,
    'accepted' AS verdict, 'Run ' || $5::text || ' was replayed with another body.' AS reason,
    method, query,
    CASE WHEN item IS NULL
      THEN jsonb_build_array(jsonb_build_array('content-type', 'application/json'))::text
      ELSE headers END AS headers,
    CASE WHEN item IS NULL THEN $3::bytea ELSE ''::bytea END AS body, now() AS received,
    $4::uuid AS run, CASE WHEN item IS NOT NULL THEN coalesce(delivery_id, id) END AS delivery,
    CASE WHEN item IS NOT NULL THEN $3::bytea END AS item
  FROM events WHERE id = $2`);

const NEW_RUN = `
  WITH run AS (${insertRuns(`
    SELECT $1::uuid AS id, workspace_id AS workspace, flow_id AS flow, $3::integer AS version,
      $4::uuid AS event, NULL::timestamptz AS leased_until, now() AS created, $6::boolean AS gated,
      order_key, id AS origin, CASE WHEN $5 THEN coalesce(key_id, id) END AS key,
      NULL::uuid AS parent, 0::smallint AS depth
    FROM runs WHERE id = $2`)}
    RETURNING id
  )
  INSERT INTO attempts (run_id, n, fence, entries, first_seq, last_seq)
  SELECT id, 1, 0, $7, 1, $8::integer FROM run
  WHERE $7::bytea IS NOT NULL`;

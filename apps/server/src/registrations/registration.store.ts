import { Inject, Injectable } from '@nestjs/common';
import { isJsonObject, parseJson, type JsonObject } from '@millrace/model';
import type { Pool, PoolClient } from 'pg';
import type { AuditTransaction } from '../audit/audit-transaction.ts';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { inTransaction } from '../database/transaction.ts';
import type {
  RegisteredFlow,
  RegistrationChange,
  RegistrationError,
  RegistrationRow,
  Wish,
} from './registration.ts';

type Texts = 'input' | 'kept' | 'error';
type Read = Omit<RegistrationRow, Texts> & {
  input: string;
  kept: string | null;
  error: string | null;
};

const COLUMNS = `r.id, r.workspace_id AS "workspaceId", r.flow_id AS "flowId",
  r.flow_name AS "flowName", r.version, r.hook_token AS "hookToken", r.source, r.slice,
  r.connection_id AS "connectionId", r.connection, r.input, r.goal, r.state, r.forget,
  r.hook_id AS "hookId", r.unsure, r.kept, r.secret, r.url, r.registered_at AS "registeredAt",
  r.checked_at AS "checkedAt", r.expires_at AS "expiresAt", r.ended_at AS "endedAt", r.error,
  r.tries, r.next_at AS "nextAt", r.fence`;

/** Rows of registrations: what flows want, and what is shown. The worker has its own statements. */
@Injectable()
export class RegistrationStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  transaction<T>(work: (tx: PoolClient) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work);
  }

  /**
   * Lets go of what a flow has registered, except for what is as wished. What was never made, and
   * cannot be there, needs no call.
   */
  async release(
    tx: AuditTransaction,
    flow: Pick<RegisteredFlow, 'id' | 'hookToken'>,
    keep: Pick<Wish, 'source' | 'connectionId' | 'input'> | undefined,
    now: Date,
  ): Promise<void> {
    await tx.query(
      `UPDATE trigger_registrations SET goal = 'gone', tries = 0, error = NULL,
         state = CASE WHEN ${NEVER_MADE} THEN 'removed' ELSE 'removing' END,
         next_at = CASE WHEN ${NEVER_MADE} THEN NULL ELSE $2::timestamptz END,
         ended_at = CASE WHEN ${NEVER_MADE} THEN $2::timestamptz END
       WHERE flow_id = $1 AND goal = 'live'
         AND NOT (source = $3 AND connection_id = $4::uuid AND input = $5 AND hook_token = $6)`,
      [
        ...[flow.id, now, keep?.source ?? '', keep?.connectionId ?? NOBODY],
        ...[JSON.stringify(keep?.input ?? {}), flow.hookToken],
      ],
    );
  }

  /** What was is not shown any more. */
  async forget(tx: AuditTransaction, flowId: string): Promise<void> {
    await tx.query(
      `UPDATE trigger_registrations SET forget = true WHERE flow_id = $1 AND goal = 'gone'`,
      [flowId],
    );
  }

  /** Tries again what is as wished, and adds it where it is not there. */
  async want(
    tx: AuditTransaction,
    flow: RegisteredFlow,
    wish: Wish,
    made: { id: string; hookId: string; version: number | null; secret: Buffer | null },
    now: Date,
  ): Promise<void> {
    await tx.query(
      `UPDATE trigger_registrations SET flow_name = $2, version = $3, connection = $4,
         tries = CASE WHEN state = 'failed' THEN 0 ELSE tries END,
         next_at = CASE WHEN state = 'failed' THEN $5::timestamptz ELSE next_at END
       WHERE flow_id = $1 AND goal = 'live'`,
      [flow.id, flow.name, made.version, wish.connection, now],
    );
    await tx.query(
      `INSERT INTO trigger_registrations (id, workspace_id, flow_id, flow_name, version, hook_token,
         source, connection_id, connection, input, goal, state, hook_id, secret, next_at, created_at,
         slice)
       SELECT $1::uuid, $2::uuid, $3::uuid, $4, $5::integer, $6, $7, $8::uuid, $9, $10, 'live',
         'wanted', $11::uuid, $12::bytea, $13::timestamptz, $13::timestamptz, $14
       WHERE NOT EXISTS
         (SELECT 1 FROM trigger_registrations WHERE flow_id = $3::uuid AND goal = 'live')`,
      [
        ...[made.id, flow.workspaceId, flow.id, flow.name, made.version, flow.hookToken],
        ...[wish.source, wish.connectionId, wish.connection, JSON.stringify(wish.input)],
        ...[made.hookId, made.secret, now, wish.slice],
      ],
    );
  }

  /** What a flow shows: what lives, or was there last. */
  async ofFlow(workspaceId: string, flowId: string): Promise<RegistrationRow | undefined> {
    const { rows } = await this.pool.query<Read>(
      `SELECT ${COLUMNS} FROM trigger_registrations r
       WHERE r.workspace_id = $1 AND r.flow_id = $2 AND NOT r.forget
       ORDER BY r.created_at DESC, r.id DESC LIMIT 1`,
      [workspaceId, flowId],
    );
    return rows[0] === undefined ? undefined : rowOf(rows[0]);
  }

  /** The newest: deliveries are tried with the secret of each. */
  async secretsOf(flowId: string): Promise<RegistrationRow[]> {
    const { rows } = await this.pool.query<Read>(
      `SELECT ${COLUMNS} FROM trigger_registrations r WHERE r.flow_id = $1
       ORDER BY r.created_at DESC, r.id DESC LIMIT 6`,
      [flowId],
    );
    return rows.map(rowOf);
  }

  /** Another flow that has the one webhook of an account. */
  async holderOf({ flowId, connectionId }: RegistrationRow): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ name: string }>(
      `SELECT flow_name AS name FROM trigger_registrations
       WHERE connection_id = $1 AND flow_id <> $2 AND kept IS NOT NULL LIMIT 1`,
      [connectionId, flowId],
    );
    return rows[0]?.name;
  }

  /** Makes what a flow shows due. */
  async hurry(id: string, now: Date): Promise<void> {
    await this.pool.query(
      `UPDATE trigger_registrations SET next_at = $2, tries = 0,
         state = CASE WHEN goal = 'gone' AND state = 'failed' THEN 'removing' ELSE state END
       WHERE id = $1 AND state <> 'removed'`,
      [id, now],
    );
  }

  /** The flows whose webhooks are still being removed with one of these connections. */
  async removingWith(
    workspaceId: string,
    connections: readonly string[],
  ): Promise<{ connection: string; id: string; name: string }[]> {
    const { rows } = await this.pool.query<{ connection: string; id: string; name: string }>(
      `SELECT DISTINCT connection, flow_id AS id, flow_name AS name FROM trigger_registrations
       WHERE workspace_id = $1 AND connection = ANY ($2::text[]) AND state = 'removing'`,
      [workspaceId, connections],
    );
    return rows;
  }

  /** Leases what is due; see the statement. */
  async lease(now: Date, until: Date, most: number): Promise<(RegistrationRow & Was)[]> {
    const { rows } = await this.pool.query<Read & Was>(LEASE, [now, until, most]);
    return rows.map((row) => ({ ...rowOf(row), wasUnsure: row.wasUnsure }));
  }

  /** A row as it is now, held until the transaction ends; undefined when the lease was lost. */
  async held(tx: PoolClient, id: string, fence: number): Promise<RegistrationRow | undefined> {
    const { rows } = await tx.query<Read>(
      `SELECT ${COLUMNS} FROM trigger_registrations r WHERE r.id = $1 AND r.fence = $2 FOR UPDATE`,
      [id, fence],
    );
    return rows[0] === undefined ? undefined : rowOf(rows[0]);
  }

  /** Keeps what came of it, and ends the lease. */
  async save(tx: PoolClient, row: RegistrationRow, change: RegistrationChange): Promise<void> {
    const next = { ...row, ...change };
    await tx.query(
      `UPDATE trigger_registrations SET state = $2, hook_id = $3, unsure = $4, kept = $5,
         secret = $6, url = $7, registered_at = $8, checked_at = $9, expires_at = $10,
         ended_at = $11, error = $12, tries = $13, next_at = $14, leased_until = NULL
       WHERE id = $1`,
      [
        ...[next.id, next.state, next.hookId, next.unsure, textOf(next.kept), next.secret],
        ...[next.url, next.registeredAt, next.checkedAt, next.expiresAt, next.endedAt],
        ...[textOf(next.error), next.tries, next.nextAt],
      ],
    );
  }

  /** Drops what nobody is shown and no delivery is signed with any more. */
  async sweep(before: Date): Promise<void> {
    await this.pool.query(
      'DELETE FROM trigger_registrations WHERE forget AND next_at IS NULL AND ended_at < $1',
      [before],
    );
  }
}

interface Was {
  wasUnsure: boolean;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A lease under way may be making it. */
const NEVER_MADE = '(kept IS NULL AND NOT unsure AND leased_until IS NULL)';

/**
 * $1 now, $2 until when, $3 most rows. That a call is made is written down before it is made (`unsure`), so
 * that one that was cut short is known. One that is to be made waits while another of the same flow
 * and account is being removed: some applications know webhooks by their address alone. It does not wait
 * for one that cannot be removed for long.
 */
const LEASE = `WITH due AS (
    SELECT id, unsure FROM trigger_registrations w
    WHERE next_at <= $1 AND (leased_until IS NULL OR leased_until <= $1)
      AND (goal = 'gone' OR kept IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM trigger_registrations o
        WHERE o.flow_id = w.flow_id AND o.connection_id = w.connection_id
          AND o.state = 'removing' AND o.tries < 3))
    ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  UPDATE trigger_registrations r
  SET fence = r.fence + 1, leased_until = $2, unsure = r.unsure OR r.kept IS NULL,
    state = CASE WHEN r.goal = 'live' AND r.kept IS NULL THEN 'registering' ELSE r.state END
  FROM due WHERE r.id = due.id
  RETURNING ${COLUMNS}, due.unsure AS "wasUnsure"`;

function rowOf(row: Read): RegistrationRow {
  return {
    ...row,
    input: objectOf(row.input) ?? {},
    kept: objectOf(row.kept),
    error: errorOf(row.error),
  };
}

function textOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function objectOf(text: string | null): JsonObject | null {
  const value = text === null ? null : parseJson(text);
  return isJsonObject(value) ? value : null;
}

function errorOf(text: string | null): RegistrationError | null {
  const { code, message, hint } = objectOf(text) ?? {};
  const isWhole =
    typeof code === 'string' && typeof message === 'string' && typeof hint === 'string';
  return isWhole ? { code, message, hint } : null;
}

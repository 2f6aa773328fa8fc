import { Inject, Injectable } from '@nestjs/common';
import type { RunStatus } from '@millrace/model';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';

/** What a flow did lately. */
export interface FlowActivity {
  lastRun: { id: string; status: RunStatus; at: Date } | undefined;
  days: { day: string; total: number; failed: number }[];
}

/** Reads from runs what flows did. */
@Injectable()
export class FlowActivityStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** The last run and the runs a day from an instant on, by flow id. */
  async since(
    workspaceId: string,
    flowIds: string[],
    since: Date,
  ): Promise<Map<string, FlowActivity>> {
    const [last, days] = await Promise.all([
      this.pool.query<{ flowId: string; id: string; status: RunStatus; at: Date }>(
        `SELECT flow.id AS "flowId", run.id, run.status, run.created_at AS at
         FROM unnest($2::uuid[]) AS flow (id)
         CROSS JOIN LATERAL (
           SELECT id, status, created_at FROM runs
           WHERE flow_id = flow.id AND workspace_id = $1 ORDER BY id DESC LIMIT 1
         ) AS run`,
        [workspaceId, flowIds],
      ),
      this.pool.query<{ flowId: string; day: string; total: number; failed: number }>(
        `SELECT flow_id AS "flowId", to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
           count(*)::integer AS total,
           (count(*) FILTER (WHERE status IN ('failed', 'in_doubt')))::integer AS failed
         FROM runs
         WHERE workspace_id = $1 AND flow_id = ANY ($2) AND created_at >= $3
         GROUP BY 1, 2`,
        [workspaceId, flowIds, since],
      ),
    ]);
    const result = new Map<string, FlowActivity>(
      flowIds.map((id) => [id, { lastRun: undefined, days: [] }]),
    );
    for (const { flowId, ...run } of last.rows) {
      const entry = result.get(flowId);
      if (entry !== undefined) entry.lastRun = run;
    }
    for (const { flowId, ...day } of days.rows) result.get(flowId)?.days.push(day);
    return result;
  }
}

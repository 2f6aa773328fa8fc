import { LEASE_MS } from './lease.ts';

/** A claimed run as the statements give it. */
export interface ClaimedRow {
  runId: string;
  fence: number;
  /** How often its process ended in the middle of it without storing a result. */
  stops: number;
  /** True when that happened while nothing else was under way. */
  guilty: boolean;
}

/** When a lease taken now expires. */
export const LEASED_UNTIL = `now() + interval '${LEASE_MS} milliseconds'`;

/** What claims read of a run before they change it. */
export const BEFORE = 'id AS due, status AS was, alone AS was_alone, fence AS was_fence';

/** A run that was running when its lease expired, and of which nothing was stored under that lease. */
const STOPPED = `(was = 'running' AND NOT EXISTS (
  SELECT 1 FROM attempts WHERE run_id = due AND attempts.fence = was_fence))`;

/**
 * What a claim changes. A process that ended after it had stored a result of the run starts the count
 * again, because the run came further; so does a wait.
 */
export const CLAIMED = `status = 'running', fence = runs.fence + 1, available_at = ${LEASED_UNTIL},
    alone = false,
    stops = CASE WHEN was = 'waiting' THEN 0 WHEN was <> 'running' THEN stops
      WHEN ${STOPPED} THEN stops + 1 ELSE 1 END`;

export const CLAIM_RESULT = `id AS "runId", runs.fence, stops, was_alone AND ${STOPPED} AS guilty`;

const claimOf = (due: string): string => `
  UPDATE runs SET ${CLAIMED}, started_at = coalesce(started_at, now())
  FROM (${due}) AS due
  WHERE id = due
  RETURNING ${CLAIM_RESULT}`;

const DUE = `NOT gated AND status IN ('queued', 'running', 'waiting') AND available_at <= now()`;

/** The runs that are due longest. $1 how many. */
export const CLAIM = claimOf(`
    SELECT ${BEFORE} FROM runs WHERE ${DUE}
    ORDER BY available_at LIMIT $1
    FOR UPDATE SKIP LOCKED`);

/** Flows that a claim goes round. */
export const MOST_IN_TURN = 64;

/**
 * The next flows with runs to do, from $1 on: one look into the index `runs_to_do_by_flow` for each. With
 * 100,000 queued runs of 100 flows: 2 to 5 ms for 64 flows, and 5 ms to claim two of each. What
 * the index costs an insert is below what can be measured: 63 to 77 µs a run with it, 65 to 76 without.
 */
export const NEXT_FLOWS = `
  WITH RECURSIVE flow AS (
    (SELECT flow_id, 1 AS n FROM runs
     WHERE NOT gated AND status IN ('queued', 'running', 'waiting') AND flow_id > $1::uuid
     ORDER BY flow_id LIMIT 1)
    UNION ALL
    SELECT (SELECT runs.flow_id FROM runs
      WHERE NOT gated AND status IN ('queued', 'running', 'waiting')
        AND runs.flow_id > flow.flow_id
      ORDER BY runs.flow_id LIMIT 1), n + 1
    FROM flow WHERE flow.flow_id IS NOT NULL AND n < ${MOST_IN_TURN}
  )
  SELECT flow_id AS flow FROM flow WHERE flow_id IS NOT NULL`;

/**
 * Runs of a flow in one turn. With more, PostgreSQL sorts all that are due of the flow instead of
 * following the index: 400 ms instead of 10 for a backlog of 100,000.
 */
export const MOST_EACH = 8;

/** From each of the flows $2 the same number $1 of runs. */
export const CLAIM_BY_FLOW = claimOf(`
    SELECT one.* FROM unnest($2::uuid[]) AS wanted (flow)
    CROSS JOIN LATERAL (
      SELECT ${BEFORE} FROM runs WHERE ${DUE} AND flow_id = wanted.flow
      ORDER BY available_at LIMIT $1
      FOR UPDATE SKIP LOCKED
    ) AS one`);

/** Runs $1 are, or are no longer, the only ones of their process. */
export const MARK_ALONE = `
  UPDATE runs SET alone = $3
  WHERE id = $1 AND fence = $2 AND status = 'running'`;

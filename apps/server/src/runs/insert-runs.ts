/**
 * The only INSERT INTO runs there is: part of the statements that accept events, call flows and
 * replay. `given` is a query whose rows have the columns id, workspace, flow, version, event,
 * leased_until (null: any worker may take the run at once), created, gated, order_key, origin, key,
 * parent and depth. A run that is leased from the start has the first fence.
 */
export function insertRuns(given: string): string {
  return `
    INSERT INTO runs (id, workspace_id, flow_id, version, event_id, status, available_at, fence,
      created_at, started_at, gated, order_key, origin_id, key_id, parent_id, depth)
    SELECT id, workspace, flow, version, event,
      CASE WHEN leased_until IS NULL THEN 'queued' ELSE 'running' END,
      coalesce(leased_until, now()),
      CASE WHEN leased_until IS NULL THEN 0 ELSE 1 END,
      created, CASE WHEN leased_until IS NOT NULL THEN created END,
      gated, order_key, origin, key, parent, depth
    FROM (${given}) AS given`;
}

/** For runs that no other run led to: neither replayed nor called. */
export const NO_LINEAGE = `NULL::uuid AS origin, NULL::uuid AS key, NULL::uuid AS parent,
  0::smallint AS depth`;

/**
 * The only INSERT INTO events there is. `given` is a query whose rows have the columns id,
 * workspace, flow, kind, verdict, reason, method, query, headers, body, received, run, delivery and
 * item.
 */
export function insertEvents(given: string): string {
  return `
    INSERT INTO events (id, workspace_id, flow_id, kind, verdict, reason, method, query, headers,
      body, received_at, run_id, delivery_id, item)
    SELECT id, workspace, flow, kind, verdict, reason, method, query, headers, body, received, run,
      delivery, item
    FROM (${given}) AS given`;
}

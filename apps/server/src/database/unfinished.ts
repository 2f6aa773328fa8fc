/** A run in one of these states has not ended. */
export const OPEN = `('queued', 'running', 'waiting')`;

/** Runs that have not ended: two queries, because each has an index of its own. */
export function unfinished(what: string, table = 'runs'): string {
  const ofKind = (gated: string): string =>
    `SELECT ${what} FROM ${table} WHERE ${gated} AND status IN ${OPEN}`;
  return `(${ofKind('NOT gated')} UNION ALL ${ofKind('gated')})`;
}

/** The cursor of the page after `limit` rows: the last id shown, when one more row was found. */
export function nextOf(rows: readonly { id: string }[], limit: number): string | null {
  return rows.length > limit ? (rows[limit - 1]?.id ?? null) : null;
}

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Text of a duration: a whole number and one of ms, s, m, h, d. */
export const DURATION_PATTERN = /^(\d{1,9})(ms|s|m|h|d)$/;

/**
 * Milliseconds of a duration written as `500ms`, `5s`, `10m`, `1h` or `30d`;
 * undefined when the text is not one.
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION_PATTERN.exec(text);
  const unit = match?.[2];
  if (match === null || unit === undefined || !isUnit(unit)) return undefined;
  return Number(match[1]) * UNITS[unit];
}

function isUnit(unit: string): unit is keyof typeof UNITS {
  return Object.hasOwn(UNITS, unit);
}

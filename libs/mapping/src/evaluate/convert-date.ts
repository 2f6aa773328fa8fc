const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|z|[+-]\d{2}:?\d{2})?)?$/;

/** Below this a number counts seconds since 1970 (up to the year 5138), from it on milliseconds. */
const FIRST_MILLISECONDS = 1e11;
const LAST_INSTANT = 8.64e15;

/**
 * The instant of an ISO 8601 date or date-time, in milliseconds since 1970, or undefined. A time
 * without an offset is UTC. Dates that no calendar has (30 February) are refused.
 */
export function instantOfText(text: string): number | undefined {
  const parts = DATE.exec(text);
  if (parts === null) return undefined;
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00'] = parts;
  const fraction = (parts[7] ?? '').slice(0, 3).padEnd(3, '0');
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`;
  const instant = Date.parse(local);
  // Date.parse rolls some impossible days over to the next month.
  if (Number.isNaN(instant) || new Date(instant).toISOString() !== local) return undefined;
  const offset = offsetMinutes(parts[8] ?? 'Z');
  return offset === undefined ? undefined : instant - offset * 60_000;
}

/** The instant of a Unix time in seconds or milliseconds, or undefined. */
export function instantOfNumber(value: number): number | undefined {
  const instant = Math.abs(value) < FIRST_MILLISECONDS ? value * 1000 : value;
  return Math.abs(instant) <= LAST_INSTANT ? Math.round(instant) : undefined;
}

function offsetMinutes(offset: string): number | undefined {
  if (offset.toUpperCase() === 'Z') return 0;
  const digits = offset.replace(':', '');
  const hours = Number(digits.slice(1, 3));
  const minutes = Number(digits.slice(3));
  if (hours > 23 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

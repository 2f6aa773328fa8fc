import { parseDuration, type JsonValue, type TimeUnit } from '@millrace/model';

/** Nobody waits longer for an application that names a time far off, by mistake or not. */
const LONGEST_MS = 24 * 60 * 60 * 1000;
const PART_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Milliseconds from now until the time that a value names, at most a day; undefined for one that names none. */
export function msUntil(value: JsonValue, unit: TimeUnit, now: Date): number | undefined {
  const ms = rawMs(value, unit, now);
  return ms === undefined || Number.isNaN(ms)
    ? undefined
    : Math.min(Math.max(0, Math.ceil(ms)), LONGEST_MS);
}

/** The instant that a value names, however far off; undefined for one that names none. */
export function instantOf(value: JsonValue, unit: TimeUnit, now: Date): Date | undefined {
  const ms = rawMs(value, unit, now);
  if (ms === undefined) return undefined;
  const instant = new Date(now.getTime() + ms);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

function rawMs(value: JsonValue, unit: TimeUnit, now: Date): number | undefined {
  if (unit === 'date')
    return typeof value === 'string' ? Date.parse(value) - now.getTime() : undefined;
  if (unit === 'duration') return typeof value === 'string' ? msOfDuration(value) : undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number') return undefined;
  if (Number.isNaN(number) && typeof value === 'string') return Date.parse(value) - now.getTime();
  if (unit === 'epoch_s') return number * 1_000 - now.getTime();
  if (unit === 'epoch_ms') return number - now.getTime();
  return unit === 'ms' ? number : number * 1_000;
}

/** Ours, and those of headers such as 6m0s and 1h2m3.5s. */
function msOfDuration(text: string): number | undefined {
  const own = parseDuration(text);
  if (own !== undefined) return own;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  return parts.reduce((sum, [, count, name = '']) => sum + Number(count) * (PART_MS[name] ?? 0), 0);
}

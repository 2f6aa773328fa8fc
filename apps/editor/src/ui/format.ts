/** Words for times, durations and sizes. `Intl` does the language; nothing here knows the DOM. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const UNITS = [
  { unit: 'second', length: SECOND, below: MINUTE },
  { unit: 'minute', length: MINUTE, below: HOUR },
  { unit: 'hour', length: HOUR, below: DAY },
  { unit: 'day', length: DAY, below: 4 * WEEK },
] as const;

/** Shorter than this, in either direction, is "just now": clocks differ by as much. */
const JUST_NOW = 5 * SECOND;

/** How long ago an instant is, in words; a date once it is more than four weeks away. */
export function relativeText(instant: string, now: number, locale?: string): string {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) return instant;
  const away = time - now;
  const size = Math.abs(away);
  if (size < JUST_NOW) return 'just now';
  const step = UNITS.find(({ below }) => size < below);
  if (step === undefined) {
    return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(time);
  }
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  return format.format(Math.trunc(away / step.length), step.unit);
}

/** The whole instant in the reader's own time zone. */
export function absoluteText(instant: string, locale?: string): string {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) return instant;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }).format(time);
}

/** A length of time, to the precision that matters at its size: `42 ms`, `1.3 s`, `2 min 5 s`. */
export function durationText(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < MINUTE) return `${(ms / SECOND).toFixed(ms < 10 * SECOND ? 1 : 0)} s`;
  if (ms < HOUR) return twoUnits(ms, MINUTE, 'min', SECOND, 's');
  if (ms < DAY) return twoUnits(ms, HOUR, 'h', MINUTE, 'min');
  return twoUnits(ms, DAY, 'd', HOUR, 'h');
}

function twoUnits(ms: number, big: number, bigName: string, small: number, smallName: string) {
  const whole = Math.floor(ms / big);
  const rest = Math.floor((ms - whole * big) / small);
  return rest === 0 ? `${whole} ${bigName}` : `${whole} ${bigName} ${rest} ${smallName}`;
}

/** Milliseconds between two instants; undefined while one is missing. */
export function between(from: string | null, to: string | null): number | undefined {
  if (from === null || to === null) return undefined;
  const length = Date.parse(to) - Date.parse(from);
  return Number.isNaN(length) ? undefined : Math.max(0, length);
}

/** A number of bytes as people read it. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** The start of a uuid v7 is its time, so its end tells two of them apart. */
export function shortId(id: string): string {
  return id.slice(-8);
}

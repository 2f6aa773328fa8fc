import { instantOfMail } from './mail-date.ts';

/**
 * What a date says: a day of the calendar, which is no instant and the same day everywhere, or an
 * instant. Both in milliseconds: of a day the midnight it starts with, read in UTC.
 */
export type Moment =
  | { kind: 'day'; day: number }
  /** `floating`: a time was given without an offset, and taken for UTC. */
  | { kind: 'instant'; instant: number; floating: boolean };

const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Unix time as text: seconds in 9 or 10 digits (1973 to 2286), milliseconds in 12 or 13 (1973 to 2286).
 * Other digits are left alone: "20261121" is a day written without hyphens, "2026" a year.
 */
const UNIX = /^(?:\d{9,10}|\d{12,13})(?:\.\d{1,9})?$/;
const MOST_SECONDS_DIGITS = 10;

/** Below this a number counts seconds since 1970 (up to the year 5138), from it on milliseconds. */
const FIRST_MILLISECONDS = 1e11;
const LAST_INSTANT = 8.64e15;

/** The date a value is: text as {@link momentOfText} reads it, or a Unix time; undefined for none. */
export function momentOf(value: unknown): Moment | undefined {
  if (typeof value === 'string') return momentOfText(value);
  return typeof value === 'number' ? instantMoment(instantOfNumber(value)) : undefined;
}

/** The date a text is: as {@link momentOfWriting} reads it, or Unix time; undefined for none. */
export function momentOfText(text: string): Moment | undefined {
  if (!UNIX.test(text)) return momentOfWriting(text);
  const [whole = ''] = text.split('.');
  return instantMoment(
    Math.round(whole.length <= MOST_SECONDS_DIGITS ? Number(text) * 1000 : Number(text)),
  );
}

/**
 * The date a text writes: ISO 8601, or as mails and HTTP headers write it (RFC 2822). A time without an
 * offset is UTC. Dates that no calendar has (30 February) are none.
 */
function momentOfWriting(text: string): Moment | undefined {
  const parts = DATE.exec(text);
  if (parts === null) return instantMoment(instantOfMail(text));
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00'] = parts;
  const fraction = (parts[7] ?? '').slice(0, 3).padEnd(3, '0');
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`;
  const instant = Date.parse(local);
  // Date.parse rolls some impossible days over to the next month.
  if (Number.isNaN(instant) || new Date(instant).toISOString() !== local) return undefined;
  if (parts[4] === undefined) return { kind: 'day', day: instant };
  const offset = offsetMinutes(parts[8] ?? 'Z');
  if (offset === undefined) return undefined;
  return {
    kind: 'instant',
    instant: instant - offset * 60_000,
    floating: parts[8] === undefined,
  };
}

/** How two texts that both write dates follow each other, below 0 when the first is earlier; undefined for others. */
export function orderOfDates(left: string, right: string): number | undefined {
  const [first, second] = [momentOfWriting(left), momentOfWriting(right)];
  return first && second && placeInTime(first) - placeInTime(second);
}

/** Where a date lies among others: a day beside instants is the midnight in UTC it starts with. */
export function placeInTime(moment: Moment): number {
  return moment.kind === 'day' ? moment.day : moment.instant;
}

/** A date as ISO 8601 text: a day stays one, an instant is written in UTC. */
export function momentText(moment: Moment): string {
  const text = new Date(placeInTime(moment)).toISOString();
  return moment.kind === 'day' ? text.slice(0, -'T00:00:00.000Z'.length) : text;
}

/** The instant of a Unix time in seconds or milliseconds, or undefined. */
function instantOfNumber(value: number): number | undefined {
  const instant = Math.abs(value) < FIRST_MILLISECONDS ? value * 1000 : value;
  return Math.abs(instant) <= LAST_INSTANT ? Math.round(instant) : undefined;
}

function instantMoment(instant: number | undefined): Moment | undefined {
  return instant === undefined ? undefined : { kind: 'instant', instant, floating: false };
}

function offsetMinutes(offset: string): number | undefined {
  if (offset.toUpperCase() === 'Z') return 0;
  const digits = offset.replace(':', '');
  const hours = Number(digits.slice(1, 3));
  const minutes = Number(digits.slice(3));
  if (hours > 23 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

import type { Moment } from '../evaluate/convert-date.ts';
import type { DatePart, DateToken } from './date-tokens.ts';
import type { HelperCall } from './define-helper.ts';
import { dateFormat } from './locale.ts';
import { instantIn, wallOf } from './time-zone.ts';

/** What is written. */
interface Shown {
  instant: number;
  /** What clocks show, read in UTC. */
  wall: Date;
  offset: number;
  locale: string;
  /** With a day beside it a month has another form in some languages. */
  hasDay: boolean;
  call: HelperCall;
}

/** Writes a date as a format says, in a time zone and a language; a day is the same in every zone. */
export function writeDate(
  moment: Moment,
  parts: readonly DatePart[],
  zone: string,
  locale: string,
  call: HelperCall,
): string {
  call.spend(parts.length);
  const wall = wallOf(moment, zone, call);
  const instant = instantIn(moment, zone, call);
  const hasDay = parts.some((part) => 'token' in part && /^D/.test(part.token));
  const shown = { instant, wall: new Date(wall), offset: wall - instant, locale, hasDay, call };
  return parts.map((part) => ('text' in part ? part.text : WRITERS[part.token](shown))).join('');
}

const WRITERS: Readonly<Record<DateToken, (shown: Shown) => string>> = {
  YYYY: ({ wall }) => padded(wall.getUTCFullYear(), 4),
  YY: ({ wall }) => padded(wall.getUTCFullYear() % 100, 2),
  MMMM: (shown) => named(shown, 'month', 'long'),
  MMM: (shown) => named(shown, 'month', 'short'),
  MM: ({ wall }) => padded(wall.getUTCMonth() + 1, 2),
  M: ({ wall }) => String(wall.getUTCMonth() + 1),
  DD: ({ wall }) => padded(wall.getUTCDate(), 2),
  D: ({ wall }) => String(wall.getUTCDate()),
  dddd: (shown) => named(shown, 'weekday', 'long'),
  ddd: (shown) => named(shown, 'weekday', 'short'),
  HH: ({ wall }) => padded(wall.getUTCHours(), 2),
  H: ({ wall }) => String(wall.getUTCHours()),
  hh: ({ wall }) => padded(hourOfTwelve(wall), 2),
  h: ({ wall }) => String(hourOfTwelve(wall)),
  mm: ({ wall }) => padded(wall.getUTCMinutes(), 2),
  m: ({ wall }) => String(wall.getUTCMinutes()),
  ss: ({ wall }) => padded(wall.getUTCSeconds(), 2),
  s: ({ wall }) => String(wall.getUTCSeconds()),
  SSS: ({ wall }) => padded(wall.getUTCMilliseconds(), 3),
  A: ({ wall }) => (wall.getUTCHours() < 12 ? 'AM' : 'PM'),
  a: ({ wall }) => (wall.getUTCHours() < 12 ? 'am' : 'pm'),
  Z: ({ offset }) => offsetText(offset, ':'),
  ZZ: ({ offset }) => offsetText(offset, ''),
  X: ({ instant }) => String(Math.floor(instant / 1000)),
  x: ({ instant }) => String(instant),
};

function named(shown: Shown, type: 'month' | 'weekday', form: 'long' | 'short'): string {
  const { wall, locale, hasDay, call } = shown;
  const beside = type === 'month' && hasDay ? { day: 'numeric' as const } : {};
  const format = dateFormat(locale, { [type]: form, ...beside, timeZone: 'UTC' }, call);
  const part = format.formatToParts(wall).find((one) => one.type === type);
  return part?.value ?? '';
}

function hourOfTwelve(wall: Date): number {
  return wall.getUTCHours() % 12 || 12;
}

function offsetText(offset: number, separator: string): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const hours = padded(Math.floor(minutes / 60), 2);
  return `${offset < 0 ? '-' : '+'}${hours}${separator}${padded(minutes % 60, 2)}`;
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

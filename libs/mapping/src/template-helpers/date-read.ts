import type { Moment } from '../evaluate/convert-date.ts';
import type { DatePart, DateToken } from './date-tokens.ts';
import type { HelperCall } from './define-helper.ts';
import { dateFormat } from './locale.ts';
import { instantOfWall } from './time-zone.ts';

/** What a date text says, as far as it says it. */
interface Read {
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  millisecond?: number;
  afternoon?: boolean;
  /** Minutes east of UTC. */
  offset?: number;
  instant?: number;
}

/** How a token is found, and what it tells. */
interface Reader {
  pattern: RegExp;
  take: (found: string, read: Read) => void;
}

const TWO_OF_2000 = 69;

/**
 * The date that a text writes in a format: a day where the format has no time of day, otherwise an
 * instant; a time without an offset is one of the zone. Undefined when the text does not fit or names a
 * day or time that does not exist.
 */
export function readDate(
  text: string,
  parts: readonly DatePart[],
  zone: string,
  locale: string,
  call: HelperCall,
): Moment | undefined {
  call.spend(parts.length);
  const read: Read = {};
  let at = 0;
  for (const part of parts) {
    const found = 'text' in part ? part.text : take(text, at, part.token, read, locale, call);
    if (found === undefined || !text.startsWith(found, at)) return undefined;
    at += found.length;
  }
  return at === text.length ? momentOfRead(read, zone, call) : undefined;
}

function take(
  text: string,
  at: number,
  token: DateToken,
  read: Read,
  locale: string,
  call: HelperCall,
): string | undefined {
  if (token === 'MMMM' || token === 'MMM') {
    const names = monthNames(token === 'MMMM' ? 'long' : 'short', locale, call);
    const rest = text.slice(at, at + 40).toLowerCase();
    const month = names.findIndex((name) => rest.startsWith(name.toLowerCase()));
    if (month < 0) return undefined;
    read.month = month + 1;
    return text.slice(at, at + (names[month]?.length ?? 0));
  }
  const reader = READERS[token];
  if (reader === undefined) return undefined;
  const { pattern } = reader;
  pattern.lastIndex = at;
  const found = pattern.exec(text)?.[0];
  if (found !== undefined) reader.take(found, read);
  return found;
}

function number(digits: string, name: keyof Read & ('year' | 'month' | 'day' | Time)): Reader {
  return {
    pattern: new RegExp(`\\d{${digits}}`, 'y'),
    take: (found, read) => {
      read[name] = Number(found);
    },
  };
}

type Time = 'hour' | 'minute' | 'second' | 'millisecond';

const HALF: Reader = {
  pattern: /[ap]m/iy,
  take: (found, read) => {
    read.afternoon = found.toLowerCase() === 'pm';
  },
};

const OFFSET: Reader = {
  pattern: /Z|[+-]\d\d:?\d\d/iy,
  take: (found, read) => {
    const [hours, minutes] = [Number(found.slice(1, 3)), Number(found.slice(-2))];
    const size = /^z$/i.test(found) ? 0 : hours * 60 + minutes;
    read.offset = found.startsWith('-') ? -size : size;
  },
};

const SHORT_YEAR: Reader = {
  pattern: /\d{2}/y,
  take: (found, read) => {
    read.year = Number(found) + (Number(found) < TWO_OF_2000 ? 2000 : 1900);
  },
};

function unix(milliseconds: number): Reader {
  return {
    pattern: /-?\d{1,16}/y,
    take: (found, read) => {
      read.instant = Number(found) * milliseconds;
    },
  };
}

/** Weekdays follow from the date and are not read. */
const READERS: Readonly<Partial<Record<DateToken, Reader>>> = {
  YYYY: number('4', 'year'),
  YY: SHORT_YEAR,
  MM: number('2', 'month'),
  M: number('1,2', 'month'),
  DD: number('2', 'day'),
  D: number('1,2', 'day'),
  HH: number('2', 'hour'),
  H: number('1,2', 'hour'),
  hh: number('2', 'hour'),
  h: number('1,2', 'hour'),
  mm: number('2', 'minute'),
  m: number('1,2', 'minute'),
  ss: number('2', 'second'),
  s: number('1,2', 'second'),
  SSS: number('3', 'millisecond'),
  A: HALF,
  a: HALF,
  Z: OFFSET,
  ZZ: OFFSET,
  X: unix(1000),
  x: unix(1),
};

function momentOfRead(read: Read, zone: string, call: HelperCall): Moment | undefined {
  if (read.instant !== undefined) return instantMoment(read.instant);
  const day = dayOf(read);
  const time = timeOf(read);
  if (day === undefined || time === undefined) return undefined;
  if (!TIMES.some((name) => read[name] !== undefined)) return { kind: 'day', day };
  const wall = day + time;
  const { offset } = read;
  return instantMoment(
    offset === undefined ? instantOfWall(wall, zone, call) : wall - offset * 60_000,
  );
}

/** The midnight of the day, read in UTC; undefined for a day that no calendar has. */
function dayOf({ year, month = 1, day = 1 }: Read): number | undefined {
  if (year === undefined) return undefined;
  const wall = new Date(0);
  wall.setUTCFullYear(year, month - 1, day);
  const exists = wall.getUTCMonth() === month - 1 && wall.getUTCDate() === day;
  return exists ? wall.getTime() : undefined;
}

/** Milliseconds since midnight. */
function timeOf(read: Read): number | undefined {
  const { minute = 0, second = 0, millisecond = 0 } = read;
  const hour = hourOf(read);
  if (hour === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}

/** What makes an instant of a day. */
const TIMES = ['hour', 'minute', 'second', 'millisecond', 'offset'] as const;

function instantMoment(instant: number): Moment {
  return { kind: 'instant', instant, floating: false };
}

function hourOf({ hour = 0, afternoon }: Read): number | undefined {
  if (afternoon === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (afternoon ? 12 : 0);
}

function monthNames(form: 'long' | 'short', locale: string, call: HelperCall): string[] {
  // As beside a day, where some languages have another form.
  const format = dateFormat(locale, { day: 'numeric', month: form, timeZone: 'UTC' }, call);
  call.spend(60);
  return Array.from({ length: 12 }, (_, month) => {
    const part = format
      .formatToParts(Date.UTC(2026, month, 1))
      .find(({ type }) => type === 'month');
    return part?.value ?? '';
  });
}

import type { Moment } from '../evaluate/convert-date.ts';
import { dateFormat } from './locale.ts';
import { refuse, type HelperCall, type Param } from './define-helper.ts';

const DAY = 86_400_000;

/** A time zone of the IANA list, like "Europe/Berlin"; UTC where none is given. */
export function zoneParam(): Param<string> {
  return {
    name: 'zone',
    optional: true,
    read: (value, helper, call) => {
      if (value === undefined || value === 'UTC') return 'UTC';
      if (typeof value === 'string' && isZone(value, call)) return value;
      return refuse(helper, value, 'time zone', 'Write it like Europe/Berlin, or UTC.');
    },
  };
}

function isZone(zone: string, call: HelperCall): boolean {
  try {
    fieldsFormat(zone, call);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What clocks of a zone show at an instant, as milliseconds that read right in UTC. */
export function wallTime(instant: number, zone: string, call: HelperCall): number {
  if (zone === 'UTC') return instant;
  const fields = new Map<string, string>();
  for (const { type, value } of fieldsFormat(zone, call).formatToParts(instant)) {
    fields.set(type, value);
  }
  const field = (name: string): number => Number(fields.get(name));
  const year = fields.get('era') === 'BC' ? 1 - field('year') : field('year');
  const wall = new Date(0);
  wall.setUTCFullYear(year, field('month') - 1, field('day'));
  wall.setUTCHours(field('hour'), field('minute'), field('second'));
  return wall.getTime() + (((instant % 1000) + 1000) % 1000);
}

/**
 * The instant at which clocks of a zone show a time. A time that clocks skip is taken as if they had
 * not been put forward yet; of a time they show twice, the first one.
 */
export function instantOfWall(wall: number, zone: string, call: HelperCall): number {
  if (zone === 'UTC') return wall;
  const before = wall - (wallTime(wall - DAY, zone, call) - (wall - DAY));
  if (wallTime(before, zone, call) === wall) return before;
  const after = wall - (wallTime(wall + DAY, zone, call) - (wall + DAY));
  return wallTime(after, zone, call) === wall ? after : before;
}

/** What clocks of a zone show at a date; a day is the same in every zone, and starts at midnight. */
export function wallOf(moment: Moment, zone: string, call: HelperCall): number {
  return moment.kind === 'day' ? moment.day : wallTime(moment.instant, zone, call);
}

/** The instant of a date; a day begins when clocks of the zone show its midnight. */
export function instantIn(moment: Moment, zone: string, call: HelperCall): number {
  return moment.kind === 'day' ? instantOfWall(moment.day, zone, call) : moment.instant;
}

function fieldsFormat(zone: string, call: HelperCall): Intl.DateTimeFormat {
  const numeric = 'numeric';
  return dateFormat(
    'en-US',
    {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      era: 'short',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    },
    call,
  );
}

import type { HelperCall, Param } from './define-helper.ts';
import { wordParam } from './params.ts';
import { instantOfWall, wallTime } from './time-zone.ts';

const CALENDAR_MONTHS = { year: 12, month: 1 } as const;
const CALENDAR_DAYS = { week: 7, day: 1 } as const;
const CLOCK = { hour: 3_600_000, minute: 60_000, second: 1000 } as const;
const DAY = 86_400_000;

const UNITS = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const;
const PLURALS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;

export type DateUnit = (typeof UNITS)[number];

/** A unit of time, in the singular or the plural. */
export function unitParam(): Param<DateUnit> {
  const { read } = wordParam('unit', [...PLURALS, ...UNITS]);
  return {
    name: 'unit',
    optional: false,
    read: (value, helper, call) => {
      const word = read(value, helper, call);
      return UNITS.find((unit) => unit === word || `${unit}s` === word) ?? 'day';
    },
  };
}

/**
 * Moves an instant. Years, months, weeks and days keep the time that clocks of the zone show, and a day that a month does
 * not have becomes its last; hours and less are time that passes.
 */
export function addUnits(
  instant: number,
  amount: number,
  unit: DateUnit,
  zone: string,
  call: HelperCall,
): number {
  if (unit === 'hour' || unit === 'minute' || unit === 'second')
    return instant + amount * CLOCK[unit];
  const wall = wallTime(instant, zone, call);
  const moved =
    unit === 'year' || unit === 'month'
      ? addMonths(wall, amount * CALENDAR_MONTHS[unit])
      : wall + amount * CALENDAR_DAYS[unit] * DAY;
  // Beyond the range of dates there are no zones.
  return Math.abs(moved) > 8.64e15 - DAY ? NaN : instantOfWall(moved, zone, call);
}

/** How many whole units lie between two instants, by what clocks of the zone show for days and more. */
export function unitsBetween(
  from: number,
  to: number,
  unit: DateUnit,
  zone: string,
  call: HelperCall,
): number {
  if (unit === 'hour' || unit === 'minute' || unit === 'second')
    return whole((to - from) / CLOCK[unit]);
  const [start, end] = [wallTime(from, zone, call), wallTime(to, zone, call)];
  if (unit === 'day' || unit === 'week') return whole((end - start) / (CALENDAR_DAYS[unit] * DAY));
  return whole(monthsBetween(start, end) / CALENDAR_MONTHS[unit]);
}

function monthsBetween(start: number, end: number): number {
  const [first, last] = [new Date(start), new Date(end)];
  const years = last.getUTCFullYear() - first.getUTCFullYear();
  const months = years * 12 + last.getUTCMonth() - first.getUTCMonth();
  const reached = addMonths(start, months);
  if (end >= start) return reached > end ? months - 1 : months;
  return reached < end ? months + 1 : months;
}

function addMonths(wall: number, months: number): number {
  const date = new Date(wall);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(date);
  lastDay.setUTCMonth(date.getUTCMonth() + 1, 0);
  date.setUTCDate(Math.min(day, lastDay.getUTCDate()));
  return date.getTime();
}

/** Towards zero, and never minus zero. */
function whole(number: number): number {
  return Math.trunc(number) + 0;
}

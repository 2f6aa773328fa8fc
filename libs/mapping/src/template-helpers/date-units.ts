import type { Moment } from '../evaluate/convert-date.ts';
import type { HelperCall, Param } from './define-helper.ts';
import { wordParam } from './params.ts';
import { instantIn, instantOfWall, wallOf } from './time-zone.ts';

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
 * Moves a date. Years, months, weeks and days keep the time that clocks of the zone show, and a day that a month does
 * not have becomes its last; hours and less are time that passes. A day that is moved by days or more stays a day.
 */
export function addUnits(
  moment: Moment,
  amount: number,
  unit: DateUnit,
  zone: string,
  call: HelperCall,
): Moment {
  if (isClock(unit)) {
    const instant = instantIn(moment, zone, call) + amount * CLOCK[unit];
    return { kind: 'instant', instant, floating: false };
  }
  const moved = movedWall(wallOf(moment, zone, call), amount, unit);
  if (moment.kind === 'day') return { kind: 'day', day: moved };
  // Beyond the range of dates there are no zones.
  const instant = Math.abs(moved) > 8.64e15 - DAY ? NaN : instantOfWall(moved, zone, call);
  return { kind: 'instant', instant, floating: false };
}

type ClockUnit = keyof typeof CLOCK;

function isClock(unit: DateUnit): unit is ClockUnit {
  return unit === 'hour' || unit === 'minute' || unit === 'second';
}

function movedWall(wall: number, amount: number, unit: Exclude<DateUnit, ClockUnit>): number {
  return unit === 'year' || unit === 'month'
    ? addMonths(wall, amount * CALENDAR_MONTHS[unit])
    : wall + amount * CALENDAR_DAYS[unit] * DAY;
}

/** How many whole units lie between two dates, by what clocks of the zone show for days and more. */
export function unitsBetween(
  from: Moment,
  to: Moment,
  unit: DateUnit,
  zone: string,
  call: HelperCall,
): number {
  if (isClock(unit)) {
    return whole((instantIn(to, zone, call) - instantIn(from, zone, call)) / CLOCK[unit]);
  }
  const [start, end] = [wallOf(from, zone, call), wallOf(to, zone, call)];
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

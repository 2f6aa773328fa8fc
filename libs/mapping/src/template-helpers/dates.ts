import { momentText, placeInTime, type Moment } from '../evaluate/convert-date.ts';
import { readDate } from './date-read.ts';
import { readDateFormat } from './date-tokens.ts';
import { addUnits, unitParam, unitsBetween } from './date-units.ts';
import { writeDate } from './date-write.ts';
import {
  helper0,
  helper4,
  refuse,
  type Argument,
  type Helper,
  type HelperCall,
} from './define-helper.ts';
import { localeParam } from './locale.ts';
import { anyParam, countParam, dateParam, optional, textParam } from './params.ts';
import { instantOfWall, zoneParam } from './time-zone.ts';

const MOST_UNITS = 1e12;
const ORDER = { created: '2026-11-21T23:30:00Z' };

/**
 * Helpers for dates. They give ISO 8601 text, a day as a day and an instant in UTC, so that each can take
 * what another gives.
 */
export const DATE_HELPERS: readonly Helper[] = [
  helper0(
    {
      name: 'now',
      group: 'dates',
      usage: 'now',
      summary: 'The present time.',
      gives: 'string',
      examples: [
        { template: '{{now}}', data: {}, result: '2026-11-21T10:30:00.000Z' },
        { template: '{{date_format (now) "YYYY"}}', data: {}, result: '2026' },
      ],
      edges: [{ template: '{{now}}', data: { now: 'of the data' }, result: 'of the data' }],
    },
    (call) => isoText('now', { kind: 'instant', instant: call.now(), floating: false }),
  ),
  helper4(
    {
      name: 'date_parse',
      group: 'dates',
      usage: 'date_parse text [format] zone="UTC" locale="en"',
      summary:
        'Reads a date written in a format; without one, the way every date is read. A time without an offset is one of the zone; a date without a time stays a day.',
      gives: 'string',
      examples: [
        {
          template: '{{date_parse "21.11.2026 11:30" "DD.MM.YYYY HH:mm" "Europe/Berlin"}}',
          data: {},
          result: '2026-11-21T10:30:00.000Z',
        },
        {
          template: '{{date_parse "2026-07-01T12:00:00" zone="Europe/Berlin"}}',
          data: {},
          result: '2026-07-01T10:00:00.000Z',
        },
      ],
      edges: [
        {
          template: '{{date_parse "1 mai 2026" "D MMMM YYYY" locale="fr"}}',
          data: {},
          result: '2026-05-01',
        },
        {
          template: '{{date_parse "31.02.2026" "DD.MM.YYYY"}}',
          data: {},
          error: 'cannot become a date',
        },
        { template: '{{date_parse "x" "yyyy"}}', data: {}, error: 'The value "yyyy"' },
      ],
    },
    [anyParam('text'), optional(textParam('format'), ''), zoneParam(), localeParam()],
    (value, format, zone, locale, call) => {
      const text = textParam('text').read(value, 'date_parse', call);
      const parts = readDateFormat(format, 'date_parse');
      if (format === '') return isoText('date_parse', readAny(value, zone, call));
      const moment = readDate(text, parts, zone, locale, call);
      return isoText('date_parse', moment ?? refuse('date_parse', value, `date like ${format}`));
    },
  ),
  helper4(
    {
      name: 'date_format',
      group: 'dates',
      usage: 'date_format date format zone="UTC" locale="en"',
      summary:
        'Writes a date in a format, as clocks of a time zone show it; a day without a time is the same in every zone.',
      gives: 'string',
      examples: [
        {
          template: '{{date_format created "DD.MM.YYYY HH:mm" "Europe/Berlin"}}',
          data: ORDER,
          result: '22.11.2026 00:30',
        },
        {
          template: '{{date_format created "dddd, D. MMMM" locale="de"}}',
          data: ORDER,
          result: 'Samstag, 21. November',
        },
        {
          template: '{{date_format "1990-05-03" "MM/DD" "America/New_York"}}',
          data: {},
          result: '05/03',
        },
      ],
      edges: [
        {
          template: '{{date_format ts "HH:mm:ss.SSS"}} {{date_format mail "H:mm"}}',
          data: { ts: '1785578400.000200', mail: 'Sat, 21 Nov 2026 11:30:00 +0100' },
          result: '10:00:00.000 10:30',
        },
        {
          template: '{{date_format 1700000000 "YYYY-MM-DD[T]HH:mm:ssZ" "America/New_York"}}',
          data: {},
          result: '2023-11-14T17:13:20-05:00',
        },
        {
          template: '{{date_format created "YYYY" "Mars/Olympus"}}',
          data: ORDER,
          error: 'cannot become a time zone',
        },
        {
          template: '{{date_format "21.11.2026" "YYYY"}}',
          data: {},
          error: 'cannot become a date',
        },
      ],
    },
    [dateParam('date'), textParam('format'), zoneParam(), localeParam()],
    (date, format, zone, locale, call) =>
      writeDate(date, readDateFormat(format, 'date_format'), zone, locale, call),
  ),
  helper4(
    {
      name: 'date_add',
      group: 'dates',
      usage: 'date_add date amount unit zone="UTC"',
      summary:
        'Moves a date by years, months, weeks, days, hours, minutes or seconds; a negative amount moves it back. A day moved by days or more stays a day.',
      gives: 'string',
      examples: [
        {
          template: '{{date_add created 14 "days"}}',
          data: ORDER,
          result: '2026-12-05T23:30:00.000Z',
        },
      ],
      edges: [
        {
          template: '{{date_add "2026-01-31" 1 "month"}}',
          data: {},
          result: '2026-02-28',
        },
        {
          template: '{{date_add "2026-03-28T11:00:00Z" 1 "day" "Europe/Berlin"}}',
          data: {},
          result: '2026-03-29T10:00:00.000Z',
        },
        {
          template: '{{date_add created 1 "fortnight"}}',
          data: ORDER,
          error: 'cannot become a value for "unit"',
        },
      ],
    },
    [dateParam('date'), countParam('amount', -MOST_UNITS, MOST_UNITS), unitParam(), zoneParam()],
    (date, amount, unit, zone, call) =>
      isoText('date_add', addUnits(date, amount, unit, zone, call)),
  ),
  helper4(
    {
      name: 'date_diff',
      group: 'dates',
      usage: 'date_diff from to unit zone="UTC"',
      summary: 'How many whole units lie between two dates; negative when the second is earlier.',
      gives: 'number',
      examples: [
        { template: '{{date_diff "2026-11-01" created "days"}}', data: ORDER, result: '20' },
      ],
      edges: [
        {
          template:
            '{{date_diff "2026-01-31" "2026-02-28" "months"}} {{date_diff created "2026-11-20" "days"}}',
          data: ORDER,
          result: '1 -1',
        },
        { template: '{{date_diff created null "days"}}', data: ORDER, error: 'The value null' },
      ],
    },
    [dateParam('from'), dateParam('to'), unitParam(), zoneParam()],
    (from, to, unit, zone, call) => unitsBetween(from, to, unit, zone, call),
  ),
];

/** A time without an offset is one of the zone, where `as: date` takes it for UTC. */
function readAny(value: Argument, zone: string, call: HelperCall): Moment {
  const moment = dateParam('text').read(value, 'date_parse', call);
  if (moment.kind === 'day' || !moment.floating) return moment;
  return { ...moment, instant: instantOfWall(moment.instant, zone, call) };
}

const FIRST = Date.UTC(0, 0, 1) - 1900 * 365.2425 * 86_400_000;
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function isoText(helper: string, moment: Moment): string {
  const place = placeInTime(moment);
  const text = place <= LAST && place >= FIRST ? momentText(moment) : '';
  return /^\d{4}-/.test(text) ? text : refuse(helper, place, 'date of the years 0 to 9999');
}

import { instantOfText } from '../evaluate/convert-date.ts';
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
import { anyParam, countParam, instantParam, optional, textParam } from './params.ts';
import { instantOfWall, zoneParam } from './time-zone.ts';

const MOST_UNITS = 1e12;
const ORDER = { created: '2026-11-21T23:30:00Z' };

/** Helpers for dates. They give ISO 8601 text in UTC, so that each can take what another gives. */
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
    (call) => isoText('now', call.now()),
  ),
  helper4(
    {
      name: 'date_parse',
      group: 'dates',
      usage: 'date_parse text [format] zone="UTC" locale="en"',
      summary:
        'Reads a date written in a format; without a format, ISO 8601. A time without an offset is one of the zone.',
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
          result: '2026-05-01T00:00:00.000Z',
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
      const instant =
        format === ''
          ? readIso(value, text, zone, call)
          : readDate(text, parts, zone, locale, call);
      const wanted = format === '' ? 'date' : `date like ${format}`;
      return isoText('date_parse', instant ?? refuse('date_parse', value, wanted));
    },
  ),
  helper4(
    {
      name: 'date_format',
      group: 'dates',
      usage: 'date_format date format zone="UTC" locale="en"',
      summary: 'Writes a date in a format, as clocks of a time zone show it.',
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
      ],
      edges: [
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
    [instantParam('date'), textParam('format'), zoneParam(), localeParam()],
    (instant, format, zone, locale, call) =>
      writeDate(instant, readDateFormat(format, 'date_format'), zone, locale, call),
  ),
  helper4(
    {
      name: 'date_add',
      group: 'dates',
      usage: 'date_add date amount unit zone="UTC"',
      summary:
        'Moves a date by years, months, weeks, days, hours, minutes or seconds; a negative amount moves it back.',
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
          result: '2026-02-28T00:00:00.000Z',
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
    [instantParam('date'), countParam('amount', -MOST_UNITS, MOST_UNITS), unitParam(), zoneParam()],
    (instant, amount, unit, zone, call) =>
      isoText('date_add', addUnits(instant, amount, unit, zone, call)),
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
    [instantParam('from'), instantParam('to'), unitParam(), zoneParam()],
    (from, to, unit, zone, call) => unitsBetween(from, to, unit, zone, call),
  ),
];

/** ISO text without an offset is a time of the zone, where `as: date` takes it for UTC. */
function readIso(
  value: Argument,
  text: string,
  zone: string,
  call: HelperCall,
): number | undefined {
  if (typeof value === 'number') return instantParam('text').read(value, 'date_parse', call);
  const instant = instantOfText(text);
  const hasOffset = /T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(text.replace(' ', 'T'));
  return instant === undefined || hasOffset ? instant : instantOfWall(instant, zone, call);
}

const FIRST = Date.UTC(0, 0, 1) - 1900 * 365.2425 * 86_400_000;
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function isoText(helper: string, instant: number): string {
  const text = instant <= LAST && instant >= FIRST ? new Date(instant).toISOString() : '';
  return /^\d{4}-/.test(text) ? text : refuse(helper, instant, 'date of the years 0 to 9999');
}

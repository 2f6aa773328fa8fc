import type { JsonObject } from '@millrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../template/compiled-template.ts';
import { DATE_TOKENS } from './date-tokens.ts';
import { instantOfWall, wallTime } from './time-zone.ts';

const CALL = { spend: () => undefined, now: () => 0, uuid: () => '' };
const ZONES = [
  ...['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'],
  ...['America/St_Johns', 'Pacific/Apia', 'Africa/Monrovia', 'Asia/Kolkata'],
];
const instants = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.getTime());
const zones = fc.constantFrom(...ZONES);

const render = (template: string, data: JsonObject): string =>
  compileTemplate(template).render(data);

describe('time zones', () => {
  it('give back the instant that clocks were read at, or the other one that shows the same', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const wall = wallTime(instant, zone, CALL);
        const back = instantOfWall(wall, zone, CALL);
        expect(wallTime(back, zone, CALL)).toBe(wall);
        expect(back).toBeLessThanOrEqual(instant);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['2026-03-29T00:59:59Z', '2026-03-29 01:59:59 +01:00'],
    ['2026-03-29T01:00:00Z', '2026-03-29 03:00:00 +02:00'],
    ['2026-10-25T00:30:00Z', '2026-10-25 02:30:00 +02:00'],
    ['2026-10-25T01:30:00Z', '2026-10-25 02:30:00 +01:00'],
  ])('around the changes of the clocks: %s is %s in Berlin', (at, text) => {
    const template = '{{date_format at "YYYY-MM-DD HH:mm:ss Z" "Europe/Berlin"}}';
    expect(render(template, { at })).toBe(text);
  });

  it.each([
    [
      '2026-03-29 02:30',
      '2026-03-29T01:30:00.000Z',
      'skipped by the clocks: as if not put forward',
    ],
    ['2026-10-25 02:30', '2026-10-25T00:30:00.000Z', 'shown twice by the clocks: the first'],
    ['2026-07-01 12:00', '2026-07-01T10:00:00.000Z', 'summer'],
    ['2026-12-01 12:00', '2026-12-01T11:00:00.000Z', 'winter'],
  ])('read %s in Berlin as %s (%s)', (text, instant) => {
    const template = '{{date_parse text "YYYY-MM-DD HH:mm" "Europe/Berlin"}}';
    expect(render(template, { text })).toBe(instant);
  });

  it.each(['Mars/Olympus', '', 'Europe/Berlin\0', '__proto__', '../etc'])('refuse %j', (zone) => {
    expect(() => render('{{date_format 0 "YYYY" zone}}', { zone })).toThrow(
      expect.objectContaining({
        code: 'CONVERSION_FAILED',
        hint: 'Write it like Europe/Berlin, or UTC.',
      }),
    );
  });
});

describe('formats', () => {
  it('read what they write', () => {
    const formats = [
      'YYYY-MM-DD HH:mm:ss.SSS Z',
      'D. MMMM YYYY [um] h:m:s A SSS ZZ',
      'x',
      'DD/MM/YYYY hh:mm:ss a SSS Z',
    ];
    fc.assert(
      fc.property(
        instants.filter((instant) => instant > 0),
        zones.filter((zone) => zone !== 'Africa/Monrovia'),
        fc.constantFrom(...formats),
        fc.constantFrom('en', 'de', 'fr', 'es'),
        (instant, zone, format, locale) => {
          const data = { instant: new Date(instant).toISOString(), zone, format, locale };
          const template =
            '{{date_parse (date_format instant format zone locale) format zone=zone locale=locale}}';
          expect(render(template, data)).toBe(data.instant);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('write every token of the table', () => {
    for (const token of Object.keys(DATE_TOKENS)) {
      const text = render('{{date_format 1700000000.123 token}}', { token });
      expect(text, token).toMatch(/^[-+:\w]+$/);
      expect(text, token).not.toBe(token);
    }
  });

  it.each(['yyyy', 'Do', 'T', 'DDD', 'Q', '[x] w'])(
    'refuse letters that mean nothing: %s',
    (format) => {
      expect(() => render('{{date_format 0 format}}', { format })).toThrow(
        expect.objectContaining({ code: 'CONVERSION_FAILED' }),
      );
    },
  );

  it.each([
    ['2026-11-21', 'DD.MM.YYYY'],
    ['21.11.2026x', 'DD.MM.YYYY'],
    ['29.02.2026', 'DD.MM.YYYY'],
    ['25:00 2026', 'HH:mm YYYY'],
    ['13:00 PM 2026', 'HH:mm A YYYY'],
    ['10:00', 'HH:mm'],
    ['1 Brumaire 2026', 'D MMMM YYYY'],
  ])('refuse to read %s as %s', (text, format) => {
    expect(() => render('{{date_parse text format}}', { text, format })).toThrow(
      'cannot become a date',
    );
  });
});

describe('moving and measuring', () => {
  it('adding whole units and measuring them agree', () => {
    const units = fc.constantFrom(
      'years',
      'months',
      'weeks',
      'days',
      'hours',
      'minutes',
      'seconds',
    );
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 500 }), units, (instant, amount, unit) => {
        // The last days of a month meet the last day of shorter ones.
        const date = new Date(instant);
        date.setUTCDate(Math.min(date.getUTCDate(), 28));
        const data = { date: date.toISOString(), amount, unit };
        expect(render('{{date_diff date (date_add date amount unit) unit}}', data)).toBe(
          String(amount),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('keeps what clocks show over a change of them, for days and more', () => {
    const data = { at: '2026-03-28T11:00:00Z', zone: 'Europe/Berlin' };
    expect(render('{{date_add at 1 "day" zone}}', data)).toBe('2026-03-29T10:00:00.000Z');
    expect(render('{{date_add at 24 "hours" zone}}', data)).toBe('2026-03-29T11:00:00.000Z');
    expect(render('{{date_diff at "2026-03-29T10:00:00Z" "days" zone}}', data)).toBe('1');
  });

  it.each([
    '{{date_add 0 1000000 "years"}}',
    '{{date_add 0 -3000 "years"}}',
    '{{date_add 0 1e12 "days"}}',
  ])('%s leaves the calendar and is refused', (template) => {
    const data = { ...(JSON.parse('{"big":1e12}') as JsonObject) };
    expect(() => render(template.replace('1e12', 'big'), data)).toThrow('years 0 to 9999');
  });
});

describe('a day of the calendar', () => {
  const ZONES = [
    'UTC',
    'America/New_York',
    'Pacific/Kiritimati',
    'Pacific/Pago_Pago',
    'Asia/Beirut',
  ];
  // Beirut's clocks skip midnight on the last Sunday of March.
  const DAYS = ['1990-05-03', '2026-03-29', '0099-12-31', '2024-02-29'];

  it.each(ZONES.flatMap((zone) => DAYS.map((day) => [day, zone])))(
    '%s stays the same day in %s',
    (day, zone) => {
      const data = { day, zone };
      expect(render('{{date_format day "YYYY-MM-DD HH:mm" zone}}', data)).toBe(`${day} 00:00`);
      expect(render('{{date_parse day zone=zone}}', data)).toBe(day);
      expect(render('{{date_add day 0 "days" zone}}', data)).toBe(day);
      expect(render('{{date_parse text "DD.MM.YYYY" zone}}', { text: dotted(day), zone })).toBe(
        day,
      );
    },
  );

  it('is moved by days, weeks, months and years to another day', () => {
    const moved = ['1 "day"', '-1 "days"', '1 "week"', '1 "month"', '-1 "year"'].map((by) =>
      render(`{{date_add day ${by} "America/New_York"}}`, { day: '2024-02-29' }),
    );
    expect(moved).toEqual(['2024-03-01', '2024-02-28', '2024-03-07', '2024-03-29', '2023-02-28']);
  });

  it('becomes an instant when hours are added: those of the zone', () => {
    const data = { day: '2026-07-01', zone: 'Europe/Berlin' };
    expect(render('{{date_add day 9 "hours" zone}}', data)).toBe('2026-07-01T07:00:00.000Z');
    expect(render('{{date_format day "X" zone}}', data)).toBe('1782856800');
    expect(render('{{date_format day "Z" zone}}', data)).toBe('+02:00');
  });

  it('is measured to another day without any zone, and to an instant by the zone', () => {
    const data = { born: '1990-05-03', now: '2026-05-03T02:00:00Z', zone: 'America/New_York' };
    expect(render('{{date_diff born "2026-05-03" "years" zone}}', data)).toBe('36');
    expect(render('{{date_diff born now "years" zone}}', data)).toBe('35');
    expect(render('{{date_diff born now "years"}}', data)).toBe('36');
  });

  it('is compared with other days as days', () => {
    const data = { a: '2026-11-21', b: '2026-11-22' };
    expect(render('{{lt a b}} {{gt a b}} {{gte a a}}', data)).toBe('true false true');
  });

  it('leaves the calendar and is refused', () => {
    expect(() => render('{{date_add "9999-12-31" 1 "day"}}', {})).toThrow('years 0 to 9999');
  });
});

function dotted(day: string): string {
  return day.split('-').reverse().join('.');
}

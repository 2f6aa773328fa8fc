const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The names of offsets that RFC 2822 knows, in hours. */
const NAMED: ReadonlyMap<string, number> = new Map([
  ...['GMT', 'UT', 'UTC', 'Z'].map((name) => [name, 0] as const),
  ...[-5, -6, -7, -8].flatMap((hours, index) => {
    const letter = 'ECMP'.charAt(index);
    return [[`${letter}ST`, hours] as const, [`${letter}DT`, hours + 1] as const];
  }),
]);

/** `Sat, 21 Nov 2026 10:30:00 +0100 (CET)`; weekday, seconds and the remark may be left out. */
const MAIL =
  /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ?)?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2})(?::(\d{2}))? ([+-]\d{4}|[A-Z]{1,3})(?: \([^()]{0,60}\))?$/;

/** The instant of a date as RFC 2822 writes it, in milliseconds since 1970, or undefined. */
export function instantOfMail(text: string): number | undefined {
  const parts = MAIL.exec(text);
  if (parts === null) return undefined;
  const [, day, name = '', year, hour, minute, second = '0', zone = ''] = parts;
  const month = MONTHS.indexOf(name);
  const offset = offsetMinutes(zone);
  const time = [Number(hour), Number(minute), Number(second)] as const;
  if (month < 0 || offset === undefined) return undefined;
  if (time[0] > 23 || time[1] > 59 || time[2] > 59) return undefined;
  const wall = new Date(0);
  wall.setUTCFullYear(Number(year), month, Number(day));
  if (wall.getUTCMonth() !== month || wall.getUTCDate() !== Number(day)) return undefined;
  wall.setUTCHours(...time);
  return wall.getTime() - offset * 60_000;
}

function offsetMinutes(zone: string): number | undefined {
  const named = NAMED.get(zone);
  if (named !== undefined) return named * 60;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3))];
  if (!/^[+-]/.test(zone) || hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

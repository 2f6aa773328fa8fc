import { refuse } from './define-helper.ts';

/** Every token of a date format, with what it stands for. */
export const DATE_TOKENS = {
  YYYY: 'year, 2026',
  YY: 'year, 26',
  MMMM: 'month, November',
  MMM: 'month, Nov',
  MM: 'month, 01 to 12',
  M: 'month, 1 to 12',
  DD: 'day, 01 to 31',
  D: 'day, 1 to 31',
  dddd: 'weekday, Saturday',
  ddd: 'weekday, Sat',
  HH: 'hour, 00 to 23',
  H: 'hour, 0 to 23',
  hh: 'hour, 01 to 12',
  h: 'hour, 1 to 12',
  mm: 'minute, 00 to 59',
  m: 'minute, 0 to 59',
  ss: 'second, 00 to 59',
  s: 'second, 0 to 59',
  SSS: 'millisecond, 000 to 999',
  A: 'AM or PM',
  a: 'am or pm',
  Z: 'offset, +01:00',
  ZZ: 'offset, +0100',
  X: 'Unix time in seconds',
  x: 'Unix time in milliseconds',
} as const;

export type DateToken = keyof typeof DATE_TOKENS;

/** A part of a format: a token, or text that stands for itself. */
export type DatePart = { token: DateToken } | { text: string };

const PIECE = /\[([^\]]*)\]|([A-Za-z])\2*|[^A-Za-z[]+|\[/g;
const MOST_CHARACTERS = 200;

/**
 * Reads a format like "D MMMM YYYY [at] HH:mm". Throws CONVERSION_FAILED where letters are no token
 * and not in brackets.
 */
export function readDateFormat(format: string, helper: string): DatePart[] {
  if (format.length > MOST_CHARACTERS) {
    return refuse(helper, format, `date format of at most ${MOST_CHARACTERS} characters`);
  }
  return Array.from(format.matchAll(PIECE), ([piece, quoted, letter]): DatePart => {
    if (quoted !== undefined) return { text: quoted };
    if (letter === undefined) return { text: piece };
    return isToken(piece)
      ? { token: piece }
      : refuse(helper, piece, 'part of a date', tokenHint(piece));
  });
}

function isToken(piece: string): piece is DateToken {
  return Object.hasOwn(DATE_TOKENS, piece);
}

function tokenHint(piece: string): string {
  const upper = piece.toUpperCase();
  const meant = isToken(upper) ? `Did you mean ${upper}? ` : '';
  return `${meant}Use ${Object.keys(DATE_TOKENS).join(' ')}, and write other letters as [${piece}].`;
}

import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/*
 * What a setting may be, as schemas from its text to its value. Each refusal is the rest of a
 * sentence that begins "MILLRACE_X is not right: ".
 */

/** A whole number within a range. */
export function wholeNumber(min: number, max: number) {
  return read(
    (text) => (/^\d{1,15}$/.test(text) ? within(Number(text), min, max) : undefined),
    (text) => `"${text}" is not a whole number from ${min} to ${max}`,
  );
}

/** A size in bytes within a range, both written as in `25mb`. */
export function size(min: string, max: string) {
  const [least, most] = [bytesOf(min) ?? 0, bytesOf(max) ?? 0];
  return read(
    (text) => {
      const bytes = bytesOf(text);
      return bytes === undefined ? undefined : within(bytes, least, most);
    },
    (text) => `"${text}" is not a size from ${min} to ${max}, such as ${min} or 2gb`,
  );
}

/** One of some words. */
export function oneOf<const T extends readonly string[]>(words: T) {
  return read(
    (text): T[number] | undefined => words.find((word) => word === text),
    (text) => noneOf(text, words),
  );
}

/** Some of these words, separated by commas, at least one. */
export function someOf<const T extends readonly string[]>(words: T) {
  return z.string().transform((text, context): ReadonlySet<T[number]> => {
    const given = splitList(text);
    const unknown = given.find((part) => !words.includes(part));
    if (unknown !== undefined) return refuse(context, noneOf(unknown, words));
    if (given.length === 0) return refuse(context, `name at least one of ${words.join(', ')}`);
    return new Set(words.filter((word) => given.includes(word)));
  });
}

/** `1` for yes, `0` for no. */
export function flag() {
  return oneOf(['0', '1']).transform((text) => text === '1');
}

/** An http(s) address without sign-in, query or fragment; given without a trailing slash. */
export function webAddress() {
  return read(
    (text) => {
      const url = URL.parse(text);
      if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
      const extra = [url.username, url.password, url.search, url.hash].join('');
      return extra === '' ? url.href.replace(/\/+$/, '') : undefined;
    },
    (text) =>
      // Before an @ may stand a password.
      `${text.includes('@') ? 'it' : `"${text}"`} is not an http:// or https:// address without sign-in, query and fragment`,
  );
}

/** An HTTP proxy, with user name and password where it asks for them; the refusal leaves out what was given. */
export function proxyAddress() {
  return read(
    (text) => {
      const url = URL.parse(text);
      if (url === null || !['http:', 'https:'].includes(url.protocol)) return undefined;
      const isWritten = /^(?:[^%]|%[\da-f]{2})*$/i.test(url.username + url.password);
      if (!isWritten) return undefined;
      const [user, password] = [url.username, url.password].map(decodeURIComponent);
      const isPlain = url.pathname === '/' && url.search === '' && url.hash === '';
      return isPlain ? { url: url.origin, user, password } : undefined;
    },
    () => 'it is not http://host:port or https://host:port, with user:password@ where it is needed',
  );
}

/** A postgres:// address; the refusal leaves out what was given, which may hold a password. */
export function databaseAddress() {
  return read(
    (text) => {
      const url = URL.parse(text);
      return url?.protocol === 'postgres:' || url?.protocol === 'postgresql:' ? text : undefined;
    },
    () => 'it does not start with postgres:// or postgresql://',
  );
}

/** An address to listen on. */
export function host() {
  return read(
    (text) => (isIP(text) !== 0 || isHostName(text) ? text : undefined),
    (text) => `"${text}" is not an IP address or a host name`,
  );
}

/** Comma-separated entries, as they are. */
export function list() {
  return z.string().transform(splitList);
}

/** Comma-separated addresses and CIDR ranges. */
export function ranges() {
  return z.string().transform((text, context) => {
    const entries = splitList(text);
    const wrong = entries.find((entry) => !isRange(entry));
    return wrong === undefined
      ? entries
      : refuse(context, `"${wrong}" is not an address or a range such as 10.0.0.0/8`);
  });
}

/** Any text. It may be a secret: no refusal shows it. */
export function text(minLength = 1) {
  return z.string().min(minLength, `it is shorter than ${minLength} characters`);
}

function read<T>(value: (text: string) => T | undefined, reason: (text: string) => string) {
  return z.string().transform((text, context): T => {
    const found = value(text);
    return found === undefined ? refuse(context, reason(text)) : found;
  });
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

function noneOf(text: string, words: readonly string[]): string {
  return `"${text}" is none of ${words.join(', ')}`;
}

function within(value: number, min: number, max: number): number | undefined {
  return value >= min && value <= max ? value : undefined;
}

const UNITS = new Map([
  ['', 1],
  ['b', 1],
  ['kb', 1024],
  ['mb', 1024 ** 2],
  ['gb', 1024 ** 3],
  ['tb', 1024 ** 4],
]);

function bytesOf(text: string): number | undefined {
  const match = /^(\d{1,12})\s*([a-z]*)$/i.exec(text);
  const unit = UNITS.get(match?.[2]?.toLowerCase() ?? 'none');
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isHostName(text: string): boolean {
  return text.length <= 253 && /^[a-z\d_](?:[a-z\d_.-]*[a-z\d_])?$/i.test(text);
}

function isRange(entry: string): boolean {
  const [address = '', prefix] = entry.split('/', 2);
  if (isIP(address) === 0 || entry.split('/').length > 2) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}

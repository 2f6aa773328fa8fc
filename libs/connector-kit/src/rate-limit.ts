import type { HttpResponse } from './http/answer.ts';

/** What an answer asks for: whether it is for fewer calls, and when to come again. */
export interface RateLimit {
  limited: boolean;
  /** Milliseconds from now, at most a day; absent when no time is named. */
  afterMs: number | undefined;
}

/** Nobody waits longer for an application that names a time far off, by mistake or not. */
const LONGEST_MS = 24 * 60 * 60 * 1000;
const LIMITED = [420, 429, 430, 509];
/**
 * What these say holds however many calls are left; that none is left may be chance. With Retry-After
 * they too ask to come again.
 */
const DEFINITE = [401, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 417, 422, 426, 428, 451];

/** Headers that name the time by themselves, best first, and the unit of a plain number in them. */
const AFTER: readonly (readonly [name: string, unit: number])[] = [
  ['retry-after-ms', 1],
  ['x-retry-after-ms', 1],
  ['x-ms-retry-after-ms', 1],
  ['retry-after', 1_000],
  ['x-retry-after', 1_000],
  ['x-retry-after-seconds', 1_000],
  ['x-ratelimit-retry-after', 1_000],
  ['x-rate-limit-retry-after', 1_000],
  ['ratelimit-retry-after', 1_000],
];

/**
 * Reads the headers in which applications say that calls are limited: Retry-After and its variants,
 * the pairs of what remains and when it is reset (`X-RateLimit-Remaining`, `RateLimit-Reset` and their
 * spellings), and the structured `RateLimit` of the IETF drafts. Times are seconds, Unix times in
 * seconds or milliseconds, durations such as `6m0s`, or dates.
 */
export function rateLimitOf(
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
  now: Date,
): RateLimit {
  if (status < 400) return { limited: false, afterMs: undefined };
  const named = namedTime(headers, now);
  const buckets = bucketsOf(headers, now).filter(({ left }) => left === 0);
  const exhausted = buckets.length > 0 && !DEFINITE.includes(status);
  const resets = buckets.flatMap(({ resetMs }) => resetMs ?? []);
  const limited = LIMITED.includes(status) || exhausted || (named !== undefined && status < 500);
  const reset = limited && resets.length > 0 ? Math.max(...resets) : undefined;
  return { limited, afterMs: bounded(named ?? reset ?? onlyReset(limited, headers, now)) };
}

function bounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.min(Math.max(0, Math.ceil(ms)), LONGEST_MS);
}

function namedTime(headers: Headers, now: Date): number | undefined {
  for (const [name, unit] of AFTER) {
    const value = headers[name];
    const ms = value === undefined ? undefined : msUntil(value, unit, now);
    if (ms !== undefined) return ms;
  }
  return undefined;
}

type Headers = HttpResponse['headers'];

interface Bucket {
  left: number | undefined;
  resetMs: number | undefined;
}

const BUCKET_HEADER = /^(?:[\w-]*-)?rate-?limit(?:-[\w-]+)?$/;
const LEFT = /-(?:remaining|left)\b/;
const RESET = /-reset(?:-?(?:at|after|ms|seconds|time))?\b/;

/** What is left of each limit, and when it is reset: headers that differ only in that word belong together. */
function bucketsOf(headers: Headers, now: Date): Bucket[] {
  const buckets = new Map<string, Bucket>();
  for (const [name, value] of Object.entries(headers)) {
    if (!BUCKET_HEADER.test(name)) continue;
    const kind = LEFT.test(name) ? LEFT : RESET.test(name) ? RESET : undefined;
    if (kind === undefined) continue;
    const key = name.replace(kind, '').replaceAll('rate-limit', 'ratelimit');
    const bucket = buckets.get(key) ?? { left: undefined, resetMs: undefined };
    buckets.set(key, bucket);
    if (kind === LEFT) bucket.left = leastOf(value);
    else bucket.resetMs = msUntil(value, name.endsWith('ms') ? 1 : 1_000, now);
  }
  return [...buckets.values(), ...structured(headers['ratelimit'] ?? '')];
}

/** `limit=100, remaining=0, reset=50` (draft 7) and `"burst";r=0;t=30, "day";r=9` (from draft 8 on). */
function structured(value: string): Bucket[] {
  const old = numberAfter(value, 'remaining');
  if (old !== undefined) return [{ left: old, resetMs: seconds(numberAfter(value, 'reset')) }];
  return value.split(',').map((item) => ({
    left: numberAfter(item, 'r'),
    resetMs: seconds(numberAfter(item, 't')),
  }));
}

function numberAfter(text: string, name: string): number | undefined {
  const found = new RegExp(`(?:^|[;,\\s])${name}\\s*=\\s*(\\d{1,15})\\b`).exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

function seconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1_000;
}

/** Of a header that was sent more than once, the limit with the least left counts. */
function leastOf(value: string): number | undefined {
  const numbers = value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => /^\d{1,15}(\.\d{1,6})?$/.test(one))
    .map(Number);
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}

/** For answers that say by their status that calls are limited, and only when that ends. */
function onlyReset(limited: boolean, headers: Headers, now: Date): number | undefined {
  if (!limited) return undefined;
  const buckets = bucketsOf(headers, now);
  if (buckets.some(({ left }) => left !== undefined)) return undefined;
  const resets = buckets.flatMap(({ resetMs }) => resetMs ?? []);
  return resets.length === 0 ? undefined : Math.max(...resets);
}

const DURATION = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9}(?:\.\d{1,9})?)s)?(?:(\d{1,9})ms)?$/;
/** Of hours, minutes, seconds and milliseconds. */
const PART_MS = [3_600_000, 60_000, 1_000, 1];
/** Plain numbers from here on are Unix times: 2001 in seconds. */
const EPOCH_S = 1e9;
const EPOCH_MS = 1e12;

/** Milliseconds until the time a header names; undefined for what names none. */
function msUntil(value: string, unit: number, now: Date): number | undefined {
  const text = value.trim();
  if (/^\d{1,15}(\.\d{1,9})?$/.test(text)) return msOfNumber(Number(text), unit, now);
  const duration = msOfDuration(text);
  if (duration !== undefined) return duration;
  // Date.parse takes much that is no date, such as -5.
  const at = /^(?:\w{3,9},? |\d{4}-\d\d-\d\dT)/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : at - now.getTime();
}

function msOfNumber(number: number, unit: number, now: Date): number {
  if (number >= EPOCH_MS) return number - now.getTime();
  return number >= EPOCH_S && unit > 1 ? number * 1_000 - now.getTime() : number * unit;
}

function msOfDuration(text: string): number | undefined {
  const [, ...parts] = DURATION.exec(text) ?? [];
  if (parts.every((part: string | undefined) => part === undefined)) return undefined;
  return parts.reduce(
    (sum, part: string | undefined, at) => sum + Number(part ?? 0) * (PART_MS[at] ?? 0),
    0,
  );
}

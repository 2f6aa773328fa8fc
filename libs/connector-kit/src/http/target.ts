import { isIP } from 'node:net';
import { AppError } from '@millrace/model';
import { trimHost, type AddressPolicy } from './addresses.ts';
import { blocked } from './guarded-connector.ts';

type Query = readonly (readonly [name: string, value: string])[];

const SCHEMES = ['http:', 'https:'];

/**
 * The URL of a call, fit to be dialled. Throws URL_INVALID, and EGRESS_BLOCKED for a closed
 * literal address: a socket to one skips the name lookup that guards the others.
 */
function targetOf(policy: AddressPolicy, text: string, query: Query = []): URL {
  const url = URL.parse(text);
  if (url === null) throw invalid(text, 'it is not complete');
  if (!SCHEMES.includes(url.protocol)) throw invalid(text, `${url.protocol} cannot be called`);
  if (url.username !== '' || url.password !== '') {
    throw invalid(text, 'it holds credentials, which belong into a connection');
  }
  for (const [name, value] of query) url.searchParams.append(name, value);
  url.hash = '';
  const host = trimHost(url.hostname);
  if (isIP(host) !== 0 && !policy.allows(host, host)) throw blocked(host, host);
  return url;
}

/** As `targetOf`, for an address that a step wrote: what the parser would resolve or drop is refused. */
function writtenTarget(policy: AddressPolicy, text: string, query?: Query): URL {
  const url = targetOf(policy, text, query);
  const fault = writtenFault(text);
  if (fault !== undefined) throw invalid(text, fault);
  return url;
}

const ENCODED_DOT = /%2e/gi;
const ENCODED_SLASH = /%2f|%5c/i;

/**
 * What a URL parser changes without a word, so that another address is called than the one that
 * stands there: segments `.` and `..`, however encoded and also behind an encoded slash, which some
 * servers decode; backslashes; tabs and line breaks.
 */
function writtenFault(text: string): string | undefined {
  if (/\p{Cc}/u.test(text.trim()))
    return 'it holds a tab, a line break or another control character';
  const path = text.replace(/[?#][^]*$/, '');
  if (path.includes('\\')) return 'it holds a backslash';
  const segments = path.split('/').flatMap((segment) => segment.split(ENCODED_SLASH));
  const dots = segments.some((segment) => /^\.\.?$/.test(segment.replace(ENCODED_DOT, '.')));
  return dots ? 'its path holds a segment "." or "..", which would change the path' : undefined;
}

/** Most flows call the same few addresses again and again. */
const MOST_KEPT = 500;

/** `targetOf` that remembers what it found for addresses without further query. Do not change what it gives. */
export function cachedTargets(policy: AddressPolicy): (text: string, query?: Query) => URL {
  const kept = new Map<string, URL>();
  return (text, query) => {
    if (query !== undefined && query.length > 0) return writtenTarget(policy, text, query);
    const known = kept.get(text);
    if (known !== undefined) return known;
    const url = writtenTarget(policy, text);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(text, url);
    return url;
  };
}

/** Where a redirect leads. Throws as `targetOf` does; never from https down to http. */
export function redirectTarget(policy: AddressPolicy, from: URL, location: string): URL {
  const text = URL.parse(location, from.href)?.href ?? location;
  const url = targetOf(policy, text);
  if (from.protocol === 'https:' && url.protocol === 'http:') {
    throw invalid(text, 'a redirect leads there from https');
  }
  return url;
}

function invalid(text: string, reason: string): AppError {
  return new AppError('URL_INVALID', { url: shownUrl(text), reason });
}

const LONGEST_SHOWN = 200;

/** A URL without the parts that tend to hold secrets: who calls, and the values of the query. */
export function shownUrl(text: string): string {
  const shown = text
    .replace(/#[^]*$/, '')
    .replace(/\?[^]*$/, '?…')
    .replace(/\/\/[^/]*@/, '//…@');
  return shown.length <= LONGEST_SHOWN ? shown : `${shown.slice(0, LONGEST_SHOWN)}…`;
}

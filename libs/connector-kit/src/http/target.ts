import { isIP } from 'node:net';
import { AppError } from '@millrace/model';
import { trimHost, type AddressPolicy } from './addresses.ts';
import { blocked } from './guarded-connector.ts';

const SCHEMES = ['http:', 'https:'];

/**
 * The URL of a call, fit to be dialled. Throws URL_INVALID, and EGRESS_BLOCKED for a closed
 * literal address: a socket to one skips the name lookup that guards the others.
 */
function targetOf(
  policy: AddressPolicy,
  text: string,
  query: Readonly<Record<string, string | readonly string[]>> = {},
): URL {
  const url = URL.parse(text);
  if (url === null) throw invalid(text, 'it is not complete');
  if (!SCHEMES.includes(url.protocol)) throw invalid(text, `${url.protocol} cannot be called`);
  if (url.username !== '' || url.password !== '') {
    throw invalid(text, 'it holds credentials, which belong into a connection');
  }
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) url.searchParams.append(name, value);
  }
  url.hash = '';
  const host = trimHost(url.hostname);
  if (isIP(host) !== 0 && !policy.allows(host, host)) throw blocked(host, host);
  return url;
}

/** Most flows call the same few addresses again and again. */
const MOST_KEPT = 500;

/** `targetOf` that remembers what it found for addresses without further query. Do not change what it gives. */
export function cachedTargets(
  policy: AddressPolicy,
): (text: string, query?: Readonly<Record<string, string | readonly string[]>>) => URL {
  const kept = new Map<string, URL>();
  return (text, query) => {
    if (query !== undefined && Object.keys(query).length > 0) return targetOf(policy, text, query);
    const known = kept.get(text);
    if (known !== undefined) return known;
    const url = targetOf(policy, text);
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
  return new AppError('URL_INVALID', { url: shown(text), reason });
}

/** A URL without the parts that tend to hold secrets. */
function shown(text: string): string {
  return text
    .replace(/[?#][^]*$/, '')
    .replace(/\/\/[^/]*@/, '//…@')
    .slice(0, 200);
}

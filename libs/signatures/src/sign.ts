import { computeDigest } from './digest.ts';
import type { SignedRequest } from './request.ts';
import type { Scheme } from './scheme.ts';

/**
 * The headers a provider would add to a request: for sending samples as if they were real.
 * The request carries every other header already.
 */
export function signHeaders(
  scheme: Scheme,
  secret: string,
  request: SignedRequest,
  now: Date,
): [string, string][] {
  const time: [string, string][] =
    scheme.timestamp === undefined
      ? []
      : [[scheme.timestamp.header, String(Math.floor(now.getTime() / 1000))]];
  const timed = { ...request, headers: [...request.headers, ...time] };
  const digest = computeDigest(scheme, secret, timed).toString(scheme.encoding);
  return [...time, [scheme.header, `${scheme.prefix ?? ''}${digest}`]];
}

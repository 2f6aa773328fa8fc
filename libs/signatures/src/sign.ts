import { randomUUID } from 'node:crypto';
import { AppError } from '@millrace/model';
import { computeDigest, keyOf } from './digest.ts';
import { headerValues, type SignedRequest } from './request.ts';
import type { Scheme } from './scheme.ts';

/**
 * The headers a provider would add to a request: for sending samples as if they were real. A signed
 * id that the request lacks is made up. Throws SECRET_UNUSABLE for a secret that cannot be a key.
 */
export function signHeaders(
  scheme: Scheme,
  secret: string,
  request: SignedRequest,
  now: Date,
): [string, string][] {
  const key = keyOf(scheme, secret);
  if (key === undefined) throw new AppError('SECRET_UNUSABLE', { name: scheme.name });
  const ids = scheme.signed.flatMap((part): [string, string][] => {
    if (typeof part === 'string' || 'text' in part) return [];
    const present = headerValues(request, part.header).length > 0;
    return present ? [] : [[part.header, `msg_${randomUUID()}`]];
  });
  const timestamp = timestampText(scheme, now);
  const whole = { ...request, headers: [...request.headers, ...ids] };
  const digest = computeDigest(scheme, key, whole, timestamp);
  return [...ids, ...signatureHeaders(scheme, digest, timestamp)];
}

function timestampText({ timestamp }: Scheme, now: Date): string {
  return String(Math.floor(now.getTime() / (timestamp?.unit === 'ms' ? 1 : 1000)));
}

function signatureHeaders(scheme: Scheme, digest: Buffer, timestamp: string): [string, string][] {
  const { signature: place, timestamp: time } = scheme;
  const signature = `${place.prefix ?? ''}${digest.toString(place.encoding)}`;
  if (time === undefined) return [[place.header, signature]];
  const stamp = `${time.prefix ?? ''}${timestamp}`;
  return time.header === place.header
    ? [[place.header, [stamp, signature].join(place.separator)]]
    : [
        [time.header, stamp],
        [place.header, signature],
      ];
}

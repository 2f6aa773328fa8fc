import { timingSafeEqual } from 'node:crypto';
import { computeDigest, decodeSignature } from './digest.ts';
import { headerValues, type SignedRequest } from './request.ts';
import type { Handshake, HandshakeAnswer, Scheme } from './scheme.ts';

export type Verification =
  | { verdict: 'verified' }
  | { verdict: 'handshake'; answer: HandshakeAnswer }
  /** `reason` is a sentence part for people; it never holds a secret or a signature. */
  | { verdict: 'refused'; reason: string };

/** No provider signs with more than a few hundred characters. */
const LONGEST_SIGNATURE = 1_024;

/**
 * Checks a request against a scheme, over its raw bytes. Any of several secrets may match, which is
 * how one is rotated. Digests are compared in constant time.
 */
export function verifyRequest(
  scheme: Scheme,
  secrets: readonly string[],
  request: SignedRequest,
  now: Date,
): Verification {
  const handshake = scheme.handshakes.find((one) => isHandshake(one, request));
  if (handshake !== undefined) return { verdict: 'handshake', answer: handshake.answer };
  const usable = secrets.filter((secret) => secret !== '');
  if (usable.length === 0) return refused('no secret is set for it');
  const given = readSignature(scheme, request);
  if (typeof given === 'string') return refused(given);
  const late = timeFault(scheme, request, now);
  if (late !== undefined) return refused(late);
  const matches = usable.some((secret) => {
    const expected = computeDigest(scheme, secret, request);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return matches ? { verdict: 'verified' } : refused('it does not match the body and the secret');
}

/** The decoded signature, or why there is none. */
function readSignature(scheme: Scheme, request: SignedRequest): Buffer | string {
  const { header, prefix = '' } = scheme;
  const [value, ...more] = headerValues(request, header);
  if (value === undefined || value === '') return `the header ${header} is missing`;
  if (more.length > 0) return `the header ${header} is there more than once`;
  if (value.length > LONGEST_SIGNATURE) return `the header ${header} is too long`;
  if (!value.startsWith(prefix)) return `the header ${header} does not start with ${prefix}`;
  return (
    decodeSignature(scheme, value.slice(prefix.length)) ??
    `the header ${header} is not ${scheme.encoding}`
  );
}

function timeFault({ timestamp }: Scheme, request: SignedRequest, now: Date): string | undefined {
  if (timestamp === undefined) return undefined;
  const [value, ...more] = headerValues(request, timestamp.header);
  if (value === undefined || more.length > 0 || !/^\d{1,12}$/.test(value)) {
    return `the header ${timestamp.header} is not a time in seconds`;
  }
  const apart = Math.abs(now.getTime() / 1000 - Number(value));
  return apart > timestamp.toleranceS
    ? `its time is more than ${timestamp.toleranceS} seconds from now`
    : undefined;
}

function isHandshake(rule: Handshake, request: SignedRequest): boolean {
  const media = headerValues(request, 'content-type')[0]?.split(';')[0]?.trim().toLowerCase();
  return (
    request.method === rule.method &&
    media === rule.contentType &&
    rule.without.every((name) => headerValues(request, name).length === 0) &&
    rule.body.test(Buffer.from(request.body).toString('latin1'))
  );
}

function refused(reason: string): Verification {
  return { verdict: 'refused', reason };
}

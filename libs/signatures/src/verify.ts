import { timingSafeEqual } from 'node:crypto';
import { computeDigest, decodeSignature, keyOf } from './digest.ts';
import { answerHandshake, type HandshakeAnswer } from './handshake.ts';
import { itemsOf, oneHeader } from './header-items.ts';
import type { SignedRequest } from './request.ts';
import type { Scheme, TimestampPlace } from './scheme.ts';

export type Verification =
  | { verdict: 'verified' }
  | { verdict: 'handshake'; answer: HandshakeAnswer }
  /** `reason` is a sentence part for people; it never holds a secret or a signature. */
  | { verdict: 'refused'; reason: string };

/**
 * Checks a request against a scheme, over its raw bytes. Any of several secrets may match, which is
 * how one is rotated; empty ones never do. Digests are compared in constant time.
 */
export function verifyRequest(
  scheme: Scheme,
  secrets: string | readonly string[],
  request: SignedRequest,
  now: Date,
): Verification {
  const answer = answerHandshake(scheme, request, false);
  if (answer !== undefined) return { verdict: 'handshake', answer };
  const reason = faultOf(scheme, [secrets].flat(), request, now);
  if (reason !== undefined) return { verdict: 'refused', reason };
  const signedAnswer = answerHandshake(scheme, request, true);
  return signedAnswer === undefined
    ? { verdict: 'verified' }
    : { verdict: 'handshake', answer: signedAnswer };
}

function faultOf(scheme: Scheme, secrets: string[], request: SignedRequest, now: Date) {
  const filled = secrets.filter((secret) => secret !== '');
  if (filled.length === 0) return 'no secret is set for it';
  const keys = filled.flatMap((secret) => keyOf(scheme, secret) ?? []);
  if (keys.length === 0) return `the secret set for it is not written as ${scheme.name} writes it`;
  const given = readSignatures(scheme, request);
  if (typeof given === 'string') return given;
  const missing = signedHeaderFault(scheme, request);
  if (missing !== undefined) return missing;
  const time = readTime(scheme.timestamp, request);
  if (typeof time === 'string') return time;
  const matched = keys.some((key) => {
    const expected = computeDigest(scheme, key, request, time.text);
    return given.some((signature) => timingSafeEqual(signature, expected));
  });
  if (!matched) return 'it does not match the body and the secret';
  return scheme.timestamp && ageFault(scheme.timestamp, time.text, now);
}

/** Every signature the request offers, each as long as a digest, or why there is none. */
function readSignatures(scheme: Scheme, request: SignedRequest): Buffer[] | string {
  const { header, prefix = '', encoding } = scheme.signature;
  const value = oneHeader(request, header);
  if (!value.found) return value.reason;
  const items = itemsOf(scheme.signature, value.text);
  if (items.length === 0) return `the header ${header} has nothing that begins with ${prefix}`;
  const decoded = items.flatMap((item) => decodeSignature(scheme, item) ?? []);
  return decoded.length === 0
    ? `the header ${header} is not a ${scheme.algorithm} signature in ${encoding}`
    : decoded;
}

function signedHeaderFault(scheme: Scheme, request: SignedRequest): string | undefined {
  for (const part of scheme.signed) {
    if (typeof part === 'string' || 'text' in part) continue;
    const value = oneHeader(request, part.header);
    if (!value.found) return value.reason;
  }
  return undefined;
}

function readTime(place: TimestampPlace | undefined, request: SignedRequest) {
  if (place === undefined) return { text: '' };
  const value = oneHeader(request, place.header);
  if (!value.found) return value.reason;
  const [text, ...more] = itemsOf(place, value.text);
  return text === undefined || more.length > 0 || !/^\d{1,15}$/.test(text)
    ? `the header ${place.header} has no time as a whole number of ${place.unit}`
    : { text };
}

/** The official SDKs of some providers let times in the future pass; here both ways count. */
function ageFault({ unit, toleranceS }: TimestampPlace, text: string, now: Date) {
  const seconds = Number(text) / (unit === 'ms' ? 1000 : 1);
  const age = now.getTime() / 1000 - seconds;
  if (Math.abs(age) <= toleranceS) return undefined;
  const side = age > 0 ? 'old' : 'ahead';
  return `its time is ${Math.ceil(Math.abs(age))} s ${side}, and ${toleranceS} s are allowed`;
}

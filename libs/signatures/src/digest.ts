import { createHmac } from 'node:crypto';
import { headerValues, type SignedRequest } from './request.ts';
import type { Scheme, SignedPart } from './scheme.ts';

const DIGEST_BYTES = { sha1: 20, sha256: 32, sha512: 64 } as const;

/** An HMAC key as text: node:crypto takes text four times as fast as a Buffer (6 µs, not 24). */
export interface Key {
  text: string;
  encoding: 'utf8' | 'hex' | 'base64';
}

/** The HMAC of a request; `timestamp` is its text as sent. */
export function computeDigest(
  scheme: Scheme,
  key: Key,
  request: SignedRequest,
  timestamp: string,
): Buffer {
  const hmac = createHmac(scheme.algorithm, key.text, { encoding: key.encoding });
  for (const part of scheme.signed) hmac.update(bytesOf(part, request, timestamp));
  return hmac.digest();
}

function bytesOf(part: SignedPart, request: SignedRequest, timestamp: string): Uint8Array {
  if (part === 'body') return request.body;
  if (part === 'timestamp') return Buffer.from(timestamp);
  if (part === 'url') return Buffer.from(request.url ?? '');
  if (part === 'method') return Buffer.from(request.method);
  if ('text' in part) return Buffer.from(part.text);
  // node:http reads header bytes as latin1; this gives the bytes back.
  return Buffer.from(headerValues(request, part.header).join(), 'latin1');
}

/** The HMAC key of a secret, or undefined when the secret is empty or not in its encoding. */
export function keyOf({ key: form }: Scheme, secret: string): Key | undefined {
  const key = readKey(form, secret);
  const sound = key.encoding === 'utf8' || decodeStrictly(key.text, key.encoding) !== undefined;
  return sound && key.text !== '' ? key : undefined;
}

function readKey(form: Scheme['key'], secret: string): Key {
  if (form === 'utf8') return { text: secret, encoding: 'utf8' };
  if (form === 'hex') return { text: secret.toLowerCase(), encoding: 'hex' };
  const start = secret.startsWith(form.base64After) ? form.base64After.length : 0;
  return { text: secret.slice(start), encoding: 'base64' };
}

/** The bytes of a signature, or undefined when it is no digest as the scheme writes it. */
export function decodeSignature(scheme: Scheme, text: string): Buffer | undefined {
  const bytes = decodeStrictly(text, scheme.signature.encoding);
  return bytes?.length === DIGEST_BYTES[scheme.algorithm] ? bytes : undefined;
}

/**
 * Decoders skip junk, missing padding and stray bits, so the bytes are encoded again and compared.
 * Upper-case hex is refused with the rest: no provider here writes it.
 */
function decodeStrictly(text: string, encoding: 'hex' | 'base64' | 'base64url') {
  const bytes = Buffer.from(text, encoding);
  return bytes.toString(encoding) === text ? bytes : undefined;
}

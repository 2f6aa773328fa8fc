import { createHash, createHmac } from 'node:crypto';
import { headerValues, type SignedRequest } from './request.ts';
import type { Scheme } from './scheme.ts';

/** The HMAC of a request under one secret. */
export function computeDigest(scheme: Scheme, secret: string, request: SignedRequest): Buffer {
  const hmac = createHmac(scheme.algorithm, keyOf(scheme, secret));
  for (const part of scheme.signed) {
    if (part === 'body') hmac.update(request.body);
    else if ('text' in part) hmac.update(part.text);
    else hmac.update(headerValues(request, part.header)[0] ?? '');
  }
  return hmac.digest();
}

function keyOf({ key }: Scheme, secret: string): Buffer {
  if (key === 'utf8') return Buffer.from(secret, 'utf8');
  const { base64After } = key;
  return Buffer.from(
    secret.startsWith(base64After) ? secret.slice(base64After.length) : secret,
    'base64',
  );
}

/**
 * The bytes of a signature, or undefined when it is not exactly what the encoding writes: decoders
 * skip junk and missing padding, so the bytes are encoded again and compared.
 */
export function decodeSignature(scheme: Scheme, text: string): Buffer | undefined {
  const bytes = Buffer.from(text, scheme.encoding);
  return bytes.toString(scheme.encoding) === text ? bytes : undefined;
}

/** SHA-256 over length-prefixed parts, so that no two different lists give the same bytes. */
export function hashParts(parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest();
}

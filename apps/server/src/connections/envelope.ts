import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/**
 * version (1 byte), fingerprint of the key (4), nonce (12), tag (16), ciphertext. The version and
 * the fingerprint let a later Millrace read values of an older scheme or key while it moves them.
 */
const VERSION = 1;
const FINGERPRINT_AT = 1;
const NONCE_AT = 5;
const TAG_AT = 17;
const TEXT_AT = 33;

const CIPHER = 'aes-256-gcm';

/**
 * Encrypts a text with AES-256-GCM and a fresh nonce. `place` says where the result belongs; opened
 * anywhere else it is refused, so a row copied over another gives nothing away.
 */
export function seal(text: string, key: Buffer, place: string): Buffer {
  const nonce = randomBytes(TAG_AT - NONCE_AT);
  const cipher = createCipheriv(CIPHER, key, nonce);
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([sealMark(key), nonce, cipher.getAuthTag(), sealed]);
}

/** The text of an envelope; undefined when the key or the place is another, or a bit was changed. */
export function open(envelope: Buffer, key: Buffer, place: string): string | undefined {
  if (envelope.length < TEXT_AT || envelope[0] !== VERSION) return undefined;
  if (!envelope.subarray(FINGERPRINT_AT, NONCE_AT).equals(fingerprint(key))) return undefined;
  const decipher = createDecipheriv(CIPHER, key, envelope.subarray(NONCE_AT, TAG_AT), {
    authTagLength: TEXT_AT - TAG_AT,
  });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(envelope.subarray(TAG_AT, TEXT_AT));
  try {
    const text = Buffer.concat([decipher.update(envelope.subarray(TEXT_AT)), decipher.final()]);
    return text.toString('utf8');
  } catch {
    return undefined;
  }
}

/** The text of an envelope of one of the keys; undefined when it is of none of them. */
export function openAny(
  envelope: Buffer,
  keys: readonly (Buffer | undefined)[],
  place: string,
): string | undefined {
  for (const key of keys) {
    const text = key === undefined ? undefined : open(envelope, key, place);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** What all envelopes of a key begin with, and no other. */
export function sealMark(key: Buffer): Buffer {
  return Buffer.concat([Buffer.of(VERSION), fingerprint(key)]);
}

function fingerprint(key: Buffer): Buffer {
  const named = createHash('sha256').update('millrace key fingerprint').update(key).digest();
  return named.subarray(0, NONCE_AT - FINGERPRINT_AT);
}

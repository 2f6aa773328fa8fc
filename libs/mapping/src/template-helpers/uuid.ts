import { randomBytes } from '@noble/hashes/utils.js';
import { uuidText } from '../uuid-text.ts';

/** A random UUID (version 4). Works on pages without TLS too, where crypto.randomUUID does not exist. */
export function randomUuid(): string {
  return uuidText(randomBytes(16), 4);
}

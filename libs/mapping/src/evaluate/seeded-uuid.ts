import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { uuidText } from '../uuid-text.ts';

/**
 * Gives one UUID after the other that follow from a seed (version 8, RFC 9562): a step that is
 * computed again after a crash gets the same ones.
 */
export function seededUuid(seed: string): () => string {
  let count = 0;
  return () => {
    const bytes = sha256(utf8ToBytes(`${seed}:${count}`)).slice(0, 16);
    count += 1;
    return uuidText(bytes, 8);
  };
}

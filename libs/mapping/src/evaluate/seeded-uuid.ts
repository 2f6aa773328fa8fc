import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Gives one UUID after the other that follow from a seed (version 8, RFC 9562): a step that is
 * computed again after a crash gets the same ones.
 */
export function seededUuid(seed: string): () => string {
  let count = 0;
  return () => {
    const bytes = sha256(utf8ToBytes(`${seed}:${count}`)).slice(0, 16);
    count += 1;
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  };
}

import { createHash } from 'node:crypto';
import { headerValues, type SignedRequest } from './request.ts';
import type { Scheme } from './scheme.ts';

/**
 * The 32-byte key of a delivery under its provider's rule: the same for a delivery sent again,
 * another for any other. Keys are meant for one trigger URL; add it when several share a table.
 */
export function dedupeKey(scheme: Scheme, request: SignedRequest): Buffer {
  const parts = scheme.dedupe.map((part) =>
    part === 'body' ? request.body : headerValues(request, part.header).join('\n'),
  );
  // Without its id every delivery would have the same key, and all but the first would be lost.
  if (!scheme.dedupe.includes('body') && parts.includes('')) return bodyDedupeKey(request.body);
  return hashParts([scheme.id, ...parts]);
}

/** The 32-byte key of a body: two requests with the same bytes are the same delivery. */
export function bodyDedupeKey(body: Uint8Array): Buffer {
  return hashParts(['body', body]);
}

/** The 32-byte key of a value that a flow computes, as text. */
export function valueDedupeKey(value: string): Buffer {
  return hashParts(['value', value]);
}

/** SHA-256 over length-prefixed parts, so that no two different lists give the same bytes. */
function hashParts(parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest();
}

import { hashParts } from './digest.ts';
import { headerValues, type SignedRequest } from './request.ts';
import type { Scheme } from './scheme.ts';

/** The 32-byte key of a delivery under its provider's rule: the same for a delivery sent again. */
export function dedupeKey(scheme: Scheme, request: SignedRequest): Buffer {
  const { headers, body } = scheme.dedupe;
  const values = headers.map((name) => headerValues(request, name)[0] ?? '');
  return hashParts([scheme.id, ...values, ...(body ? [request.body] : [])]);
}

/** The 32-byte key of a body: two requests with the same bytes are the same delivery. */
export function bodyDedupeKey(body: Uint8Array): Buffer {
  return hashParts(['body', body]);
}

/** The 32-byte key of a value that a flow computes, as text. */
export function valueDedupeKey(value: string): Buffer {
  return hashParts(['value', value]);
}

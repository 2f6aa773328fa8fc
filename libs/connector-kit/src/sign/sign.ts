import { nearest } from '@millrace/model';
import { aws4 } from './aws4.ts';
import { hmac } from './hmac.ts';
import { jwt } from './jwt.ts';
import { oauth1 } from './oauth1.ts';
import type { Signature, SignContext, SignedRequest, Signer, SignWith } from './signer.ts';

export type SignScheme = 'aws4' | 'oauth1' | 'jwt' | 'hmac';

const SIGNERS: Readonly<Record<SignScheme, Signer>> = { aws4, oauth1, jwt, hmac };

/**
 * Signs a request by a scheme of the fixed table. `given` are the filled secret texts that the scheme
 * wants; its own file says which. Nothing of the request changes: what is given back is added to it,
 * members of the query at its end, in order and percent-encoded. Throws SECRET_UNUSABLE for a member
 * that is missing, empty or no key.
 */
export function sign(
  scheme: SignScheme,
  given: SignWith,
  request: SignedRequest,
  context: SignContext,
): Signature {
  return SIGNERS[scheme].sign(given, request, context);
}

/** What is wrong with the names of the members that a manifest gives a scheme; undefined when nothing. */
export function signFault(scheme: SignScheme, names: readonly string[]): string | undefined {
  const { required, optional, open } = SIGNERS[scheme];
  const missing = required.find((name) => !names.includes(name));
  if (missing !== undefined) return `"${scheme}" needs "${missing}"`;
  const known = [...required, ...optional];
  const unknown = names.find((name) => {
    return !known.includes(name) && !open.some((start) => name.startsWith(start));
  });
  if (unknown === undefined) return undefined;
  const close = nearest(unknown, known);
  const instead =
    close === undefined ? `it knows ${known.join(', ')}` : `the nearest is "${close}"`;
  return `"${scheme}" knows no "${unknown}"; ${instead}`;
}

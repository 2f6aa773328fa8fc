import { AppError } from '@millrace/model';

/** A request as it will be sent, but for its signature. Names of headers are in lower case. */
export interface SignedRequest {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array | null;
}

/** What a signature adds to a request: headers by name in lower case, members of the query in order. */
export interface Signature {
  headers?: Record<string, string>;
  query?: [name: string, value: string][];
}

/** The secret texts of a signer, filled. */
export type SignWith = Readonly<Record<string, string | undefined>>;

export interface SignContext {
  now: Date;
  /** A text that no call had before, of letters and digits. */
  nonce: string;
}

/** A way to sign, and the members that its `with` has to have and may have. */
export interface Signer {
  /** As people know it. */
  name: string;
  required: readonly string[];
  optional: readonly string[];
  /** Further members are allowed that begin with one of these; '' allows any. */
  open: readonly string[];
  sign: (given: SignWith, request: SignedRequest, context: SignContext) => Signature;
}

/** A member that has to be there. Throws SECRET_UNUSABLE, without any value. */
export function need(given: SignWith, member: string, name: string): string {
  const value = given[member];
  if (value === undefined || value === '') throw unusable(name);
  return value;
}

export function unusable(name: string): AppError {
  return new AppError('SECRET_UNUSABLE', { name });
}

/** A key that is written as text, hex or base64. Throws SECRET_UNUSABLE. */
export function keyBytes(key: string, writtenAs: string | undefined, name: string): Buffer {
  if (writtenAs === undefined || writtenAs === 'text') return Buffer.from(key);
  if (writtenAs === 'hex' && /^(?:[0-9a-f]{2})+$/i.test(key)) return Buffer.from(key, 'hex');
  const isBase64 = /^[\w+/-]+={0,2}$/.test(key);
  if (writtenAs === 'base64' && isBase64) return Buffer.from(key, 'base64');
  throw unusable(name);
}

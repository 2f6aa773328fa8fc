/**
 * How one provider signs its deliveries, as plain JSON-safe data: adding a provider adds no code.
 * The facts of a provider are cited in the file of its preset.
 */
export interface Scheme {
  id: string;
  /** The provider's name as people know it. */
  name: string;
  /** The hash of the HMAC. A scheme with public keys would be a further value here. */
  algorithm: 'sha1' | 'sha256' | 'sha512';
  /** How the secret becomes the HMAC key; the text before base64 may be left out of a secret. */
  key: 'utf8' | 'hex' | { base64After: string };
  /** What is signed, in order. */
  signed: readonly SignedPart[];
  signature: SignaturePlace;
  /** Present when the signed text holds a time that must be near now, in both directions. */
  timestamp?: TimestampPlace;
  dedupe: readonly DedupePart[];
  /** Requests that are no events: a provider checking that the URL answers. */
  handshakes: readonly Handshake[];
}

/** `timestamp` is its text as sent; `url` the address the provider was given; a header is latin1. */
export type SignedPart =
  'body' | 'timestamp' | 'url' | 'method' | { header: string } | { text: string };

/** A value in a header: all of it, or every item behind a prefix such as `sha256=` or `v1,`. */
export interface HeaderPlace {
  header: string;
  prefix?: string;
  /** Splits the header into items, of which those with another prefix are left out. */
  separator?: string;
}

export interface SignaturePlace extends HeaderPlace {
  encoding: 'hex' | 'base64' | 'base64url';
}

export interface TimestampPlace extends HeaderPlace {
  unit: 's' | 'ms';
  toleranceS: number;
}

/**
 * What makes a delivery unique, all parts together. Without `body`, a delivery that lacks one of
 * the headers is known by its body instead.
 */
export type DedupePart = 'body' | { header: string };

/** A request that is answered and starts no run. Every condition given has to hold. */
export interface Handshake {
  /** True when the request is signed like a delivery; false ones are answered without a secret. */
  signed: boolean;
  method: string;
  /** The media type, without parameters. */
  contentType?: string;
  /** A header with exactly this value. */
  header?: { name: string; value: string };
  /** How the names of headers begin that deliveries have and this must not. */
  without?: string;
  /** The body is this one form field with a whole number, and nothing else. */
  formNumber?: string;
  /** Fixed text, or the value of a query parameter, which then has to be there once. */
  answer: { status: number; text: string } | { status: number; query: string };
}

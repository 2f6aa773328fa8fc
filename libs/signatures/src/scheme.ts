/**
 * How one provider signs its deliveries, as plain data: adding a provider adds no code.
 * Facts per provider are cited in the file of its preset.
 */
export interface Scheme {
  id: string;
  /** The provider's name as people know it. */
  name: string;
  algorithm: 'sha1' | 'sha256' | 'sha512';
  /** How the secret becomes the HMAC key. */
  key: 'utf8' | { base64After: string };
  /** What is signed, in order. */
  signed: readonly SignedPart[];
  /** Where the signature stands. */
  header: string;
  /** Text before the signature itself, such as `sha256=`. */
  prefix?: string;
  encoding: 'hex' | 'base64';
  /** Present when the signed text holds a time that must be near now. */
  timestamp?: { header: string; toleranceS: number };
  dedupe: DedupeRule;
  /** Requests that are no events: a provider checking that the URL answers. */
  handshakes: readonly Handshake[];
}

export type SignedPart = 'body' | { header: string } | { text: string };

/** What makes a delivery unique: values of headers, with or without the body's hash. */
export interface DedupeRule {
  headers: readonly string[];
  body: boolean;
}

/** An unsigned request that is answered and starts no run. */
export interface Handshake {
  method: string;
  contentType: string;
  /** The whole body has to match. Built in, never from a user: no backtracking. */
  body: RegExp;
  /** Headers that real deliveries have, and this must not. */
  without: readonly string[];
  answer: HandshakeAnswer;
}

export interface HandshakeAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

import { createHash } from 'node:crypto';

/** Who answers a challenge, and for what request. */
export interface DigestCall {
  user: string;
  password: string;
  method: string;
  /** Path and query as they are sent. */
  uri: string;
  /** Made for this answer: letters and digits. */
  cnonce: string;
  /** How often the nonce of this challenge was answered, this time included. */
  count: number;
}

/** Best first. */
const HASHES: readonly (readonly [name: string, hash: string])[] = [
  ['SHA-256', 'sha256'],
  ['MD5', 'md5'],
];

/**
 * The `Authorization` that answers the header `WWW-Authenticate` of a 401 for HTTP Digest. Of several
 * challenges the best is answered: SHA-256 before MD5, both also as `-sess`, with `qop=auth` or none.
 * Undefined when there is none that can be answered, such as one that wants `auth-int` alone.
 *
 * Source: RFC 7616 §3.4; without qop RFC 2069.
 */
export function digestAnswer(header: string, call: DigestCall): string | undefined {
  const challenges = challengesOf(header);
  for (const [name, hash] of HASHES) {
    for (const challenge of challenges) {
      const written = challenge.get('algorithm') ?? 'MD5';
      const isSession = /-sess$/i.test(written);
      if (written.replace(/-sess$/i, '').toUpperCase() !== name) continue;
      const answer = answerTo(challenge, call, { hash, algorithm: written, isSession });
      if (answer !== undefined) return answer;
    }
  }
  return undefined;
}

type Challenge = ReadonlyMap<string, string>;

interface Algorithm {
  hash: string;
  algorithm: string;
  isSession: boolean;
}

function answerTo(challenge: Challenge, call: DigestCall, how: Algorithm): string | undefined {
  const realm = challenge.get('realm');
  const nonce = challenge.get('nonce');
  const qops = challenge
    .get('qop')
    ?.toLowerCase()
    .split(',')
    .map((one) => one.trim());
  if (realm === undefined || nonce === undefined || qops?.includes('auth') === false)
    return undefined;
  const digest = (...parts: string[]) => createHash(how.hash).update(parts.join(':')).digest('hex');
  const { user, password, method, uri, cnonce } = call;
  const secret = digest(user, realm, password);
  const first = how.isSession ? digest(secret, nonce, cnonce) : secret;
  const second = digest(method.toUpperCase(), uri);
  const nc = call.count.toString(16).padStart(8, '0');
  const response =
    qops === undefined
      ? digest(first, nonce, second)
      : digest(first, nonce, nc, cnonce, 'auth', second);
  const items = [
    ...userItems(challenge, call, digest(user, realm)),
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
  ];
  if (challenge.has('algorithm')) items.push(`algorithm=${how.algorithm}`);
  const opaque = challenge.get('opaque');
  if (opaque !== undefined) items.push(`opaque=${quoted(opaque)}`);
  if (qops !== undefined) items.push('qop=auth', `nc=${nc}`);
  if (qops !== undefined || how.isSession) items.push(`cnonce=${quoted(cnonce)}`);
  return `Digest ${items.join(', ')}`;
}

function userItems(challenge: Challenge, { user }: DigestCall, hashed: string): string[] {
  const isHashed = challenge.get('userhash')?.toLowerCase() === 'true';
  return isHashed ? [`username="${hashed}"`, 'userhash=true'] : [userItem(user)];
}

/** Headers carry ASCII; another name is written as RFC 8187 says. */
function userItem(user: string): string {
  if (/^[\x20-\x7e]*$/.test(user)) return `username=${quoted(user)}`;
  const encoded = encodeURIComponent(user.toWellFormed()).replace(/['()*]/g, (sign) => {
    return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  });
  return `username*=UTF-8''${encoded}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** A name alone begins a challenge; a name with a value belongs to the one before it (RFC 9110 §11.6.1). */
const ITEM = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\[^])*)"|([^\s,"]*)))?/g;
const LONGEST = 8_192;

function challengesOf(header: string): Challenge[] {
  const challenges: { scheme: string; items: Map<string, string> }[] = [];
  for (const [, name = '', quotedValue, token] of header.slice(0, LONGEST).matchAll(ITEM)) {
    const value = quotedValue?.replace(/\\([^])/g, '$1') ?? token;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), items: new Map() });
    else challenges.at(-1)?.items.set(name.toLowerCase(), value);
  }
  return challenges.filter(({ scheme }) => scheme === 'digest').map(({ items }) => items);
}

import { createHmac, createPrivateKey, sign as signBytes, type KeyObject } from 'node:crypto';
import { parseDuration } from '@millrace/model';
import { keyBytes, need, unusable, type Signer } from './signer.ts';

const NAME = 'the signed token (JWT)';

export type JwtAlgorithm = 'HS256' | 'RS256' | 'ES256';

export interface JwtParts {
  alg: JwtAlgorithm;
  /** The shared secret, or the private key as PEM; line ends may be written as `\n`. */
  key: string | Buffer;
  /** Names the key in the header of the token. */
  kid?: string | undefined;
  claims: Readonly<Record<string, string>>;
  /** Seconds from `iat` to `exp`. */
  lifetimeS: number;
}

/**
 * A signed token (RFC 7519) with the claims, and `iat` and `exp` as seconds. Throws SECRET_UNUSABLE
 * for a key that is none, or none for the algorithm.
 *
 * Source: RFC 7515, RFC 7518 §3.1: signatures with ES256 are R and S, not DER.
 */
export function signJwt({ alg, key, kid, claims, lifetimeS }: JwtParts, now: Date): string {
  const iat = Math.floor(now.getTime() / 1000);
  const header = { alg, typ: 'JWT', ...(kid === undefined || kid === '' ? {} : { kid }) };
  const payload = { ...claims, iat, exp: iat + lifetimeS };
  const text = `${base64url(header)}.${base64url(payload)}`;
  return `${text}.${signatureOf(alg, key, text).toString('base64url')}`;
}

function base64url(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function signatureOf(alg: JwtAlgorithm, key: string | Buffer, text: string): Buffer {
  if (alg === 'HS256') return createHmac('sha256', key).update(text).digest();
  return signBytes('sha256', Buffer.from(text), {
    key: privateKey(alg, key),
    dsaEncoding: 'ieee-p1363',
  });
}

/** RFC 7518 §3.3: shorter RSA keys must not be used. */
const LEAST_BITS = 2048;

function privateKey(alg: JwtAlgorithm, pem: string | Buffer): KeyObject {
  const key = readPem(pem.toString().replaceAll('\\n', '\n'));
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  const fits =
    alg === 'RS256'
      ? key.asymmetricKeyType === 'rsa' && modulusLength >= LEAST_BITS
      : key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1';
  if (!fits) throw unusable(NAME);
  return key;
}

/** The error of the platform may show parts of the key. */
function readPem(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw unusable(NAME);
  }
}

const MEMBERS = new Set(['alg', 'key', 'key_as', 'kid', 'lifetime', 'prefix']);
const LIFETIME = '5m';

/**
 * A token made for each call, in `Authorization: Bearer …`. Members: `alg` (HS256, RS256, ES256),
 * `key`, `key_as` (`text`, `hex`, `base64`; for HS256), `kid`, `lifetime` (5m), `prefix` (`Bearer`);
 * all others are claims.
 */
export const jwt: Signer = {
  name: NAME,
  required: ['alg', 'key'],
  optional: ['key_as', 'kid', 'lifetime', 'prefix'],
  open: [''],
  sign: (given, _, { now }) => {
    const alg = algorithmOf(need(given, 'alg', NAME));
    const key = need(given, 'key', NAME);
    const { key_as: keyAs, kid, lifetime = LIFETIME, prefix = 'Bearer' } = given;
    const lifetimeMs = parseDuration(lifetime);
    if (lifetimeMs === undefined) throw unusable(NAME);
    const parts = {
      alg,
      key: alg === 'HS256' ? keyBytes(key, keyAs, NAME) : key,
      kid,
      claims: claimsOf(given),
      lifetimeS: Math.floor(lifetimeMs / 1000),
    };
    return { headers: { authorization: `${prefix} ${signJwt(parts, now)}` } };
  },
};

function algorithmOf(text: string): JwtAlgorithm {
  if (text === 'HS256' || text === 'RS256' || text === 'ES256') return text;
  throw unusable(NAME);
}

function claimsOf(given: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const claims: [string, string][] = [];
  for (const [name, value] of Object.entries(given)) {
    if (!MEMBERS.has(name) && value !== undefined) claims.push([name, value]);
  }
  return Object.fromEntries(claims);
}

import { createHmac } from 'node:crypto';
import { percentEncode, sortedPairs } from './percent.ts';
import { need, unusable, type SignedRequest, type Signer, type SignWith } from './signer.ts';

const NAME = 'OAuth 1';
const HASHES: Readonly<Record<string, string>> = { 'HMAC-SHA256': 'sha256', 'HMAC-SHA1': 'sha1' };

type Pairs = [name: string, value: string][];

/**
 * OAuth 1.0a, signed with shared secrets. Members: `consumer_key`, `consumer_secret`, with an account's
 * own token `token` and `token_secret`, `method` (`HMAC-SHA256`, or `HMAC-SHA1`), `realm`, and `in`:
 * `header`, or `query`, which WooCommerce wants over plain http. What a form holds is signed too.
 *
 * Source: RFC 5849 §3.4; HMAC-SHA256 as in WooCommerce's documentation of its REST API.
 */
export const oauth1: Signer = {
  name: NAME,
  required: ['consumer_key', 'consumer_secret'],
  optional: ['token', 'token_secret', 'method', 'realm', 'in'],
  open: [],
  sign: (given, request, { now, nonce }) => {
    const { method = 'HMAC-SHA256', realm = '' } = given;
    const hash = Object.hasOwn(HASHES, method) ? HASHES[method] : undefined;
    if (hash === undefined) throw unusable(NAME);
    const own = ownParameters(given, method, nonce, now);
    const base = [
      request.method.toUpperCase(),
      `${request.url.origin}${request.url.pathname}`,
      sortedPairs([...request.url.searchParams, ...formOf(request), ...own]),
    ];
    const secrets = [need(given, 'consumer_secret', NAME), given['token_secret'] ?? ''];
    const key = secrets.map(percentEncode).join('&');
    const text = base.map(percentEncode).join('&');
    own.push(['oauth_signature', createHmac(hash, key).update(text).digest('base64')]);
    return given['in'] === 'query'
      ? { query: own }
      : { headers: { authorization: written(realm, own) } };
  },
};

function ownParameters(given: SignWith, method: string, nonce: string, now: Date): Pairs {
  const { token = '' } = given;
  const parameters: Pairs = [
    ['oauth_consumer_key', need(given, 'consumer_key', NAME)],
    ['oauth_nonce', nonce],
    ['oauth_signature_method', method],
    ['oauth_timestamp', String(Math.floor(now.getTime() / 1000))],
    ['oauth_version', '1.0'],
  ];
  if (token !== '') parameters.push(['oauth_token', token]);
  return parameters;
}

function formOf({ headers, body }: SignedRequest): Iterable<[string, string]> {
  const type = headers['content-type'] ?? '';
  const isForm = /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type);
  return isForm && body !== null ? new URLSearchParams(Buffer.from(body).toString()) : [];
}

function written(realm: string, parameters: Pairs): string {
  const items = parameters.map(([name, value]) => `${name}="${percentEncode(value)}"`);
  const start = realm === '' ? [] : [`realm="${realm.replace(/["\\]/g, '\\$&')}"`];
  return `OAuth ${[...start, ...items].join(', ')}`;
}

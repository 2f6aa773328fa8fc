import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SignedRequest, SignWith } from './signer.ts';
import { sign, signFault } from './sign.ts';

const CONTEXT = { now: new Date('2026-11-27T08:09:10.345Z'), nonce: 'n0nce' };
const REQUEST: SignedRequest = {
  method: 'post',
  url: new URL('https://api.example.com/v1/orders?a=1'),
  headers: { 'content-type': 'application/json' },
  body: Buffer.from([0xff, 0x00, 0x7b]),
};
const signed = (given: SignWith, request = REQUEST) => sign('hmac', given, request, CONTEXT);
const digest = (...parts: (string | Uint8Array)[]) => {
  const hmac = createHmac('sha256', 'key');
  for (const part of parts) hmac.update(part);
  return hmac;
};

describe('an HMAC over parts of a request', () => {
  it('signs bytes as they are, and sends what it is told to', () => {
    const given = {
      key: 'key',
      over: '[method]\n[path_and_query]\n[timestamp].[body]',
      'header.X-Time': '[timestamp]',
      'header.Authorization': 'APIAuth id7:[signature]',
    };
    const expected = digest('POST\n/v1/orders?a=1\n1795766950.', REQUEST.body ?? '').digest('hex');
    expect(signed(given)).toEqual({
      headers: { 'x-time': '1795766950', authorization: `APIAuth id7:${expected}` },
      query: [],
    });
  });

  it('signs members of the query that it adds, as Binance wants them', () => {
    const given = {
      key: 'key',
      over: '[query]',
      'query.signature': '[signature]',
      'query.timestamp': '[timestamp_ms]',
    };
    const expected = digest('a=1&timestamp=1795766950345').digest('hex');
    expect(signed(given).query).toEqual([
      ['timestamp', '1795766950345'],
      ['signature', expected],
    ]);
    expect(REQUEST.url.search).toBe('?a=1');
  });

  it('knows other hashes, encodings and keys', () => {
    const given = {
      key: '6b6579',
      key_as: 'hex',
      hash: 'sha1',
      encoding: 'base64',
      over: '[nonce]',
    };
    const expected = createHmac('sha1', 'key').update('n0nce').digest('base64');
    expect(signed({ ...given, 'header.x': '[signature]' }).headers).toEqual({ x: expected });
  });

  it('never reads what a part holds as another part', () => {
    const request = { ...REQUEST, body: '[method][signature]' };
    const given = {
      key: 'key',
      over: '[body]',
      'header.x-copy': '[body]',
      'header.x': '[signature]',
    };
    const { headers } = signed(given, request);
    expect(headers?.['x-copy']).toBe('[method][signature]');
    expect(headers?.['x']).toBe(digest('[method][signature]').digest('hex'));
  });

  it.each<[string, SignWith]>([
    ['a part that it does not know', { key: 'k', over: '[constructor]' }],
    ['a hash that it does not know', { key: 'k', over: 'x', hash: 'md4' }],
    ['an encoding that it does not know', { key: 'k', over: 'x', encoding: 'toString' }],
    ['no key', { over: 'x' }],
  ])('refuses %s', (_, given) => {
    expect(() => signed(given)).toThrow(expect.objectContaining({ code: 'SECRET_UNUSABLE' }));
  });
});

describe('the members of a signature in a manifest', () => {
  it('are checked by name', () => {
    expect(signFault('aws4', ['key', 'secret', 'region', 'service', 'token'])).toBeUndefined();
    expect(signFault('aws4', ['key', 'secret', 'region'])).toBe('"aws4" needs "service"');
    expect(signFault('oauth1', ['consumer_key', 'consumer_secret', 'tokn'])).toBe(
      '"oauth1" knows no "tokn"; the nearest is "token"',
    );
    expect(signFault('jwt', ['alg', 'key', 'iss'])).toBeUndefined();
    expect(signFault('hmac', ['key', 'over', 'header.X'])).toBeUndefined();
    expect(signFault('hmac', ['key', 'over', 'X'])).toContain('knows no "X"; it knows key, over');
  });
});

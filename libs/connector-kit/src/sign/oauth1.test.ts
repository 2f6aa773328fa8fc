import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import OAuth from 'oauth-1.0a';
import { describe, expect, it } from 'vitest';
import { formText, queryText } from '../wire/form-text.ts';
import type { SignedRequest } from './signer.ts';
import { sign } from './sign.ts';

const NOW = new Date('2026-11-27T08:09:10Z');
const CONTEXT = { now: NOW, nonce: 'abc123' };

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((one) => one !== '__proto__');
const hashes = { 'HMAC-SHA256': 'sha256', 'HMAC-SHA1': 'sha1' } as const;

describe('OAuth 1', () => {
  it('is that of the npm package oauth-1.0a', () => {
    const cases = fc.record({
      method: fc.constantFrom('HMAC-SHA256' as const, 'HMAC-SHA1' as const),
      verb: fc.constantFrom('GET', 'POST', 'PUT'),
      consumer: fc.record({ key: text, secret: text }),
      token: fc.option(fc.record({ key: text, secret: text })),
      query: fc.dictionary(text, text, { maxKeys: 5 }),
      form: fc.option(fc.dictionary(text, text, { maxKeys: 3 })),
      place: fc.constantFrom('header', 'query'),
    });
    fc.assert(
      fc.property(cases, ({ method, verb, consumer, token, query, form, place }) => {
        const fields = Object.entries(form ?? {}).filter(([name]) => !Object.hasOwn(query, name));
        const url = new URL('http://shop.example:8080/wp-json/wc/v3/orders%20x');
        url.search = queryText(Object.entries(query));
        const request: SignedRequest = {
          method: verb,
          url,
          headers: form === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' },
          body: form === null ? null : formText(fields),
        };
        const given = {
          consumer_key: consumer.key,
          consumer_secret: consumer.secret,
          token: token?.key,
          token_secret: token?.secret,
          method,
          in: place,
        };
        const signed = sign('oauth1', given, request, CONTEXT);

        const peer = new OAuth({
          consumer,
          signature_method: method,
          hash_function: (base, key) =>
            createHmac(hashes[method], key).update(base).digest('base64'),
        });
        peer.getNonce = () => CONTEXT.nonce;
        peer.getTimeStamp = () => NOW.getTime() / 1000;
        const expected = peer.authorize(
          // The package encodes names of the query twice, unlike RFC 5849 §3.4.1.3; it takes them as data.
          {
            url: url.origin + url.pathname,
            method: verb,
            data: { ...query, ...Object.fromEntries(fields) },
          },
          token ?? undefined,
        );
        const own = Object.entries(expected).filter(([name]) => name.startsWith('oauth_'));
        const given2 =
          place === 'query'
            ? (signed.query ?? [])
            : Array.from(
                (signed.headers?.['authorization'] ?? '').matchAll(/(\w+)="([^"]*)"/g),
                ([, name = '', value = '']) => [name, decodeURIComponent(value)],
              );
        expect(Object.fromEntries(given2)).toMatchObject(
          Object.fromEntries(own.map(([name, value]) => [name, String(value)])),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('is that of the example in the documentation of Twitter', () => {
    const request: SignedRequest = {
      method: 'POST',
      url: new URL('https://api.twitter.com/1.1/statuses/update.json?include_entities=true'),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21',
    };
    const given = {
      consumer_key: 'xvz1evFS4wEEPTGEFPHBog',
      consumer_secret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
      token: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
      token_secret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
      method: 'HMAC-SHA1',
      realm: 'Twitter "API"',
    };
    const context = {
      now: new Date(1_318_622_958_000),
      nonce: 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg',
    };
    const { headers } = sign('oauth1', given, request, context);
    expect(headers?.['authorization']).toMatch(
      /^OAuth realm="Twitter \\"API\\"", oauth_consumer_key="xvz/,
    );
    expect(headers?.['authorization']).toContain(
      'oauth_signature="hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D"',
    );
  });

  it('sorts what occurs twice by its value', () => {
    const at = (search: string): SignedRequest => ({
      method: 'GET',
      url: new URL(`http://shop.example/x${search}`),
      headers: {},
      body: null,
    });
    const given = { consumer_key: 'a', consumer_secret: 'b' };
    const one = sign('oauth1', given, at('?a=2&a=10&b=1'), CONTEXT);
    expect(sign('oauth1', given, at('?b=1&a=10&a=2'), CONTEXT)).toEqual(one);
  });

  it('refuses a way to sign that it does not know', () => {
    const request = { method: 'GET', url: new URL('http://a.example/'), headers: {}, body: null };
    const given = { consumer_key: 'a', consumer_secret: 'b', method: 'PLAINTEXT' };
    expect(() => sign('oauth1', given, request, CONTEXT)).toThrow(
      /not written as OAuth 1 writes it/,
    );
  });
});

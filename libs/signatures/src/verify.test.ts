import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { preset } from './presets.ts';
import type { SignedRequest } from './request.ts';
import { verifyRequest } from './verify.ts';

const scheme = preset('woocommerce')!;
const HEADER = 'X-WC-Webhook-Signature';
const SECRET = 'shared-secret-of-the-shop';
const NOW = new Date('2026-11-21T08:00:00Z');
const BODY = Buffer.from(
  '{"id":7,"total":"54.50","city":"M\\u00fcnchen","url":"https:\\/\\/a.example"}',
);

const hmac = (
  body: Uint8Array,
  secret = SECRET,
  encoding: 'base64' | 'base64url' | 'hex' = 'base64',
) => createHmac('sha256', secret).update(body).digest(encoding);

function delivery(body: Uint8Array, ...signatures: string[]): SignedRequest {
  const headers = signatures.map((value): [string, string] => [HEADER, value]);
  return { method: 'POST', headers: [['Content-Type', 'application/json'], ...headers], body };
}

function reasonOf(request: SignedRequest, secrets: string | string[] = SECRET): string {
  const result = verifyRequest(scheme, secrets, request, NOW);
  return result.verdict === 'refused' ? result.reason : `not refused but ${result.verdict}`;
}

const MISMATCH = 'it does not match the body and the secret';
const NOT_BASE64 = `the header ${HEADER} is not a sha256 signature in base64`;

describe('a signed delivery', () => {
  it('is verified when body and secret are those of the sender', () => {
    expect(verifyRequest(scheme, SECRET, delivery(BODY, hmac(BODY)), NOW)).toEqual({
      verdict: 'verified',
    });
  });

  it('is verified whatever the case of the header name', () => {
    const request = { method: 'POST', headers: [[HEADER.toLowerCase(), hmac(BODY)]], body: BODY };
    expect(verifyRequest(scheme, SECRET, request as never, NOW).verdict).toBe('verified');
  });

  it('is verified with an empty body', () => {
    const empty = new Uint8Array();
    expect(verifyRequest(scheme, SECRET, delivery(empty, hmac(empty)), NOW).verdict).toBe(
      'verified',
    );
  });

  it('is verified with bytes that are no valid UTF-8', () => {
    const bytes = Uint8Array.from([0x7b, 0xff, 0xfe, 0x00, 0xc3, 0x7d]);
    expect(verifyRequest(scheme, SECRET, delivery(bytes, hmac(bytes)), NOW).verdict).toBe(
      'verified',
    );
  });

  it.each([
    ['the new', ['new', 'old']],
    ['the old', ['old', 'new']],
  ])('is verified with %s of two secrets while one is rotated', (_, [signing, other]) => {
    const request = delivery(BODY, hmac(BODY, signing));
    expect(verifyRequest(scheme, ['new', 'old'], request, NOW).verdict).toBe('verified');
    expect(reasonOf(request, other)).toBe(MISMATCH);
  });
});

describe('a delivery that is not what it says', () => {
  it('is refused when any one bit of the body is flipped', () => {
    const signature = hmac(BODY);
    for (let bit = 0; bit < BODY.length * 8; bit += 1) {
      const changed = Buffer.from(BODY);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(reasonOf(delivery(changed, signature))).toBe(MISMATCH);
    }
  });

  it('is refused when any one bit of the signature is flipped', () => {
    const digest = createHmac('sha256', SECRET).update(BODY).digest();
    for (let bit = 0; bit < 256; bit += 1) {
      const changed = Buffer.from(digest);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(reasonOf(delivery(BODY, changed.toString('base64')))).toBe(MISMATCH);
    }
  });

  const signature = hmac(BODY);
  it.each<[string, SignedRequest, string]>([
    ['signed with another secret', delivery(BODY, hmac(BODY, 'guess')), MISMATCH],
    [
      'signed with a secret that has a blank behind it',
      delivery(BODY, hmac(BODY, `${SECRET} `)),
      MISMATCH,
    ],
    ['unsigned', delivery(BODY), `the header ${HEADER} is missing`],
    ['signed with nothing', delivery(BODY, ''), `the header ${HEADER} is empty`],
    ['signed twice', delivery(BODY, signature, signature), `the header ${HEADER} is there 2 times`],
    [
      'signed twice, once wrong',
      delivery(BODY, 'AAAA', signature),
      `the header ${HEADER} is there 2 times`,
    ],
    [
      'signed at great length',
      delivery(BODY, 'A'.repeat(4_097)),
      `the header ${HEADER} is longer than 4096`,
    ],
    [
      'signed with two values joined by a proxy',
      delivery(BODY, `${signature}, ${signature}`),
      NOT_BASE64,
    ],
    ['signed in hex', delivery(BODY, hmac(BODY, SECRET, 'hex')), NOT_BASE64],
    [
      'signed in base64url',
      delivery(BODY, hmac(Buffer.from('3'), SECRET, 'base64url')),
      NOT_BASE64,
    ],
    ['signed without padding', delivery(BODY, signature.replace('=', '')), NOT_BASE64],
    ['signed with junk behind', delivery(BODY, `${signature}!`), NOT_BASE64],
    [
      'signed with junk inside',
      delivery(BODY, `${signature.slice(0, 9)}\n${signature.slice(9)}`),
      NOT_BASE64,
    ],
    ['signed with a blank before', delivery(BODY, ` ${signature}`), NOT_BASE64],
    [
      'signed with half a digest',
      delivery(BODY, Buffer.from(signature, 'base64').subarray(0, 16).toString('base64')),
      NOT_BASE64,
    ],
    [
      'written anew by a JSON parser',
      delivery(Buffer.from(JSON.stringify(JSON.parse(BODY.toString()))), signature),
      MISMATCH,
    ],
    [
      'given CRLF behind the body',
      delivery(Buffer.concat([BODY, Buffer.from('\r\n')]), signature),
      MISMATCH,
    ],
    ['cut short', delivery(BODY.subarray(0, -1), signature), MISMATCH],
  ])('is refused when it is %s', (_, request, reason) => {
    expect(reasonOf(request)).toBe(reason);
  });

  it('is refused when the stray bits of the last base64 character differ', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const last = alphabet.indexOf(signature.at(-2)!);
    const stray = `${signature.slice(0, -2)}${alphabet[last + 1]!}=`;
    expect(Buffer.from(stray, 'base64')).toEqual(Buffer.from(signature, 'base64'));
    expect(reasonOf(delivery(BODY, stray))).toBe(NOT_BASE64);
  });

  it('is refused when U+FFFD stands where the sender had invalid bytes', () => {
    const sent = Uint8Array.from([0x7b, 0xff, 0x7d]);
    const decoded = Buffer.from(Buffer.from(sent).toString('utf8'));
    expect(reasonOf(delivery(decoded, hmac(sent)))).toBe(MISMATCH);
  });

  it('never names the secret or the signature that would fit', () => {
    for (const given of [hmac(BODY, 'guess'), '', 'x', hmac(BODY, SECRET, 'hex')]) {
      const reason = reasonOf(delivery(BODY, given));
      expect(reason).not.toContain(SECRET);
      expect(reason).not.toContain(signature);
    }
  });
});

describe('a trigger URL without a usable secret', () => {
  const forged = delivery(BODY, hmac(BODY, ''));

  it.each<[string, string | string[]]>([
    ['no secret', []],
    ['an empty secret', ''],
    ['only empty secrets', ['', '']],
  ])('refuses everything with %s, also what is signed with nothing', (_, secrets) => {
    expect(reasonOf(forged, secrets)).toBe('no secret is set for it');
  });

  it('does not take an empty secret that stands beside a real one', () => {
    expect(reasonOf(forged, ['', SECRET])).toBe(MISMATCH);
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { importSPKI, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import type { SignWith } from './signer.ts';
import { sign } from './sign.ts';

const NOW = new Date('2026-11-27T08:09:10.900Z');
const REQUEST = { method: 'GET', url: new URL('https://a.example/'), headers: {}, body: null };

const header = (given: SignWith) =>
  sign('jwt', given, REQUEST, { now: NOW, nonce: '' }).headers?.['authorization'] ?? '';

const pem = { publicKeyEncoding: { type: 'spki', format: 'pem' } } as const;
const rsa = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  ...pem,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const ec = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  ...pem,
  privateKeyEncoding: { type: 'sec1', format: 'pem' },
});
const shortRsa = generateKeyPairSync('rsa', {
  modulusLength: 1024,
  ...pem,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

describe('a signed token', () => {
  it.each([
    ['RS256', rsa.privateKey, rsa.publicKey],
    ['RS256', rsa.privateKey.replaceAll('\n', '\\n'), rsa.publicKey],
    ['ES256', ec.privateKey, ec.publicKey],
  ])('with %s is verified by an independent library', async (alg, key, publicKey) => {
    const given = {
      alg,
      key,
      kid: 'k1',
      iss: 'me@x.org',
      aud: 'https://a.example',
      lifetime: '10m',
    };
    const token = header(given).replace('Bearer ', '');
    const verified = await jwtVerify(token, await importSPKI(publicKey, alg), {
      currentDate: NOW,
      audience: 'https://a.example',
    });
    const iat = 1_795_766_950;
    expect(verified.protectedHeader).toEqual({ alg, typ: 'JWT', kid: 'k1' });
    expect(verified.payload).toEqual({
      iss: 'me@x.org',
      aud: 'https://a.example',
      iat,
      exp: iat + 600,
    });
  });

  it('with a shared secret in hex and a prefix of its own is what Ghost takes', async () => {
    const secret = '00ff10ab'.repeat(8);
    const text = header({
      alg: 'HS256',
      key: secret,
      key_as: 'hex',
      prefix: 'Ghost',
      aud: '/admin/',
    });
    expect(text).toMatch(/^Ghost /);
    const key = Buffer.from(secret, 'hex');
    const { payload } = await jwtVerify(text.slice(6), key, { currentDate: NOW });
    expect(payload).toMatchObject({ aud: '/admin/', exp: (payload.iat ?? 0) + 300 });
  });

  it.each<[string, SignWith]>([
    ['an algorithm it does not know', { alg: 'none', key: 'x' }],
    ['a key that is none', { alg: 'RS256', key: 'hunter2hunter2' }],
    ['a key of another kind', { alg: 'ES256', key: rsa.privateKey }],
    ['the public key', { alg: 'ES256', key: ec.publicKey }],
    ['a key that is too short', { alg: 'RS256', key: shortRsa.privateKey }],
    ['no key', { alg: 'HS256', key: '' }],
    ['a lifetime that is none', { alg: 'HS256', key: 'x', lifetime: 'soon' }],
    ['a key that is not hex', { alg: 'HS256', key: 'xyz', key_as: 'hex' }],
  ])('refuses %s, without a word of the key', (_, given) => {
    expect(() => header(given)).toThrow(
      expect.objectContaining({ code: 'SECRET_UNUSABLE', cause: undefined, details: undefined }),
    );
    expect(() => header(given)).not.toThrow(/hunter2/);
  });
});

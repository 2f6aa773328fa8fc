import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preset, presetIds } from './presets.ts';
import type { SignedRequest } from './request.ts';
import type { Scheme } from './scheme.ts';
import { signHeaders } from './sign.ts';
import { verifyRequest } from './verify.ts';

const NOW = new Date('2026-11-21T08:00:00Z');
const SECRET = Buffer.from('a secret of enough bytes').toString('base64');

function signed(scheme: Scheme, secret: string, request: SignedRequest): SignedRequest {
  const added = signHeaders(scheme, secret, request, NOW);
  return { ...request, headers: [...request.headers, ...added] };
}

function post(body: Uint8Array, headers: [string, string][] = []): SignedRequest {
  return { method: 'POST', url: 'https://m.example/hooks/t', headers, body };
}

describe('every preset', () => {
  it.each(presetIds())('%s is plain JSON data under its own id', (id) => {
    const scheme = preset(id)!;
    expect(scheme.id).toBe(id);
    expect(JSON.parse(JSON.stringify(scheme))).toEqual(scheme);
  });

  it.each(presetIds())('%s verifies what it signs, and nothing that was changed', (id) => {
    const scheme = preset(id)!;
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(bytes, fc.nat(), (body, at) => {
        const request = signed(scheme, SECRET, post(body));
        expect(verifyRequest(scheme, SECRET, request, NOW)).toEqual({ verdict: 'verified' });
        const changed = Uint8Array.from([...body, 0]);
        changed[at % changed.length]! ^= 1;
        expect(verifyRequest(scheme, SECRET, { ...request, body: changed }, NOW).verdict).toBe(
          'refused',
        );
      }),
    );
  });

  it('is unknown under any other id', () => {
    expect(preset('nobody')).toBeUndefined();
    expect(preset('constructor')).toBeUndefined();
  });
});

describe('against a computation of its own', () => {
  const cases: [string, 'base64' | 'hex', string, string][] = [
    ['woocommerce', 'base64', 'X-WC-Webhook-Signature', ''],
    ['shopify', 'base64', 'X-Shopify-Hmac-Sha256', ''],
    ['github', 'hex', 'X-Hub-Signature-256', 'sha256='],
  ];

  it.each(cases)('%s signs any body with any secret alike', (id, encoding, header, prefix) => {
    const scheme = preset(id)!;
    const secrets = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), secrets, (body, secret) => {
        const value = `${prefix}${createHmac('sha256', Buffer.from(secret)).update(body).digest(encoding)}`;
        expect(signHeaders(scheme, secret, post(body), NOW)).toEqual([[header, value]]);
        const request = post(body, [[header, value]]);
        expect(verifyRequest(scheme, secret, request, NOW).verdict).toBe('verified');
      }),
      { numRuns: 1_000 },
    );
  });

  it('any text in place of the signature is refused without a fault', () => {
    const scheme = preset('woocommerce')!;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const request = post(Buffer.from('{}'), [['X-WC-Webhook-Signature', text]]);
        expect(verifyRequest(scheme, SECRET, request, NOW).verdict).toBe('refused');
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('headers for a sample', () => {
  const standard = preset('standard-webhooks')!;

  it('carry id, time and signature where the provider signs them', () => {
    const headers = signHeaders(standard, SECRET, post(Buffer.from('{}')), NOW);
    expect(headers.map(([name]) => name)).toEqual([
      'webhook-id',
      'webhook-timestamp',
      'webhook-signature',
    ]);
    expect(headers[0]![1]).toMatch(/^msg_[0-9a-f-]{36}$/);
    expect(headers[1]![1]).toBe(String(NOW.getTime() / 1000));
  });

  it('keep the id that the sample has', () => {
    const request = post(Buffer.from('{}'), [['Webhook-Id', 'msg_1']]);
    const headers = signHeaders(standard, SECRET, request, NOW);
    expect(headers.map(([name]) => name)).toEqual(['webhook-timestamp', 'webhook-signature']);
    expect(verifyRequest(standard, SECRET, signed(standard, SECRET, request), NOW).verdict).toBe(
      'verified',
    );
  });

  it('put time and signature into one header where the provider does', () => {
    const scheme: Scheme = {
      ...preset('github')!,
      signed: ['timestamp', { text: '.' }, 'body'],
      signature: { header: 'X-Sign', prefix: 'v1=', separator: ',', encoding: 'hex' },
      timestamp: { header: 'X-Sign', prefix: 't=', separator: ',', unit: 'ms', toleranceS: 300 },
    };
    const time = NOW.getTime();
    const digest = createHmac('sha256', SECRET).update(`${time}.{}`).digest('hex');
    expect(signHeaders(scheme, SECRET, post(Buffer.from('{}')), NOW)).toEqual([
      ['X-Sign', `t=${time},v1=${digest}`],
    ]);
  });

  it('are not made with a secret that cannot be a key', () => {
    for (const [scheme, secret] of [
      [preset('woocommerce')!, ''],
      [standard, 'whsec_!'],
    ] as const) {
      const sign = () => signHeaders(scheme, secret, post(Buffer.from('{}')), NOW);
      expect(sign).toThrow(expect.objectContaining({ code: 'SECRET_UNUSABLE' }));
      expect(sign).toThrow(scheme.name);
    }
  });
});

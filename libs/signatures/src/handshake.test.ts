import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { preset } from './presets.ts';
import type { SignedRequest } from './request.ts';
import type { Scheme } from './scheme.ts';
import { verifyRequest } from './verify.ts';

const NOW = new Date('2026-11-21T08:00:00Z');
const FORM = 'application/x-www-form-urlencoded';

interface Given {
  method?: string;
  type?: string;
  body?: string;
  headers?: [string, string][];
}

function post({ method = 'POST', type = FORM, body = 'webhook_id=12', headers = [] }: Given) {
  return {
    method,
    headers: [['Content-Type', type], ...headers],
    body: Buffer.from(body),
  } as SignedRequest;
}

describe('the connection check of WooCommerce', () => {
  const scheme = preset('woocommerce')!;
  const verdict = (given: Given) => verifyRequest(scheme, 'secret', post(given), NOW).verdict;

  it('is answered with 200 and nothing else, also before a secret is set', () => {
    expect(verifyRequest(scheme, [], post({}), NOW)).toEqual({
      verdict: 'handshake',
      answer: { status: 200, headers: {}, body: '' },
    });
  });

  it.each<[string, Given]>([
    ['a charset in the type', { type: `${FORM}; charset=UTF-8` }],
    ['a type in capitals', { type: FORM.toUpperCase() }],
    ['a long id', { body: `webhook_id=${'9'.repeat(20)}` }],
  ])('may have %s', (_, given) => {
    expect(verdict(given)).toBe('handshake');
  });

  it.each<[string, Given]>([
    ['sent with GET', { method: 'GET' }],
    ['JSON', { type: 'application/json' }],
    ['without a type', { type: '' }],
    ['empty', { body: '' }],
    ['an id that is no number', { body: 'webhook_id=1a' }],
    ['an id that is missing', { body: 'webhook_id=' }],
    ['an id with digits of another script', { body: 'webhook_id=١' }],
    ['two fields', { body: 'webhook_id=1&order=2' }],
    ['another field', { body: 'webhook_ix=12' }],
    ['followed by a line', { body: 'webhook_id=12\n' }],
    ['an endless id', { body: `webhook_id=${'9'.repeat(21)}` }],
    ['signed', { headers: [['x-wc-webhook-signature', 'AAAA']] }],
    ['a delivery by its topic', { headers: [['X-WC-Webhook-Topic', 'order.created']] }],
  ])('is not mistaken for one when it is %s', (_, given) => {
    expect(verdict(given)).toBe('refused');
  });
});

describe('the ping of GitHub', () => {
  const scheme = preset('github')!;
  const body = Buffer.from('{"zen":"Design for failure.","hook_id":1}');
  const ping = (secret: string): SignedRequest => ({
    method: 'POST',
    headers: [
      ['X-GitHub-Event', 'ping'],
      ['X-Hub-Signature-256', `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`],
    ],
    body,
  });

  it('is answered and starts no run when it is signed', () => {
    expect(verifyRequest(scheme, 'right', ping('right'), NOW)).toEqual({
      verdict: 'handshake',
      answer: { status: 200, headers: {}, body: '' },
    });
  });

  it('is refused when its signature does not hold', () => {
    expect(verifyRequest(scheme, 'right', ping('wrong'), NOW).verdict).toBe('refused');
  });
});

describe('a challenge in the address', () => {
  const scheme: Scheme = {
    ...preset('shopify')!,
    handshakes: [{ signed: false, method: 'GET', answer: { status: 200, query: 'challenge' } }],
  };
  const ask = (url?: string) =>
    verifyRequest(
      scheme,
      'secret',
      { method: 'GET', headers: [], body: Buffer.of(), ...(url === undefined ? {} : { url }) },
      NOW,
    );

  it('comes back as text that no browser takes for a page', () => {
    expect(ask('https://m.example/hooks/t?challenge=%3Cscript%3E')).toEqual({
      verdict: 'handshake',
      answer: {
        status: 200,
        headers: {
          'content-type': 'text/plain; charset=utf-8',
          'x-content-type-options': 'nosniff',
        },
        body: '<script>',
      },
    });
  });

  it.each([
    ['without an address', undefined],
    ['without parameters', 'https://m.example/hooks/t'],
    ['with another parameter', 'https://m.example/hooks/t?other=1'],
    ['with nothing in it', 'https://m.example/hooks/t?challenge='],
    ['with two of them', 'https://m.example/hooks/t?challenge=a&challenge=b'],
    ['with more than anyone sends', `https://m.example/hooks/t?challenge=${'a'.repeat(513)}`],
  ])('is refused %s', (_, url) => {
    expect(ask(url).verdict).toBe('refused');
  });
});

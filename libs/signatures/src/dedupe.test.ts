import { describe, expect, it } from 'vitest';
import { bodyDedupeKey, dedupeKey, valueDedupeKey } from './dedupe.ts';
import { preset } from './presets.ts';
import type { SignedRequest } from './request.ts';

const woo = preset('woocommerce')!;
const github = preset('github')!;

function request(body: string, headers: [string, string][] = []): SignedRequest {
  return { method: 'POST', headers, body: Buffer.from(body) };
}

function wooDelivery(body: string, id = '1', topic = 'order.created'): SignedRequest {
  return request(body, [
    ['X-WC-Webhook-ID', id],
    ['X-WC-Webhook-Topic', topic],
    ['X-WC-Webhook-Delivery-ID', 'e12e750ef762c3ed1dcfd079a6a785d6'],
  ]);
}

describe('the key that tells deliveries apart', () => {
  it('has 32 bytes and is the same for the same delivery', () => {
    const key = dedupeKey(woo, wooDelivery('{"id":1}'));
    expect(key).toHaveLength(32);
    expect(dedupeKey(woo, wooDelivery('{"id":1}'))).toEqual(key);
  });

  it('does not heed how header names are written', () => {
    const lower = wooDelivery('{"id":1}').headers.map(([name, value]): [string, string] => [
      name.toLowerCase(),
      value,
    ]);
    expect(dedupeKey(woo, request('{"id":1}', lower))).toEqual(
      dedupeKey(woo, wooDelivery('{"id":1}')),
    );
  });

  it.each([
    ['another order of the same second', wooDelivery('{"id":2}')],
    ['another topic with the same body', wooDelivery('{"id":1}', '1', 'order.updated')],
    ['another webhook', wooDelivery('{"id":1}', '2')],
    ['parts that only look the same joined', wooDelivery('{"id":1}', '1order', '.created')],
    ['a delivery without these headers', request('{"id":1}')],
  ])('differs for %s', (_, other) => {
    expect(dedupeKey(woo, other)).not.toEqual(dedupeKey(woo, wooDelivery('{"id":1}')));
  });

  it('follows the id alone where the provider makes it unique', () => {
    const first = request('{"a":1}', [['X-GitHub-Delivery', 'one']]);
    const again = request('{"a":2}', [['X-GitHub-Delivery', 'one']]);
    const second = request('{"a":1}', [['X-GitHub-Delivery', 'two']]);
    expect(dedupeKey(github, again)).toEqual(dedupeKey(github, first));
    expect(dedupeKey(github, second)).not.toEqual(dedupeKey(github, first));
  });

  it('follows the body when the id is missing, so that no delivery is lost', () => {
    expect(dedupeKey(github, request('a'))).not.toEqual(dedupeKey(github, request('b')));
    expect(dedupeKey(github, request('a'))).toEqual(bodyDedupeKey(Buffer.from('a')));
    const empty = request('a', [['X-GitHub-Delivery', '']]);
    expect(dedupeKey(github, empty)).toEqual(bodyDedupeKey(Buffer.from('a')));
  });

  it('never mixes up a body with a value of the same text', () => {
    expect(bodyDedupeKey(Buffer.from('a'))).not.toEqual(valueDedupeKey('a'));
    expect(valueDedupeKey('a')).toEqual(valueDedupeKey('a'));
    expect(valueDedupeKey('a')).not.toEqual(valueDedupeKey('b'));
  });
});

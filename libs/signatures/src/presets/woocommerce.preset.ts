import type { Scheme } from '../scheme.ts';

/**
 * WooCommerce, as recorded from a WooCommerce 11.0.1 shop: base64 HMAC-SHA256 of the raw body.
 * X-WC-Webhook-Delivery-ID is a hash of webhook id and second, so different orders share it; what
 * is unique is webhook, topic and body. The connection check is an unsigned form post that counts
 * as passed only with status 200.
 */
export const WOOCOMMERCE: Scheme = {
  id: 'woocommerce',
  name: 'WooCommerce',
  algorithm: 'sha256',
  key: 'utf8',
  signed: ['body'],
  signature: { header: 'X-WC-Webhook-Signature', encoding: 'base64' },
  dedupe: [{ header: 'X-WC-Webhook-ID' }, { header: 'X-WC-Webhook-Topic' }, 'body'],
  handshakes: [
    {
      signed: false,
      method: 'POST',
      contentType: 'application/x-www-form-urlencoded',
      without: 'X-WC-Webhook-',
      formNumber: 'webhook_id',
      answer: { status: 200, text: '' },
    },
  ],
};

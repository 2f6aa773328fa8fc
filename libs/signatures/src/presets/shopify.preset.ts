import type { Scheme } from '../scheme.ts';

/**
 * Shopify (shopify.dev, "Verify webhook deliveries"): base64 HMAC-SHA256 of the raw body under the
 * client secret of the app. A retry keeps its webhook id.
 */
export const SHOPIFY: Scheme = {
  id: 'shopify',
  name: 'Shopify',
  algorithm: 'sha256',
  key: 'utf8',
  signed: ['body'],
  signature: { header: 'X-Shopify-Hmac-Sha256', encoding: 'base64' },
  dedupe: [{ header: 'X-Shopify-Webhook-Id' }],
  handshakes: [],
};

import type { Scheme } from '../scheme.ts';

/**
 * Standard Webhooks (standardwebhooks.com): a list of base64 HMAC-SHA256 of `id.time.body`, each
 * behind `v1,`. Items of other versions (`v1a` is Ed25519) are left out. A retry keeps its id.
 */
export const STANDARD_WEBHOOKS: Scheme = {
  id: 'standard-webhooks',
  name: 'Standard Webhooks',
  algorithm: 'sha256',
  key: { base64After: 'whsec_' },
  signed: [{ header: 'webhook-id' }, { text: '.' }, 'timestamp', { text: '.' }, 'body'],
  signature: { header: 'webhook-signature', prefix: 'v1,', separator: ' ', encoding: 'base64' },
  timestamp: { header: 'webhook-timestamp', unit: 's', toleranceS: 300 },
  dedupe: [{ header: 'webhook-id' }],
  handshakes: [],
};

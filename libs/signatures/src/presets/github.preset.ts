import type { Scheme } from '../scheme.ts';

/**
 * GitHub (docs.github.com, "Validating webhook deliveries"): hex HMAC-SHA256 of the raw body. A
 * redelivery keeps its delivery id. A new webhook sends a signed event `ping`.
 */
export const GITHUB: Scheme = {
  id: 'github',
  name: 'GitHub',
  algorithm: 'sha256',
  key: 'utf8',
  signed: ['body'],
  signature: { header: 'X-Hub-Signature-256', prefix: 'sha256=', encoding: 'hex' },
  dedupe: [{ header: 'X-GitHub-Delivery' }],
  handshakes: [
    {
      signed: true,
      method: 'POST',
      header: { name: 'X-GitHub-Event', value: 'ping' },
      answer: { status: 200, text: '' },
    },
  ],
};

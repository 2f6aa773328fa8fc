import type { Scheme } from '../scheme.ts';

/**
 * GitHub (docs.github.com, "Validating webhook deliveries"): hex HMAC-SHA256 of the raw body. A
 * redelivery keeps its delivery id.
 */
export const GITHUB: Scheme = {
  id: 'github',
  name: 'GitHub',
  algorithm: 'sha256',
  key: 'utf8',
  signed: ['body'],
  header: 'X-Hub-Signature-256',
  prefix: 'sha256=',
  encoding: 'hex',
  dedupe: { headers: ['X-GitHub-Delivery'], body: false },
  handshakes: [],
};

import type { WebhookTrigger } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, CONNECTIONS } from '../testing.ts';
import { withSource } from './with-source.ts';

const ANY: WebhookTrigger = { kind: 'webhook', accept: 'any' };
const SHOP = 'woocommerce.order-created';

describe('choosing where requests come from', () => {
  it('brings the signature, the only connection for it, and the rule for duplicates', () => {
    expect(withSource(ANY, SHOP, CATALOGUE, CONNECTIONS)).toEqual({
      kind: 'webhook',
      accept: 'any',
      source: SHOP,
      verify: {
        preset: 'woocommerce',
        secret: { connection: 'woocommerce', field: 'webhook_secret' },
      },
      dedupe: { by: 'preset', window: '30d' },
    });
  });

  it('leaves the signature open while there is no connection to take the secret from', () => {
    const trigger = withSource(ANY, SHOP, CATALOGUE, []);
    expect(trigger).not.toHaveProperty('verify');
    expect(trigger.dedupe).toEqual({ by: 'preset', window: '30d' });
  });

  it('brings the only account that its webhook can be made with, and needs no secret then', () => {
    const [shop, ...others] = CATALOGUE.map((connector) => ({
      ...connector,
      auth: [{ id: 'default', label: 'Keys', kind: 'basic' as const, fields: [], testable: true }],
      triggers: connector.triggers.map((one) => ({ ...one, registers: true, ownSecret: true })),
    }));
    if (shop === undefined) throw new Error('The catalogue has a shop.');
    const made = withSource(ANY, SHOP, [shop, ...others], CONNECTIONS);
    expect(made).toMatchObject({ connection: 'woocommerce', dedupe: { by: 'preset' } });
    expect(made.verify).toBeUndefined();
  });

  it('takes signature and duplicates away again with the source', () => {
    const shop = withSource(ANY, SHOP, CATALOGUE, CONNECTIONS);
    expect(withSource(shop, undefined, CATALOGUE, CONNECTIONS)).toEqual(ANY);
  });

  it('keeps a source this server does not know', () => {
    expect(withSource(ANY, 'fax.received', CATALOGUE, [])).toEqual({
      ...ANY,
      source: 'fax.received',
    });
  });
});

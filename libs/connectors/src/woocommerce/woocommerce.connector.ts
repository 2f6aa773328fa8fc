import { defineConnector } from '@millrace/connector-kit';
import { ICON } from './icon.ts';
import { TRIGGERS } from './triggers.ts';

/** A WooCommerce shop: what happens in it starts flows. */
export const woocommerce = defineConnector({
  id: 'woocommerce',
  name: 'WooCommerce',
  description: 'Orders, customers, products and coupons of a WordPress shop.',
  icon: ICON,
  color: '#7f54b3',
  categories: ['Shop'],
  website: 'https://woocommerce.com',
  connection: [
    {
      key: 'webhook_secret',
      label: 'Webhook secret',
      type: 'secret',
      required: true,
      help: 'The same text as in Secret of the webhook in WooCommerce. Long, of letters and digits.',
    },
    {
      key: 'base_url',
      label: 'Shop address',
      type: 'url',
      advanced: true,
      help: 'Needed only for actions in the shop.',
      placeholder: 'https://shop.example.com',
    },
    {
      key: 'consumer_key',
      label: 'Consumer key',
      type: 'secret',
      advanced: true,
      help: 'From WooCommerce → Settings → Advanced → REST API. Begins with ck_.',
      placeholder: 'ck_…',
    },
    {
      key: 'consumer_secret',
      label: 'Consumer secret',
      type: 'secret',
      advanced: true,
      help: 'Shown once, together with the consumer key. Begins with cs_.',
      placeholder: 'cs_…',
    },
  ],
  triggers: TRIGGERS,
});

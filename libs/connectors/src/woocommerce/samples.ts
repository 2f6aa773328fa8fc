import type { JsonObject, Sample } from '@millrace/connector-kit';
import coupon from './samples/coupon.json' with { type: 'json' };
import customer from './samples/customer.json' with { type: 'json' };
import guestOrder from './samples/guest-order.json' with { type: 'json' };
import order from './samples/order.json' with { type: 'json' };
import product from './samples/product.json' with { type: 'json' };

/** A body as the shop sends it: what `GET /wp-json/wc/v3/…` answers. */
interface NamedBody {
  name: string;
  body: JsonObject;
}

/** When something changed: once in the time of the shop, once in UTC. */
const CHANGED = {
  date_modified: '2026-03-16T08:30:12',
  date_modified_gmt: '2026-03-16T07:30:12',
};

/** What each topic carries. A deletion carries nothing but the id. */
const SAMPLE_BODIES = {
  'order.created': [
    { name: 'Paid order with coupon, fee and shipping', body: order },
    { name: 'Guest order that waits for a bank transfer', body: guestOrder },
  ],
  'order.updated': [
    {
      name: 'Order completed',
      body: {
        ...order,
        ...CHANGED,
        status: 'completed',
        date_completed: CHANGED.date_modified,
        date_completed_gmt: CHANGED.date_modified_gmt,
      },
    },
    {
      name: 'Order partly refunded',
      body: {
        ...order,
        ...CHANGED,
        refunds: [
          { id: 1051, reason: 'Arrived with a scratch', total: '-5.00', total_tax: '0.00' },
        ],
      },
    },
  ],
  'order.deleted': [{ name: 'Order deleted', body: { id: order.id } }],
  'order.restored': [{ name: 'Order restored', body: { ...order, ...CHANGED } }],
  'customer.created': [{ name: 'New customer', body: customer }],
  'customer.updated': [
    {
      name: 'Customer after the first order',
      body: { ...customer, ...CHANGED, is_paying_customer: true },
    },
  ],
  'customer.deleted': [{ name: 'Customer deleted', body: { id: customer.id } }],
  'product.created': [{ name: 'Product on sale', body: product }],
  'product.updated': [
    {
      name: 'Product with less stock',
      body: { ...product, ...CHANGED, stock_quantity: 12, total_sales: 44 },
    },
  ],
  'product.deleted': [{ name: 'Product deleted', body: { id: product.id } }],
  'product.restored': [{ name: 'Product restored', body: { ...product, ...CHANGED } }],
  'coupon.created': [{ name: 'Coupon of ten percent', body: coupon }],
  'coupon.updated': [
    {
      name: 'Coupon used once',
      body: { ...coupon, ...CHANGED, usage_count: 1, used_by: ['57'] },
    },
  ],
  'coupon.deleted': [{ name: 'Coupon deleted', body: { id: coupon.id } }],
  'coupon.restored': [{ name: 'Coupon restored', body: { ...coupon, ...CHANGED } }],
} satisfies Record<string, NamedBody[]>;

export type Topic = keyof typeof SAMPLE_BODIES;

/** The samples of a topic with the headers of a real delivery, all but the signature. */
export function samplesOf(topic: Topic): Sample[] {
  const [resource = '', event = ''] = topic.split('.');
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'WooCommerce/11.0.1 Hookshot (WordPress/7.0.4)',
    'x-wc-webhook-source': 'https://shop.example.com/',
    'x-wc-webhook-topic': topic,
    'x-wc-webhook-resource': resource,
    'x-wc-webhook-event': event,
    'x-wc-webhook-id': '3',
    'x-wc-webhook-delivery-id': '5d2f81a09c4be7361f08ad94e6b7c250',
  };
  return SAMPLE_BODIES[topic].map(({ name, body }) => ({ name, headers, body }));
}

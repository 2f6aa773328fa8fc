import { CONNECTORS } from '@millrace/connectors';
import type { JsonObject } from '@millrace/model';
import { day, FIRST_NAMES, inside, LAST_NAMES, mail, money, pick, times } from './vary.ts';

const [ORDER, GUEST] = recorded('order-created');
const [PRODUCT] = recorded('product-created');
const [COUPON] = recorded('coupon-created');

/** The recorded bodies of a WooCommerce topic. */
function recorded(topic: string): [JsonObject, JsonObject] {
  const shop = CONNECTORS.find(({ manifest }) => manifest.id === 'woocommerce');
  const samples = shop?.manifest.triggers.find(({ id }) => id === topic)?.samples ?? [];
  return samples.map(({ body }) => body) as [JsonObject, JsonObject];
}

/** Orders of a WooCommerce shop; one in five of a guest, a VAT number for one in three. */
export const SHOP_ORDERS: JsonObject[] = times(40, (at) => {
  const base = at % 5 === 3 ? GUEST : ORDER;
  const paid = at % 4 === 2 ? null : `2026-03-${day(at)}T10:24:05`;
  const { payment_url, ...rest } = base;
  return {
    ...rest,
    ...(at % 6 === 1 ? {} : { payment_url: payment_url ?? '' }),
    id: 1042 + at,
    number: String(1042 + at),
    status: pick(['processing', 'processing', 'on-hold', 'completed', 'pending'], at),
    total: money(at),
    shipping_total: pick(['4.90', '0.00', '9.90'], at),
    date_created: `2026-03-${day(at)}T10:22:05`,
    date_created_gmt: `2026-03-${day(at)}T09:22:05`,
    date_paid: paid,
    date_paid_gmt: paid,
    billing: {
      ...inside(base, 'billing'),
      first_name: pick(FIRST_NAMES, at),
      last_name: pick(LAST_NAMES, at),
      email: mail(at),
      phone: at % 3 === 0 ? '' : `+43 1 555 0${100 + at}`,
      company: at % 2 === 0 ? '' : `Harbour Studio ${at}`,
      country: pick(['AT', 'DE', 'IE', 'FR'], at),
      ...(at % 3 === 1 ? { vat_number: `ATU${60_000_000 + at * 137}` } : {}),
    },
    customer_note: at % 4 === 0 ? `Please ring twice, flat ${at}` : '',
    payment_method: pick(['stripe', 'bacs', 'paypal'], at),
    customer_id: at % 5 === 3 ? 0 : 50 + at,
    coupon_lines: at % 3 === 0 ? (ORDER['coupon_lines'] ?? []) : [],
    fee_lines: at % 4 === 0 ? (ORDER['fee_lines'] ?? []) : [],
    meta_data: at % 2 === 0 ? [{ id: 5000 + at, key: 'newsletter_optin', value: 'yes' }] : [],
  };
});

/** The two recorded orders, as before the first event. */
export const TWO_ORDERS: JsonObject[] = [ORDER, GUEST];

export const DELETIONS: JsonObject[] = times(20, (at) => ({ id: 1000 + at }));

export const COUPONS: JsonObject[] = times(20, (at) => ({
  ...COUPON,
  id: 84 + at,
  code: `spring${at}`,
  date_expires: at % 3 === 0 ? null : `2026-12-${day(at)}T00:00:00`,
  amount: `${5 + at}.00`,
}));

export const CATALOGUE: JsonObject[] = times(25, (at) => ({
  ...PRODUCT,
  id: 118 + at,
  name: `Walnut piece no. ${at}`,
  slug: `walnut-piece-${at}`,
  sku: at % 8 === 5 ? '' : `ORG-WAL-${at}`,
  permalink: `https://shop.example.com/product/walnut-piece-${at}/`,
  price: money(at),
  regular_price: money(at + 1),
  sale_price: at % 2 === 0 ? '' : money(at),
  on_sale: at % 2 === 1,
  date_on_sale_to: at % 2 === 0 ? null : `2026-04-${day(at)}T23:59:59`,
  manage_stock: at % 5 !== 0,
  stock_quantity: at % 5 === 0 ? null : 3 + at,
  stock_status: pick(['instock', 'outofstock', 'onbackorder'], at),
  images: at % 6 === 0 ? [] : (PRODUCT['images'] ?? []),
  tags:
    at % 3 === 0
      ? []
      : [
          { id: 33, name: 'Walnut', slug: 'walnut' },
          { id: 34, name: `Batch ${at}`, slug: `batch-${at}` },
        ],
  total_sales: at * 3,
}));

import type { JsonObject } from '@millrace/model';
import { day, FIRST_NAMES, LAST_NAMES, mail, money, pick, times } from './vary.ts';

/** Orders of a Shopify shop; one in six is a till sale without customer and address. */
export const TILL_ORDERS: JsonObject[] = times(48, (at) => {
  const pos = at % 6 === 5;
  const address: JsonObject = {
    first_name: pick(FIRST_NAMES, at),
    last_name: pick(LAST_NAMES, at),
    address1: `Lampenweg ${at}`,
    address2: null,
    city: 'Hamburg',
    zip: `20${100 + at}`,
    country_code: pick(['DE', 'AT', 'NL'], at),
    province: null,
    company: at % 3 === 0 ? `Atelier ${at}` : null,
    phone: null,
  };
  const body: JsonObject = {
    id: 5551000200 + at,
    admin_graphql_api_id: `gid://shopify/Order/${5551000200 + at}`,
    name: `#${1200 + at}`,
    order_number: 1200 + at,
    email: at % 7 === 4 ? null : mail(at),
    contact_email: at % 7 === 4 ? null : mail(at),
    phone: at % 4 === 0 ? `+4915112345${at}` : null,
    created_at: `2026-05-${day(at)}T11:05:0${at % 10}+02:00`,
    processed_at: `2026-05-${day(at)}T11:05:01+02:00`,
    cancelled_at: at % 12 === 7 ? `2026-05-${day(at)}T15:00:00+02:00` : null,
    closed_at: null,
    currency: 'EUR',
    total_price: money(at),
    subtotal_price: money(at),
    total_tax: '4.10',
    total_discounts: at % 3 === 0 ? '5.00' : '0.00',
    financial_status: pick(['paid', 'paid', 'pending', 'authorized', 'partially_refunded'], at),
    fulfillment_status: at % 3 === 0 ? 'fulfilled' : null,
    buyer_accepts_marketing: at % 2 === 0,
    confirmed: true,
    test: false,
    taxes_included: true,
    tags: pick(['', 'vip', 'vip, wholesale', 'wholesale', 'gift, summer'], at),
    note: at % 5 === 0 ? `Leave at door ${at}` : null,
    note_attributes: at % 4 === 0 ? [{ name: 'delivery_date', value: `2026-06-${day(at)}` }] : [],
    source_name: pos ? 'pos' : 'web',
    landing_site: pos ? null : '/collections/lamps?ref=ig',
    gateway: pick(['shopify_payments', 'paypal'], at),
    payment_gateway_names: ['shopify_payments'],
    discount_codes: at % 3 === 0 ? [{ code: 'SUMMER5', amount: '5.00', type: 'fixed_amount' }] : [],
    total_weight: 900 + at,
    order_status_url: `https://lamps.example.com/5551/orders/${at}abc/authenticate?key=${at}`,
    line_items: times(1 + (at % 3), (n) => ({
      id: 88000 + at * 10 + n,
      product_id: at % 9 === 0 ? null : 7700 + n,
      variant_id: 4400 + n,
      title: `Lamp ${n}`,
      name: `Lamp ${n} - Brass`,
      sku: (at + n) % 5 === 0 ? null : `LMP-${n}`,
      quantity: 1 + n,
      price: '49.00',
      grams: 900,
      requires_shipping: true,
      taxable: true,
      vendor: 'Lumen',
      properties: [],
      tax_lines: [{ title: 'MwSt', rate: 0.19, price: '7.82' }],
    })),
    shipping_lines: pos ? [] : [{ id: 1, title: 'DHL', price: '4.90', code: 'DHL' }],
    billing_address: address,
  };
  const ofWeb: JsonObject = {
    customer: {
      id: 990000 + at,
      email: mail(at),
      first_name: pick(FIRST_NAMES, at),
      last_name: pick(LAST_NAMES, at),
      state: 'disabled',
      verified_email: true,
      tags: '',
      orders_count: 1 + (at % 4),
      total_spent: money(at),
      currency: 'EUR',
      default_address: { city: 'Hamburg', country_code: 'DE' },
    },
    shipping_address: { ...address, latitude: 53.5, longitude: 9.99 },
  };
  return pos ? body : { ...body, ...ofWeb };
});

/** Completed Stripe checkouts, in whole cents and Unix seconds. */
export const PAYMENTS: JsonObject[] = times(36, (at) => {
  const object: JsonObject = {
    id: `cs_live_${at}aB9`,
    object: 'checkout.session',
    amount_subtotal: 4200 + at * 10,
    amount_total: 4900 + at * 10,
    currency: pick(['eur', 'usd', 'gbp'], at),
    customer: at % 3 === 0 ? null : `cus_Q${at}x`,
    customer_email: null,
    client_reference_id: at % 2 === 0 ? `cart-${at}` : null,
    customer_details: {
      email: mail(at),
      name: at % 9 === 8 ? null : `${pick(FIRST_NAMES, at)} ${pick(LAST_NAMES, at)}`,
      phone: at % 4 === 0 ? `+44770090${1000 + at}` : null,
      tax_exempt: 'none',
      tax_ids: [],
      address: {
        city: at % 5 === 0 ? null : 'Leeds',
        country: 'GB',
        line1: null,
        postal_code: `LS${at} 4AB`,
      },
    },
    created: 1_770_000_000 + at * 3600,
    expires_at: 1_770_086_400 + at * 3600,
    livemode: true,
    mode: pick(['payment', 'subscription'], at),
    payment_status: pick(['paid', 'paid', 'unpaid', 'no_payment_required'], at),
    status: 'complete',
    metadata:
      at % 3 === 1 ? { plan: pick(['basic', 'team'], at), seats: String(1 + (at % 6)) } : {},
    payment_intent: at % 2 === 1 ? null : `pi_3R${at}`,
    subscription: at % 2 === 1 ? `sub_1R${at}` : null,
    success_url: 'https://app.example.com/thanks',
    cancel_url: 'https://app.example.com/cart',
    url: null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 700 + at },
    consent: null,
    custom_fields:
      at % 6 === 0 ? [{ key: 'company', text: { value: `Acme ${at}` }, type: 'text' }] : [],
  };
  return {
    id: `evt_1R${at}`,
    object: 'event',
    api_version: '2026-04-30',
    created: 1_770_000_100 + at * 3600,
    type: 'checkout.session.completed',
    livemode: true,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    data: { object },
  };
});

import { manifestOf } from '@millrace/connector-kit';
import { CONNECTORS } from '@millrace/connectors';
import {
  connectorInfoSchema,
  isJsonObject,
  type ConnectorInfo,
  type JsonObject,
  type JsonValue,
} from '@millrace/model';
import { BODIES } from './blind/events.ts';

/** An application with a field of every type, beside the real connectors. */
const WAREHOUSE: ConnectorInfo = connectorInfoSchema.parse({
  id: 'warehouse',
  name: 'Warehouse',
  description: 'Ships parcels.',
  icon: '<svg/>',
  color: '#123456',
  actions: [
    {
      id: 'ship',
      label: 'Ship a parcel',
      description: 'Orders a parcel.',
      input: [
        { key: 'order_number', label: 'Order number', type: 'string', required: true },
        { key: 'parcels', label: 'Parcels', type: 'integer' },
        { key: 'value', label: 'Value', type: 'number' },
        { key: 'ship_on', label: 'Ship on', type: 'date' },
        { key: 'insured', label: 'Insured', type: 'boolean' },
        { key: 'contact', label: 'Contact', type: 'email' },
        { key: 'callback', label: 'Callback', type: 'url' },
        { key: 'note', label: 'Note', type: 'text' },
        { key: 'label_html', label: 'Label', type: 'html' },
        {
          key: 'service',
          label: 'Service',
          type: 'choice',
          choices: ['standard', 'express', 'pickup'].map((value) => ({ value, label: value })),
        },
        {
          key: 'address',
          label: 'Address',
          type: 'object',
          fields: [
            { key: 'street', label: 'Street', type: 'string', required: true },
            { key: 'city', label: 'City', type: 'string', required: true },
            { key: 'postcode', label: 'Postcode', type: 'string' },
          ],
        },
        {
          key: 'skus',
          label: 'SKUs',
          type: 'list',
          items: { key: 'sku', label: 'SKU', type: 'string' },
        },
        { key: 'extra', label: 'Extra', type: 'json' },
      ],
      output: [
        { key: 'tracking_number', label: 'Tracking number', type: 'string' },
        { key: 'cost', label: 'Cost', type: 'number' },
      ],
      sample: {
        input: { order_number: '1042' },
        output: { tracking_number: 'TN-1', cost: 4.9 },
      },
    },
  ],
});

export const MANIFESTS: readonly ConnectorInfo[] = [...CONNECTORS.map(manifestOf), WAREHOUSE];

const EVENTS = 50;

/** The recorded bodies of a WooCommerce topic. */
function recorded(topic: string): JsonObject[] {
  const triggers = MANIFESTS.find(({ id }) => id === 'woocommerce')?.triggers ?? [];
  const samples = triggers.find(({ id }) => id === topic)?.samples ?? [];
  return samples.map(({ body }) => body).filter((body) => isJsonObject(body));
}

/** `index` of 50 orders: one in three is of a guest; a plugin of the shop adds some keys to some. */
function order(index: number): JsonObject {
  const [full = {}, guest = {}] = recorded('order-created');
  const base = index % 3 === 1 ? guest : full;
  const billing = isJsonObject(base['billing']) ? base['billing'] : {};
  return {
    ...base,
    id: 1000 + index,
    number: String(1000 + index),
    status: ['processing', 'on-hold', 'processing', 'completed', 'pending'][index % 5] ?? '',
    total: (20 + index * 7.35).toFixed(2),
    billing: {
      ...billing,
      email: `buyer${index}@example.com`,
      phone: index % 4 === 0 ? '' : `+43 1 555 0${100 + index}`,
    },
    items_count: String(1 + (index % 4)),
    metadata: JSON.stringify({ channel: 'web', index }),
    ...ofPlugin(index),
    ...inSome(index),
  };
}

/** One of two, the first for every so many orders. */
function either<A, B>(index: number, every: number, first: A, second: B): A | B {
  return index % every === 0 ? first : second;
}

/** Keys that every order has, with values of more than one look or type. */
function ofPlugin(index: number): JsonObject {
  const day = 10 + (index % 18);
  return {
    loyalty_points: either(index + 1, 10, String(index), index * 10),
    weight_kg: either(index, 2, 1.5, 2),
    gift: index % 2 === 0,
    newsletter: either(index, 2, 'yes', 'no'),
    age_checked: either(index, 2, 'true', 'false'),
    discount_percent: either(index, 6, 'n/a', String(index % 20)),
    delivery: either(index + 3, 5, `${day}.03.2026`, `2026-03-${day}`),
    shipping_service: either(index + 5, 8, 'courier', 'express'),
    agent: either(index, 7, null, { name: 'Mina Vogel', email: 'mina@shop.example.com' }),
    labels: either(index, 3, ['b2b', 'vip'], ['b2c']),
    invoice_url: either(index + 5, 9, `/invoices/${index}`, `https://shop.example.com/i/${index}`),
    warehouse_id: either(index + 4, 5, 7, 3),
  };
}

/** Keys that only some orders have. */
function inSome(index: number): JsonObject {
  return {
    ...either(index, 4, { gift_message: `For you ${index}` }, {}),
    ...either(index, 2, { vat_number: `ATU${10000000 + index}` }, {}),
    ...either(index, 5, { tracking: { carrier: 'post', code: `T${index}` } }, {}),
  };
}

function customer(index: number): JsonObject {
  const [base = {}] = recorded('customer-created');
  return { ...base, id: 500 + index, email: `person${index}@example.com`, username: `p${index}` };
}

function product(index: number): JsonObject {
  const [base = {}] = recorded('product-created');
  const sku = index % 6 === 0 ? '' : `SKU-${index}`;
  return { ...base, id: 100 + index, sku, stock_quantity: index % 5 === 0 ? null : index };
}

/** A sign-up form with German names, sent as form fields: every value is a text. */
function signup(index: number): JsonObject {
  return {
    vorname: ['Mara', 'Jonas', 'Aylin'][index % 3] ?? '',
    nachname: ['Lindqvist', 'Huber', 'Demir'][index % 3] ?? '',
    'e-mail': index % 11 === 5 ? 'keine Angabe' : `anmeldung${index}@example.com`,
    alter: String(20 + index),
    bestellnummer: String(7000 + index),
    einwilligung: index % 2 === 0 ? 'true' : 'false',
    webseite: index % 5 === 0 ? 'www.example.com' : `https://example.com/${index}`,
    geburtstag: `${1 + (index % 28)}.${1 + (index % 12)}.19${70 + (index % 30)}`,
    ...(index % 3 === 0 ? { firma: `Firma ${index} GmbH` } : {}),
  };
}

/** What mappings see at `$.trigger` for a body. */
function triggerWith(body: JsonValue, index: number, headers: JsonObject): JsonObject {
  return {
    ...{ body, headers: { 'content-type': 'application/json', ...headers } },
    ...{ query: index % 2 === 0 ? { source: 'ad' } : {}, method: 'POST' },
    received_at: new Date(Date.UTC(2026, 2, 14, 9, index)).toISOString(),
    event_id: `01890000-0000-7000-8000-0000000000${10 + index}`,
  };
}

function captured(bodyOf: (index: number) => JsonObject, topic?: string): JsonObject[] {
  const headers: JsonObject = topic === undefined ? {} : { 'x-wc-webhook-topic': topic };
  return Array.from({ length: EVENTS }, (_, index) => triggerWith(bodyOf(index), index, headers));
}

type BlindName = keyof typeof BODIES;

function ofBlind(): Record<BlindName, JsonObject[]> {
  const lists = Object.entries(BODIES).map(([name, bodies]) => [
    name,
    bodies.map((body, index) => triggerWith(body, index, {})),
  ]);
  return Object.fromEntries(lists) as Record<BlindName, JsonObject[]>;
}

/** The events a flow captured, by name. */
export const CAPTURED = {
  ...ofBlind(),
  orders: captured(order, 'order.created'),
  customers: captured(customer, 'customer.created'),
  products: captured(product, 'product.created'),
  signups: captured(signup),
  /** Only the first order has come. */
  first: [triggerWith(order(0), 0, {})],
  nothing: [],
} as const satisfies Record<string, readonly JsonObject[]>;

export type CapturedName = keyof typeof CAPTURED;

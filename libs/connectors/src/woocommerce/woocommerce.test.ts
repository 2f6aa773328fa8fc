import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonValue } from '@millrace/connector-kit';
import { preset, signHeaders, verifyRequest } from '@millrace/signatures';
import { describe, expect, it } from 'vitest';
import { connectorOf } from '@millrace/connector-kit';
import { readConnectorFolder } from '../connector-folder.ts';

const { triggers, auth = [] } = connectorOf(
  readConnectorFolder(import.meta.dirname).manifest,
).manifest;
const connection = auth[0]!.fields;
const NOW = new Date('2026-03-14T09:22:31Z');

interface Order {
  total: string;
  total_tax: string;
  discount_total: string;
  line_items: { subtotal: string; total: string; total_tax: string }[];
  shipping_lines: { total: string; total_tax: string }[];
  fee_lines: { total: string; total_tax: string }[];
}

/** Every place in a value with the kinds of value found there, list positions left out. */
function shapeOf(value: JsonValue, path = '$', found = new Map<string, Set<string>>()) {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
  found.set(path, (found.get(path) ?? new Set()).add(kind));
  if (Array.isArray(value)) for (const item of value) shapeOf(item, `${path}[]`, found);
  else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) shapeOf(member, `${path}.${key}`, found);
  }
  return found;
}

describe('the triggers of WooCommerce', () => {
  it('cover every topic of a webhook', () => {
    expect(triggers.map(({ id }) => id)).toEqual([
      ...['created', 'updated', 'deleted', 'restored'].map((event) => `order-${event}`),
      ...['created', 'updated', 'deleted'].map((event) => `customer-${event}`),
      ...['created', 'updated', 'deleted', 'restored'].map((event) => `product-${event}`),
      ...['created', 'updated', 'deleted', 'restored'].map((event) => `coupon-${event}`),
    ]);
  });

  it.each(triggers)('$id is checked with a known scheme and a required secret field', (trigger) => {
    expect(preset(trigger.preset!)?.id).toBe('woocommerce');
    const field = connection.find(({ key }) => key === trigger.secretField);
    expect(field).toMatchObject({ type: 'secret', required: true });
    expect(trigger.setup).toContain(`**${trigger.label}**`);
  });

  it.each(triggers)('$id has samples that verify once they are signed', (trigger) => {
    const scheme = preset(trigger.preset!)!;
    for (const sample of trigger.samples) {
      const body = Buffer.from(JSON.stringify(sample.body));
      const bare = { method: 'POST', headers: Object.entries(sample.headers), body };
      const signed = {
        ...bare,
        headers: [...bare.headers, ...signHeaders(scheme, 'a-secret', bare, NOW)],
      };
      expect(verifyRequest(scheme, 'a-secret', signed, NOW).verdict).toBe('verified');
      expect(verifyRequest(scheme, 'another', signed, NOW).verdict).toBe('refused');
      expect(sample.headers['x-wc-webhook-topic']).toBe(trigger.id.replace('-', '.'));
    }
  });

  it('name no person, shop or address that exists', () => {
    const text = JSON.stringify(triggers.map(({ samples }) => samples));
    const hosts = [...text.matchAll(/(?:@|https?:\/\/)([\w.-]+)/g)].map(([, host]) => host!);
    expect(hosts.length).toBeGreaterThan(0);
    const outside = hosts.filter((host) => !/(?:^|\.)example\.com$/.test(host));
    expect(new Set(outside)).toEqual(new Set(['secure.gravatar.com']));
  });

  it('carry only the id when something was deleted', () => {
    for (const trigger of triggers.filter(({ id }) => id.endsWith('-deleted'))) {
      expect(Object.keys(trigger.samples[0]!.body as object)).toEqual(['id']);
    }
  });
});

describe('the sample orders', () => {
  const orders = triggers
    .filter(({ id }) => id === 'order-created')
    .flatMap(({ samples }) =>
      samples.map(({ name, body }) => ({ name, order: body as unknown as Order })),
    );
  const cents = (amount: string) => Math.round(Number(amount) * 100);
  const sum = (lines: { total: string; total_tax: string }[], key: 'total' | 'total_tax') =>
    lines.reduce((all, line) => all + cents(line[key]), 0);

  it.each(orders)('add up: $name', ({ order }) => {
    const lines = [...order.line_items, ...order.shipping_lines, ...order.fee_lines];
    expect(sum(lines, 'total_tax')).toBe(cents(order.total_tax));
    expect(sum(lines, 'total') + sum(lines, 'total_tax')).toBe(cents(order.total));
    const before = order.line_items.reduce((all, { subtotal }) => all + cents(subtotal), 0);
    expect(before - sum(order.line_items, 'total')).toBe(cents(order.discount_total));
  });
});

// Deliveries recorded from a real shop lie beside the checkout, not in it.
const FOLDER = join(import.meta.dirname, '../../../../../shared/fixtures/woocommerce');
const present = existsSync(FOLDER);
if (!present) {
  process.stderr.write('Recordings of a real shop are not here; samples are not held to them.\n');
}

describe.runIf(present)('a sample beside what a real shop sends', () => {
  const names = present ? readdirSync(FOLDER) : [];
  const read = (name: string) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as unknown;
  const deliveries = names.filter((name) => /_(?:created|updated)\.json$/.test(name));

  it('finds deliveries of orders, customers and coupons', () => {
    const kinds = new Set(deliveries.map((name) => name.replace(/^\d+-|_.*$/g, '')));
    expect(kinds).toEqual(new Set(['order', 'customer', 'coupon']));
  });

  it.each(deliveries)('has every place of %s, with a kind of value seen there', (name) => {
    const recorded = JSON.parse((read(name) as { body: string }).body) as JsonValue;
    const resource = name.replace(/^\d+-|_.*$/g, '');
    const samples = triggers
      .filter(({ id }) => id.startsWith(`${resource}-`))
      .flatMap((trigger) => trigger.samples);
    const shape = new Map<string, Set<string>>();
    for (const { body } of samples) shapeOf(body, '$', shape);
    const missing = [...shapeOf(recorded).keys()].filter((path) => !shape.has(path));
    expect(missing).toEqual([]);
    for (const [path, kinds] of shapeOf(recorded)) {
      const scalar = (kind: string) => ['string', 'number', 'boolean'].includes(kind);
      const others = [...shape.get(path)!].filter((kind) => scalar(kind) && !kinds.has(kind));
      expect(kinds.has('null') ? [] : others, path).toEqual([]);
    }
  });

  it('has every field of an order and a product that the REST API describes', () => {
    const schema = read('orders-options.json') as {
      schema: { properties: Record<string, unknown> };
    };
    const index = read('wcv3-index.json') as {
      routes: Record<string, { endpoints: { methods: string[]; args: Record<string, unknown> }[] }>;
    };
    const writable = index.routes['/wc/v3/products']!.endpoints.find(({ methods }) =>
      methods.includes('POST'),
    )!.args;
    const bodyOf = (id: string) =>
      triggers.find((one) => one.id === id)!.samples[0]!.body as object;
    // Switches of a request, never part of an answer.
    const switches = ['set_paid', 'manual_update'];
    const fields = Object.keys(schema.schema.properties).filter((key) => !switches.includes(key));
    expect(Object.keys(bodyOf('order-created'))).toEqual(expect.arrayContaining(fields));
    expect(Object.keys(bodyOf('product-created'))).toEqual(
      expect.arrayContaining(Object.keys(writable)),
    );
  });
});

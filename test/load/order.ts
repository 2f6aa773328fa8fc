import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SAMPLE = join(
  import.meta.dirname,
  '../../libs/connectors/src/woocommerce/samples/order.json',
);
const BYTES = 4400;

/** Order numbers have as many digits as this one, so each can be written over another in place. */
export const FIRST_ORDER = 1_000_000_000;

/** A WooCommerce order of 4.4 KB, the longer for its note. */
export function orderBody(): Buffer {
  const order = JSON.parse(readFileSync(SAMPLE, 'utf8')) as Record<string, unknown>;
  order['id'] = FIRST_ORDER;
  const note = String(order['customer_note']);
  const short = BYTES - Buffer.byteLength(JSON.stringify(order));
  order['customer_note'] = `${note} Ring twice, the bell is quiet. Thank you, and have a good day!`
    .slice(0, note.length + short)
    .padEnd(note.length + short, '!');
  return Buffer.from(JSON.stringify(order));
}

/** What precedes the order's number in its text. */
export const ORDER_MARK = '{"id":';

export const ORDER_HEADERS = {
  'content-type': 'application/json',
  'user-agent': 'WooCommerce/11.0.1 Hookshot (WordPress/7.0.4)',
  'x-wc-webhook-topic': 'order.created',
};

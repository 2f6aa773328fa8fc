import type { ConnectorDefinition } from '@millrace/connector-kit';
import { samplesOf, type Topic } from './samples.ts';
import { setupText } from './setup.ts';

type TriggerDefinition = NonNullable<ConnectorDefinition['triggers']>[number];

interface Row {
  topic: Topic;
  /** The name of the topic in WooCommerce's own list, and here. */
  label: string;
  description: string;
}

const ROWS: readonly Row[] = [
  {
    topic: 'order.created',
    label: 'Order created',
    description: 'Someone placed an order, paid or not: look at its status.',
  },
  {
    topic: 'order.updated',
    label: 'Order updated',
    description: 'An order changed, for example its status. Also sent for each new order.',
  },
  {
    topic: 'order.deleted',
    label: 'Order deleted',
    description: 'An order was put into the trash. Carries only its id.',
  },
  {
    topic: 'order.restored',
    label: 'Order restored',
    description: 'An order was taken out of the trash.',
  },
  {
    topic: 'customer.created',
    label: 'Customer created',
    description: 'Someone opened an account in the shop. Guests have none.',
  },
  {
    topic: 'customer.updated',
    label: 'Customer updated',
    description: 'The account or the addresses of a customer changed.',
  },
  {
    topic: 'customer.deleted',
    label: 'Customer deleted',
    description: 'The account of a customer was deleted. Carries only its id.',
  },
  {
    topic: 'product.created',
    label: 'Product created',
    description: 'A product was added to the shop.',
  },
  {
    topic: 'product.updated',
    label: 'Product updated',
    description: 'A product changed. Also sent when its stock changes, so for most orders.',
  },
  {
    topic: 'product.deleted',
    label: 'Product deleted',
    description: 'A product was put into the trash. Carries only its id.',
  },
  {
    topic: 'product.restored',
    label: 'Product restored',
    description: 'A product was taken out of the trash.',
  },
  {
    topic: 'coupon.created',
    label: 'Coupon created',
    description: 'A coupon was added.',
  },
  {
    topic: 'coupon.updated',
    label: 'Coupon updated',
    description: 'A coupon changed.',
  },
  {
    topic: 'coupon.deleted',
    label: 'Coupon deleted',
    description: 'A coupon was put into the trash. Carries only its id.',
  },
  {
    topic: 'coupon.restored',
    label: 'Coupon restored',
    description: 'A coupon was taken out of the trash.',
  },
];

/** One trigger for each topic of a WooCommerce webhook. */
export const TRIGGERS: TriggerDefinition[] = ROWS.map(({ topic, label, description }) => ({
  id: topic.replace('.', '-'),
  label,
  description,
  preset: 'woocommerce',
  secretField: 'webhook_secret',
  setup: setupText(label),
  samples: samplesOf(topic),
}));

import type { FlowDocument } from './document.ts';

/**
 * A ready flow offered where there is none yet. What only its owner knows, such as an address or an
 * audience, is left out, never made up: the editor asks for it before the flow can be published.
 */
export interface FlowTemplate {
  id: string;
  title: string;
  description: string;
  /** Connector ids, trigger first. */
  connectors: string[];
  document: FlowDocument;
}

/** The templates of an empty flow list. */
export const FLOW_TEMPLATES: readonly FlowTemplate[] = [
  {
    id: 'woocommerce-to-mailchimp',
    title: 'New order to Mailchimp',
    description:
      'Add the buyer of each paid WooCommerce order to a Mailchimp audience and tag them.',
    connectors: ['woocommerce', 'mailchimp'],
    document: {
      millrace: 1,
      name: 'New order to Mailchimp',
      trigger: {
        kind: 'webhook',
        source: 'woocommerce.order-created',
        verify: {
          preset: 'woocommerce',
          secret: { connection: 'woocommerce', field: 'webhook_secret' },
        },
        dedupe: { by: 'preset', window: '30d' },
      },
      steps: [
        {
          id: 'paid',
          kind: 'filter',
          name: 'Only paid orders',
          when: {
            all: [
              {
                left: { $path: '$.trigger.body.status' },
                op: 'one_of',
                right: ['processing', 'completed'],
              },
            ],
          },
        },
        {
          id: 'member',
          kind: 'set',
          name: 'Buyer',
          fields: {
            email: { $path: '$.trigger.body.billing.email' },
            name: {
              $template: '{{trigger.body.billing.first_name}} {{trigger.body.billing.last_name}}',
            },
            total: { $path: '$.trigger.body.total', as: 'number' },
          },
        },
        {
          id: 'subscribe',
          kind: 'action',
          name: 'Add to audience',
          action: 'mailchimp.upsert-member',
          connection: 'mailchimp',
          input: {
            email_address: { $path: '$.steps.member.output.email' },
            status_if_new: 'subscribed',
            merge_fields: {
              FNAME: { $path: '$.trigger.body.billing.first_name' },
              LNAME: { $path: '$.trigger.body.billing.last_name' },
            },
          },
        },
        {
          id: 'tag',
          kind: 'action',
          name: 'Tag as customer',
          action: 'mailchimp.add-tags',
          connection: 'mailchimp',
          input: {
            email_address: { $path: '$.steps.member.output.email' },
            tags: ['customer'],
          },
        },
      ],
    },
  },
  {
    id: 'order-lines-to-warehouse',
    title: 'Order lines to a warehouse',
    description:
      'Send each line of a paid WooCommerce order to your warehouse, and end quietly when it is not paid yet.',
    connectors: ['woocommerce', 'http'],
    document: {
      millrace: 1,
      name: 'Order lines to a warehouse',
      trigger: {
        kind: 'webhook',
        source: 'woocommerce.order-created',
        verify: {
          preset: 'woocommerce',
          secret: { connection: 'woocommerce', field: 'webhook_secret' },
        },
        dedupe: { by: 'preset', window: '30d' },
      },
      steps: [
        {
          id: 'paid',
          kind: 'branch',
          name: 'Is it paid?',
          paths: [
            {
              name: 'paid',
              when: {
                all: [
                  {
                    left: { $path: '$.trigger.body.status' },
                    op: 'one_of',
                    right: ['processing', 'completed'],
                  },
                ],
              },
              steps: [
                {
                  id: 'lines',
                  kind: 'for-each',
                  name: 'Each line',
                  items: { $path: '$.trigger.body.line_items' },
                  concurrency: 4,
                  steps: [
                    {
                      id: 'pick',
                      kind: 'action',
                      name: 'Send to the warehouse',
                      action: 'http.request',
                      input: {
                        method: 'POST',
                        body: {
                          order: { $path: '$.trigger.body.number' },
                          sku: { $path: '$.item.sku' },
                          quantity: { $path: '$.item.quantity' },
                        },
                      },
                    },
                  ],
                },
              ],
            },
          ],
          otherwise: [
            {
              id: 'unpaid',
              kind: 'stop',
              name: 'Not paid yet',
              as: 'succeeded',
              message: { $template: 'The order is {{trigger.body.status}}.' },
            },
          ],
        },
      ],
    },
  },
];

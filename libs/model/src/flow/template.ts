import type { FlowDocument } from './document.ts';

/** A ready flow offered where there is none yet. */
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
            list_id: 'a1b2c3d4e5',
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
            list_id: 'a1b2c3d4e5',
            email_address: { $path: '$.steps.member.output.email' },
            tags: ['customer'],
          },
        },
      ],
    },
  },
];

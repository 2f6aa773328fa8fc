import {
  connectorInfoSchema,
  FLOW_TEMPLATES,
  requireFlowDocument,
  type Connection,
  type ConnectorInfo,
  type FlowDocument,
} from '@millrace/model';
import { seenBy, type RunSeen, type TriggerData } from './data/scope.ts';

/** A small shop and a small mailing service, as the server would send them. */
export const CATALOGUE: readonly ConnectorInfo[] = [
  connectorInfoSchema.parse({
    id: 'woocommerce',
    name: 'WooCommerce',
    description: 'A shop.',
    icon: '<svg/>',
    color: '#7f54b3',
    connectionRequired: false,
    connection: [{ key: 'webhook_secret', label: 'Secret', type: 'secret' }],
    triggers: [
      {
        id: 'order-created',
        label: 'Order created',
        description: 'Someone ordered.',
        preset: 'woocommerce',
        secretField: 'webhook_secret',
        samples: [{ name: 'An order', headers: { 'X-Topic': 'order' }, body: { id: 1 } }],
      },
    ],
  }),
  connectorInfoSchema.parse({
    id: 'mailchimp',
    name: 'Mailchimp',
    description: 'Mail.',
    icon: '<svg/>',
    color: '#241c15',
    connection: [{ key: 'api_key', label: 'API key', type: 'secret', required: true }],
    actions: [
      {
        id: 'upsert-member',
        label: 'Add or update member',
        description: 'Adds a person.',
        input: [
          { key: 'list_id', label: 'Audience', type: 'string', required: true },
          { key: 'email_address', label: 'E-mail address', type: 'email', required: true },
          {
            key: 'status_if_new',
            label: 'Status',
            type: 'choice',
            default: 'subscribed',
            choices: [{ value: 'subscribed', label: 'Subscribed' }],
          },
          {
            key: 'merge_fields',
            label: 'Merge fields',
            type: 'object',
            fields: [{ key: 'FNAME', label: 'First name', type: 'string', required: true }],
          },
          { key: 'age', label: 'Age', type: 'integer' },
        ],
        sample: { input: {}, output: { id: 'm1' } },
      },
      {
        id: 'add-tags',
        label: 'Add tags',
        description: 'Adds tags.',
        input: [],
        sample: { input: {}, output: null },
      },
    ],
  }),
];

export const CONNECTIONS: readonly Connection[] = [
  connection('woocommerce', ['webhook_secret']),
  connection('mailchimp', ['api_key']),
];

function connection(connector: string, fields: string[]): Connection {
  const at = '2026-11-21T08:00:00Z';
  const id = '01939f3a-7b21-7c4d-8e5f-000000000301';
  return {
    ...{ id, connector, name: connector, auth: 'key', fields, used_by: [] },
    ...{ status: 'untested', status_reason: null, checked_at: null, expires_at: null },
    ...{ account: null, created_at: at, updated_at: at },
  };
}

/** The trigger data of a paid order. */
export const ORDER: TriggerData = {
  body: {
    status: 'processing',
    total: '29.35',
    billing: { email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace' },
    line_items: [
      { sku: 'A-1', quantity: 2 },
      { sku: 'B-2', quantity: 1 },
    ],
  },
  headers: { 'content-type': 'application/json' },
  query: {},
  method: 'POST',
  received_at: '2026-11-21T08:00:00Z',
  event_id: '01939f3a-7b21-7c4d-8e5f-000000000201',
};

/** What a run for that order sees. */
export const SEEN: RunSeen = seenBy(
  { id: '01939f3a-7b21-7c4d-8e5f-000000000101', version: null },
  { name: 'New order to Mailchimp' },
  ORDER,
);

/** The WooCommerce to Mailchimp flow people start from. */
export function templateFlow(): FlowDocument {
  const template = FLOW_TEMPLATES[0];
  if (template === undefined) throw new Error('There is no template.');
  return structuredClone(template.document);
}

/** A flow with a branch, a loop in one of its paths and a stop in another. */
export function nestedFlow(): FlowDocument {
  return requireFlowDocument({
    ...templateFlow(),
    steps: [
      {
        id: 'size',
        kind: 'branch',
        name: 'How big?',
        paths: [
          {
            name: 'big order',
            when: {
              left: { $path: '$.trigger.body.total', as: 'number' },
              op: 'greater_than',
              right: 100,
            },
            steps: [
              { id: 'mail', kind: 'action', action: 'mailchimp.add-tags', connection: 'mailchimp' },
              {
                id: 'lines',
                kind: 'for-each',
                items: { $path: '$.trigger.body.line_items' },
                concurrency: 4,
                steps: [{ id: 'pick', kind: 'set', fields: { sku: { $path: '$.item.sku' } } }],
              },
            ],
          },
          {
            name: 'small order',
            when: {
              left: { $path: '$.trigger.body.total', as: 'number' },
              op: 'greater_than',
              right: 10,
            },
            steps: [],
          },
        ],
        otherwise: [{ id: 'enough', kind: 'stop', as: 'succeeded', message: 'Too small.' }],
      },
      { id: 'done', kind: 'set', fields: { ok: true } },
    ],
  });
}

import { FLOW_TEMPLATES, type FlowDocument } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../http/testing.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { callStep, documentOf, startServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
  for (const [name, connector, auth, values] of CONNECTIONS) {
    const made = await server.api('POST', '/connections', { name, connector, auth, values });
    expect(made.status).toBe(201);
  }
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

const CONNECTIONS = [
  ['mailchimp', 'mailchimp', 'key', { api_key: '0123456789abcdef0123456789abcdef-us1' }],
  [
    'woocommerce',
    'woocommerce',
    'rest',
    {
      base_url: 'https://shop.test',
      consumer_key: 'ck_1',
      consumer_secret: 'cs_1',
      webhook_secret: 'a secret of the shop',
    },
  ],
] as const;

async function save(document: object): Promise<string> {
  const made = await server.api('POST', '/flows', { document });
  expect(made.status).toBe(201);
  return String(made.body['id']);
}

async function publish(document: object): Promise<Answer> {
  return server.api('POST', `/flows/${await save(document)}/publish`);
}

const template = (id: string): FlowDocument =>
  FLOW_TEMPLATES.find((one) => one.id === id)?.document ?? expect.fail();

describe('a flow that somebody has yet to fill in', () => {
  it.each([
    ['woocommerce-to-mailchimp', 'Add to audience', 'input.list_id', 'Audience is required.'],
    ['order-lines-to-warehouse', 'Send to the warehouse', 'input.url', 'URL is required.'],
  ])(
    'is saved as it comes from the template %s, and not published',
    async (id, step, field, message) => {
      const answer = await publish(template(id));
      expect([answer.status, answer.body['code']]).toEqual([422, 'FLOW_INCOMPLETE']);
      expect(answer.body['detail']).toContain(`Step "${step}", field "${field}": ${message}`);
      expect(answer.body['hint']).toMatch(/Choose a value for it.*Then publish again\./);
    },
  );

  it.each([
    ['empty', '', 'URL is required, but it is empty.'],
    ['an empty template', { $template: '' }, 'URL is required, but it is empty.'],
  ])('is not published with a required field that is %s', async (_, url, message) => {
    const input = { method: 'POST', url };
    const steps = [{ id: 'call', kind: 'action', action: 'http.request', input }];
    const { status, body } = await publish(documentOf({ steps }));
    expect([status, body['code']]).toEqual([422, 'FLOW_INCOMPLETE']);
    expect(body['detail']).toContain(`Step "call", field "input.url": ${message}`);
  });

  it('is not published with a loop over nothing, and all of them are listed', async () => {
    const steps = [
      { id: 'each', kind: 'for-each', items: '', steps: [] },
      { id: 'other', kind: 'action', action: 'http.request', input: {} },
    ];
    const { body } = await publish(documentOf({ steps }));
    expect(body).toMatchObject({ code: 'FLOW_INCOMPLETE' });
    expect(body['hint']).toContain('1 more');
    expect(body['details']).toMatchObject({
      findings: [
        { step: 'each', field: ['items'] },
        { step: 'other', field: ['input', 'url'] },
      ],
    });
  });

  it('is published once it is filled in, and runs on while its draft is emptied again', async () => {
    const id = await save(documentOf({ steps: [callStep('call', 'http://127.0.0.1:9/')] }));
    expect((await server.api('POST', `/flows/${id}/publish`)).status).toBe(200);
    const emptied = documentOf({ steps: [callStep('call', '')] });
    expect((await server.api('PUT', `/flows/${id}/draft`, { document: emptied })).status).toBe(200);
    const refused = await server.api('POST', `/flows/${id}/publish`);
    expect(refused.body).toMatchObject({ code: 'FLOW_INCOMPLETE' });
    const flow = await server.api('GET', `/flows/${id}`);
    expect(flow.body).toMatchObject({ status: 'live', version: 1 });
    const sent = await server.send(
      { id, hook: new URL(String(flow.body['hook_url'])).pathname },
      {},
    );
    expect(sent.body).toMatchObject({ run: expect.any(String) as string });
  });
});

import { strict as assert } from 'node:assert';
import { startEmulator } from '../emulator.js';

const TOKEN = 'token-of-the-case';
const OWNER = 'shop@example.com';

const ask = (server, path, method = 'GET', body = undefined) =>
  server.ask(method, `/gmail/v1/users/me${path}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
    body,
  });

const headersOf = ({ payload }) =>
  Object.fromEntries(payload.headers.map(({ name, value }) => [name.toLowerCase(), value]));

const ASKED = 'msg_order_question';

/** An independent Gmail: what was sent is read back through Gmail's own methods. */
export const peers = [
  {
    peer: 'emulate',
    start: () =>
      startEmulator('google', ['gmail.googleapis.com'], {
        seed: {
          tokens: { [TOKEN]: { login: OWNER, scopes: ['https://mail.google.com/'] } },
          google: {
            users: [{ email: OWNER, name: 'Shop' }],
            labels: [{ id: 'Label_ops', user_email: OWNER, name: 'Orders' }],
            messages: [
              {
                ...{
                  id: 'msg_order_question',
                  user_email: OWNER,
                  from: 'ada@example.com',
                  to: OWNER,
                },
                ...{ subject: 'Welcome', body_text: 'Where is my order?' },
                label_ids: ['INBOX', 'UNREAD'],
              },
            ],
          },
        },
      }),
    account: {
      auth: 'google',
      values: { client_id: 'made-up-id', client_secret: 'made-up-secret' },
    },
    actions: {
      'send-mail': {
        input: () => ({
          ...{ to: ['Ada <ada@example.com>'], subject: 'Grüße', text: 'Hi', html: '<p>Hi</p>' },
          attachments: [{ file: 'f', name: 'a.pdf', type: 'application/pdf', bytes: 3 }],
        }),
        check: async ({ server, output }) => {
          const message = await ask(server, `/messages/${output.id}?format=full`);
          assert.match(headersOf(message).to, /ada@example\.com/);
          assert.ok(message.labelIds.includes('SENT'));
          assert.match(JSON.stringify(message.payload), /a\.pdf/);
        },
      },
      reply: {
        input: () => ({ message: ASKED, text: 'We have sent it.' }),
        check: async ({ server, input, output }) => {
          const [asked, answer] = await Promise.all([
            ask(server, `/messages/${input.message}`),
            ask(server, `/messages/${output.id}`),
          ]);
          assert.equal(answer.threadId, asked.threadId);
          assert.match(headersOf(answer).to, /ada@example\.com/);
          assert.match(headersOf(answer).subject, /^Re: Welcome/);
        },
      },
      'find-messages': {
        input: () => ({ query: 'subject:Welcome', label: 'INBOX', most: 5 }),
        check: ({ output }) => {
          assert.equal(output.messages[0].subject, 'Welcome');
          assert.match(output.messages[0].from, /ada@example\.com/);
        },
      },
      'get-message': {
        input: () => ({ message: ASKED }),
        check: ({ output }) => {
          assert.equal(output.subject, 'Welcome');
          assert.match(output.text, /Where is my order\?/);
        },
      },
      'label-message': {
        input: () => ({
          message: ASKED,
          add: ['Label_ops'],
          remove: ['UNREAD'],
        }),
        check: async ({ server, input }) => {
          const { labelIds } = await ask(server, `/messages/${input.message}`);
          assert.ok(labelIds.includes('Label_ops') && !labelIds.includes('UNREAD'), labelIds);
        },
      },
    },
  },
];

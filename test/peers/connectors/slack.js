import { strict as assert } from 'node:assert';
import { startEmulator } from '../emulator.js';

const TOKEN = 'xoxb-peers-test';
const CHANNEL = { types: 'public_channel' };

/** An independent Slack: what the app sent is read back through Slack's own methods. */
const ask = async (server, method, body) => {
  const answer = await server.ask('POST', `/api/${method}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
    body,
  });
  assert.equal(answer.ok, true, JSON.stringify(answer));
  return answer;
};

const channelOf = async (server) =>
  (await ask(server, 'conversations.list', CHANNEL)).channels[0].id;

const post = async (server, text) =>
  (await ask(server, 'chat.postMessage', { channel: await channelOf(server), text })).ts;

const messages = async (server, channel) =>
  (await ask(server, 'conversations.history', { channel })).messages;

export const peers = [
  {
    peer: 'emulate',
    start: () =>
      startEmulator('slack', ['slack.com', 'hooks.slack.com', 'files.slack.com'], {
        baseUrl: 'https://slack.com',
        seed: {
          tokens: { [TOKEN]: { login: 'developer', scopes: [] } },
          slack: {
            team: { name: 'Shop', domain: 'shop' },
            users: [{ name: 'developer', real_name: 'Ada Lovelace', email: 'ada@example.com' }],
            channels: [{ name: 'orders', topic: 'All orders' }],
            bots: [{ name: 'millrace' }],
            tokens: [{ token: TOKEN, user: 'developer', scopes: ['chat:write'] }],
          },
        },
      }),
    account: { auth: 'bot', values: { bot_token: TOKEN } },
    actions: {
      'send-message': {
        input: async (server) => ({
          channel: await channelOf(server),
          text: 'New order *#1042*',
          blocks: [{ type: 'divider' }],
        }),
        check: async ({ server, input, output }) => {
          const [message] = await messages(server, input.channel);
          assert.equal(message.text, input.text);
          assert.deepEqual(message.blocks, input.blocks);
          assert.equal(output.ts, message.ts);
          assert.equal(output.channel, input.channel);
        },
      },
      'reply-in-thread': {
        input: async (server) => ({
          channel: await channelOf(server),
          thread_ts: await post(server, 'Order 1042'),
          text: 'Shipped.',
        }),
        check: async ({ server, input: { channel, thread_ts: ts, text }, output }) => {
          const { messages: thread } = await ask(server, 'conversations.replies', { channel, ts });
          assert.equal(thread.at(-1).text, text);
          assert.equal(thread.at(-1).ts, output.ts);
        },
      },
      'update-message': {
        input: async (server) => ({
          channel: await channelOf(server),
          ts: await post(server, 'Order 1042'),
          text: 'Order *#1042* is paid',
        }),
        check: async ({ server, input: { channel, ts, text } }) => {
          const found = (await messages(server, channel)).find((one) => one.ts === ts);
          assert.equal(found.text, text);
        },
      },
      'send-to-webhook': {
        account: {
          auth: 'webhook',
          values: {
            webhook_url: 'https://hooks.slack.com/services/T000000001/B000000001/X000000001',
          },
        },
        input: () => ({ text: 'Backup finished' }),
        check: async ({ server, output }) => {
          const { channels } = await ask(server, 'conversations.list', CHANNEL);
          const all = await Promise.all(channels.map(({ id }) => messages(server, id)));
          assert.ok(all.flat().some(({ text, subtype }) => text === 'Backup finished' && subtype));
          assert.deepEqual(output, { sent: true });
        },
      },
      'find-user-by-email': {
        input: () => ({ email: 'ada@example.com' }),
        check: ({ output }) => {
          assert.equal(output.name, 'developer');
          assert.equal(output.profile.email, 'ada@example.com');
        },
      },
      'list-channels': {
        input: () => ({}),
        check: ({ output }) => {
          assert.ok(output.channels.some(({ name }) => name === 'orders'));
        },
      },
      'upload-file': {
        input: async (server) => ({
          file: { file: 'f', name: 'label.txt', type: 'text/plain', bytes: 5 },
          channel: await channelOf(server),
          title: 'Label',
          initial_comment: 'Here it is',
        }),
        check: async ({ server, output }) => {
          const { file } = await ask(server, 'files.info', { file: output.id });
          assert.equal(file.title, 'Label');
          assert.equal(file.size, 5);
        },
      },
    },
  },
];

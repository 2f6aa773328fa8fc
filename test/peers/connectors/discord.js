import { REST, Routes, WebhookClient } from 'discord.js';

const FILE = ({ name, type, bytes }) => ({
  name,
  contentType: type,
  attachment: Buffer.alloc(bytes),
});

/** The library only takes an id and a token of the usual length. */
const WEBHOOK = {
  auth: 'webhook',
  values: { webhook_url: `https://discord.com/api/webhooks/123456789012345678/${'t'.repeat(68)}` },
};

const embedOf = ({ footer, image_url, ...embed }) => ({
  ...{ ...embed, footer: { text: footer }, image: { url: image_url } },
});

const TIMES = { timestamp: '2026-11-21T08:00:00.000Z', edited_timestamp: null };
/** The library builds a whole message of every answer. */
const message = (id, content) => [
  {
    body: {
      ...{ id, channel_id: '3', content, type: 0, flags: 0, pinned: false, tts: false, ...TIMES },
      ...{ author: { id: '5', username: 'Shop', discriminator: '0000' }, mention_everyone: false },
      ...{ mentions: [], mention_roles: [], attachments: [], embeds: [], components: [] },
    },
  },
];

/** The library that Discord's community and pages use; its webhook client, and its REST client for bots. */
export const peers = [
  {
    peer: 'discord.js',
    connect: ({ webhook_url, bot_token }) =>
      webhook_url === undefined
        ? new REST({ version: '10' }).setToken(bot_token)
        : new WebhookClient({ url: webhook_url }),
    paths: [
      {
        theirs: '^/api/v10/webhooks/',
        ours: '/api/webhooks/',
        why: 'The address that Discord shows has no version.',
      },
    ],
    moved: [
      {
        ...{ ours: 'body', theirs: 'body/payload_json' },
        why: 'Discord takes the members of a message as parts of the form, or as JSON in one of them.',
      },
    ],
    differs: {
      'body/tts': 'False is the default.',
      'body/enforce_nonce': 'False is the default.',
      'body/attachments': 'Only needed to describe files.',
      'body/files[0]/type': 'The library knows no type for a name.',
    },
    actions: {
      'send-to-webhook': {
        account: WEBHOOK,
        sdkAnswers: message('9', 'New order'),
        call: (webhook, { content, username, thread_id, embeds }) =>
          webhook.send({
            ...{ content, username, threadId: thread_id, embeds: embeds.map(embedOf) },
            allowedMentions: { parse: [] },
          }),
      },
      'send-file-to-webhook': {
        account: WEBHOOK,
        sdkAnswers: message('10', 'The label'),
        call: (webhook, { file, content, username, thread_id }) =>
          webhook.send({ content, username, threadId: thread_id, files: [FILE(file)] }),
      },
      'edit-webhook-message': {
        account: WEBHOOK,
        sdkAnswers: message('9', 'Paid'),
        call: (webhook, { message_id, content, embeds }) =>
          webhook.editMessage(message_id, { content, embeds }),
      },
      'send-message': {
        call: (rest, { channel_id, content, reply_to, mentions }) =>
          rest.post(Routes.channelMessages(channel_id), {
            body: {
              ...{ content, message_reference: { message_id: reply_to } },
              allowed_mentions: { parse: mentions },
            },
          }),
      },
      'edit-message': {
        call: (rest, { channel_id, message_id, content }) =>
          rest.patch(Routes.channelMessage(channel_id, message_id), { body: { content } }),
      },
    },
  },
];

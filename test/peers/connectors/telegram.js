import { Api, InputFile } from 'grammy';

/** The library that Telegram's pages name for JavaScript. */
export const peers = [
  {
    peer: 'grammy',
    connect: ({ bot_token }) => new Api(bot_token),
    actions: {
      'send-message': {
        call: (telegram, { chat_id, text, parse_mode, reply_to, no_preview, buttons }) =>
          telegram.sendMessage(chat_id, text, {
            ...{ parse_mode, reply_parameters: { message_id: reply_to } },
            link_preview_options: { is_disabled: no_preview },
            reply_markup: { inline_keyboard: buttons.map((button) => [button]) },
          }),
      },
      'send-photo': {
        call: (telegram, { chat_id, photo, ...input }) => telegram.sendPhoto(chat_id, photo, input),
      },
      'send-document': {
        call: (telegram, { chat_id, document, ...input }) =>
          telegram.sendDocument(chat_id, document, input),
      },
      'send-file': {
        differs: {
          'body/document':
            'Telegram takes the file in the part of its name, or in another that attach:// names.',
          '^body/[a-z0-9]{12,18}$': 'The other part.',
        },
        call: (telegram, { chat_id, file, ...input }) =>
          telegram.sendDocument(chat_id, new InputFile(Buffer.alloc(file.bytes), file.name), input),
      },
      'edit-message': {
        case: 'A message is changed',
        call: (telegram, { chat_id, message_id, text }) =>
          telegram.editMessageText(chat_id, message_id, text),
      },
    },
  },
];

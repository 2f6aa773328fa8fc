import twilio from 'twilio';

/** Twilio's own library. */
export const peers = [
  {
    peer: 'twilio',
    connect: ({ account_sid, auth_token }) => twilio(account_sid, auth_token),
    differs: { 'header/accept-charset': 'Every answer is UTF-8.' },
    actions: {
      'send-sms': {
        case: 'A text message with two pictures is sent from a number',
        call: (client, { to, sender, text, media_urls }) =>
          client.messages.create({ to, from: sender.number, body: text, mediaUrl: media_urls }),
      },
      'make-call': {
        call: (client, { to, from, instructions, record, timeout_s }) =>
          client.calls.create({ to, from, ...instructions, record, timeout: timeout_s }),
      },
      'get-message': {
        case: 'A message is looked up',
        call: (client, { sid }) => client.messages(sid).fetch(),
      },
    },
  },
];

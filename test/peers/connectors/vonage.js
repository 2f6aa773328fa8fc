import { Auth } from '@vonage/auth';
import { SMS } from '@vonage/sms';

/** Vonage's own library. */
export const peers = [
  {
    peer: '@vonage/sms',
    connect: ({ key_id, api_secret }) =>
      new SMS(new Auth({ apiKey: key_id, apiSecret: api_secret })),
    differs: {
      'header/authorization': 'Vonage takes key and secret as Basic sign-in or as parameters.',
      'body/api_key': 'Vonage takes key and secret as Basic sign-in or as parameters.',
      'body/api_secret': 'Vonage takes key and secret as Basic sign-in or as parameters.',
    },
    actions: {
      'send-sms': {
        call: (sms, { to, from, text, client_ref, ttl_s }) =>
          sms.send({ to, from, text, type: 'unicode', clientRef: client_ref, ttl: ttl_s * 1000 }),
      },
    },
  },
];

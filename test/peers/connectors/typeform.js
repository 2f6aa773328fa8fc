import { createClient } from '@typeform/api-client';

/** Typeform's own library. */
export const peers = [
  {
    peer: '@typeform/api-client',
    connect: ({ access_token }) => createClient({ token: access_token }),
    actions: {
      'list-responses': {
        call: (typeform, { form, since, query }) =>
          typeform.responses.list({ uid: form, pageSize: 1000, since, query }),
      },
      'get-form': {
        case: 'A form with its questions',
        call: (typeform, { form }) => typeform.forms.get({ uid: form }),
      },
    },
  },
];

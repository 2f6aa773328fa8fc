import { Resend } from 'resend';

/** The library gives what it could not read in place of throwing it. */
const accepted = ({ error, data }) => {
  if (error !== null) throw new Error(JSON.stringify(error));
  return data;
};

/** Resend's own library. */
export const peers = [
  {
    peer: 'resend',
    connect: ({ api_key }) => new Resend(api_key),
    actions: {
      'send-email': {
        case: 'An e-mail with an attachment is sent',
        call: async (resend, { attachments, ...input }) => {
          const files = attachments.map(({ name, type, bytes }) => ({
            ...{ filename: name, contentType: type },
            content: Buffer.alloc(bytes).toString('base64'),
          }));
          accepted(await resend.emails.send({ ...input, attachments: files }));
        },
      },
      'get-email': {
        case: 'An e-mail is looked up',
        call: async (resend, { id }) => accepted(await resend.emails.get(id)),
      },
      'cancel-email': {
        call: async (resend, { id }) => accepted(await resend.emails.cancel(id)),
      },
    },
  },
];

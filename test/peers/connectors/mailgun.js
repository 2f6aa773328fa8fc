import FormData from 'form-data';
import Mailgun from 'mailgun.js';

const files = (list) =>
  list.map(({ name, type, bytes }) => ({
    filename: name,
    contentType: type,
    data: Buffer.alloc(bytes),
  }));

/** Mailgun's own library. */
export const peers = [
  {
    peer: 'mailgun.js',
    connect: ({ api_key, region, domain }) => ({
      client: new Mailgun(FormData).client({
        username: 'api',
        key: api_key,
        url: `https://${region}`,
      }),
      domain,
    }),
    actions: {
      'send-email': {
        case: 'An e-mail with a file',
        call: ({ client, domain }, { attachments, to, ...input }) =>
          client.messages.create(domain, {
            ...input,
            to: to.join(','),
            attachment: files(attachments),
          }),
      },
      'send-template': {
        case: 'A template with a file',
        call: ({ client, domain }, { attachments, to, variables, ...input }) =>
          client.messages.create(domain, {
            ...{ ...input, to: to.join(','), 't:variables': JSON.stringify(variables) },
            attachment: files(attachments),
          }),
      },
      'add-list-member': {
        case: 'Somebody is put on a list',
        differs: { 'header/content-type': 'Mailgun takes both kinds of forms.' },
        call: ({ client }, { list, address, name, vars }) =>
          client.lists.members.createMember(list, {
            ...{ address, name, vars: JSON.stringify(vars), subscribed: 'yes', upsert: 'yes' },
          }),
      },
    },
  },
];

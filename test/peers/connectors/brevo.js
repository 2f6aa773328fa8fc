import { BrevoClient } from '@getbrevo/brevo';

const files = (list) =>
  list.map(({ name, bytes }) => ({ name, content: Buffer.alloc(bytes).toString('base64') }));

/** Brevo's own library. */
export const peers = [
  {
    peer: '@getbrevo/brevo',
    connect: ({ api_key }) => new BrevoClient({ apiKey: api_key }),
    actions: {
      'send-email': {
        case: 'An e-mail with a file',
        call: (brevo, { from, to, subject, html, attachments }) =>
          brevo.transactionalEmails.sendTransacEmail({
            ...{ sender: { email: from }, to: [{ email: to }], subject, htmlContent: html },
            attachment: files(attachments),
          }),
      },
      'send-template': {
        case: 'A template with a file',
        call: (brevo, { template_id, to, params, attachments }) =>
          brevo.transactionalEmails.sendTransacEmail({
            ...{ templateId: Number(template_id), to: [{ email: to }], params },
            attachment: files(attachments),
          }),
      },
      'upsert-contact': {
        case: 'A new contact',
        call: (brevo, { email, attributes, list_ids }) =>
          brevo.contacts.createContact({
            ...{ email, attributes, listIds: list_ids.map(Number), updateEnabled: true },
          }),
      },
      'find-contact': {
        case: 'A contact is found',
        call: (brevo, { email }) =>
          brevo.contacts.getContactInfo({ identifier: email, identifierType: 'email_id' }),
      },
      'add-to-list': {
        call: (brevo, { list_id, emails }) =>
          brevo.contacts.addContactToList({ listId: Number(list_id), body: { emails } }),
      },
      'remove-from-list': {
        case: 'A contact is removed',
        call: (brevo, { list_id, emails }) =>
          brevo.contacts.removeContactFromList({ listId: Number(list_id), body: { emails } }),
      },
    },
  },
];

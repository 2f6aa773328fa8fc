import client from '@sendgrid/client';
import mail from '@sendgrid/mail';

const files = (list) =>
  list.map(({ name, type, bytes }) => ({
    ...{ filename: name, type, disposition: 'attachment' },
    content: Buffer.alloc(bytes).toString('base64'),
  }));

/** SendGrid's own libraries: one knows e-mails, the other signs any call. */
export const peers = [
  {
    peer: '@sendgrid/mail',
    connect: ({ api_key }) => {
      mail.setApiKey(api_key);
      return mail;
    },
    actions: {
      'send-email': {
        case: 'An e-mail with a file',
        call: (sendgrid, { attachments, ...input }) =>
          sendgrid.send({ ...input, attachments: files(attachments) }),
      },
      'send-template': {
        case: 'A template with a file',
        call: (sendgrid, { template_id, data, attachments, ...input }) =>
          sendgrid.send({
            ...{ ...input, templateId: template_id, dynamicTemplateData: data },
            attachments: files(attachments),
          }),
      },
    },
  },
  {
    peer: '@sendgrid/client',
    connect: ({ api_key }) => {
      client.setApiKey(api_key);
      return client;
    },
    actions: {
      'upsert-contact': {
        case: 'All that a contact can have',
        call: (sendgrid, contact) =>
          sendgrid.request({
            ...{ method: 'PUT', url: '/v3/marketing/contacts', body: { contacts: [contact] } },
          }),
      },
      'find-contact': {
        case: 'A contact is found',
        call: (sendgrid, { email }) =>
          sendgrid.request({
            ...{ method: 'POST', url: '/v3/marketing/contacts/search/emails' },
            body: { emails: [email.toLowerCase()] },
          }),
      },
    },
  },
];

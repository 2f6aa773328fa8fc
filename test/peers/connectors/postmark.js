import { ServerClient } from 'postmark';

const files = (list) =>
  list.map(({ name, type, bytes }) => ({
    ...{ Name: name, ContentType: type, Content: Buffer.alloc(bytes).toString('base64') },
  }));

/** Postmark's own library. */
export const peers = [
  {
    peer: 'postmark',
    connect: ({ server_token }) => new ServerClient(server_token),
    actions: {
      'send-email': {
        case: 'An e-mail with a file',
        call: (postmark, { from, to, subject, html, attachments }) =>
          postmark.sendEmail({
            ...{ From: from, To: to.join(', '), Subject: subject, HtmlBody: html },
            Attachments: files(attachments),
          }),
      },
      'send-template': {
        case: 'A template with a file',
        call: (postmark, { template_id, model, from, to, attachments }) =>
          postmark.sendEmailWithTemplate({
            ...{ TemplateId: Number(template_id), TemplateModel: model, From: from },
            ...{ To: to.join(', '), Attachments: files(attachments) },
          }),
      },
      'get-message': {
        case: 'What became of an e-mail, without its text',
        call: (postmark, { message_id }) => postmark.getOutboundMessageDetails(message_id),
      },
    },
  },
];

import { IntercomClient } from 'intercom-client';

const byEmail = (email) => ({
  query: { field: 'email', operator: '=', value: email },
  pagination: { per_page: 1 },
});

/** Intercom's own library. */
export const peers = [
  {
    peer: 'intercom-client',
    connect: ({ access_token, region }) =>
      new IntercomClient({
        token: access_token,
        environment: `https://${region}.intercom.io`,
        version: '2.14',
      }),
    actions: {
      'upsert-contact': {
        case: 'A contact that is there changes',
        call: async (intercom, { email, name, owner, signed_up, attributes }) => {
          const { data } = await intercom.contacts.search(byEmail(email));
          await intercom.contacts.update({
            ...{ contact_id: data[0].id, name, owner_id: Number(owner) },
            ...{ signed_up_at: Date.parse(signed_up) / 1000, custom_attributes: attributes },
          });
        },
      },
      'find-contact': {
        case: 'A contact is found by its address',
        call: (intercom, { email }) => intercom.contacts.search(byEmail(email)),
      },
      'tag-contact': {
        call: async (intercom, { contact, tag }) => {
          const { id } = await intercom.tags.create({ name: tag });
          await intercom.tags.tagContact({ contact_id: contact, id });
        },
      },
      'add-note': {
        call: (intercom, { contact, text, author }) =>
          intercom.notes.create({ contact_id: contact, body: text, admin_id: author }),
      },
      'send-message': {
        call: (intercom, { contact, channel, from, subject, text }) =>
          intercom.messages.create({
            ...{ message_type: channel, subject, template: 'plain', body: text },
            ...{ from: { type: 'admin', id: Number(from) }, to: { type: 'user', id: contact } },
          }),
      },
      reply: {
        call: (intercom, { conversation, from, text }) =>
          intercom.conversations.reply({
            conversation_id: conversation,
            body: { message_type: 'comment', type: 'admin', admin_id: from, body: text },
          }),
      },
    },
  },
];

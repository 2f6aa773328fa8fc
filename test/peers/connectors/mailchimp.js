import { createHash } from 'node:crypto';
import mailchimp from '@mailchimp/mailchimp_marketing';

const hash = (email) => createHash('md5').update(email.toLowerCase()).digest('hex');
const tagged = (tags, status) => ({
  tags: [...new Set(tags)].filter((name) => name !== '').map((name) => ({ name, status })),
});

/** Mailchimp's own library. */
export const peers = [
  {
    peer: '@mailchimp/mailchimp_marketing',
    connect: ({ api_key }) => {
      mailchimp.setConfig({ apiKey: api_key, server: api_key.split('-')[1] });
      return mailchimp;
    },
    differs: {
      'header/authorization': 'The key is the password; Mailchimp takes any user name before it.',
    },
    actions: {
      'upsert-member': {
        case: 'A contact with fields and tags is put, then tagged',
        call: async ({ lists }, { list_id, email_address, merge_fields, tags }) => {
          const member = { email_address, status_if_new: 'subscribed', merge_fields };
          await lists.setListMember(list_id, hash(email_address), member);
          await lists.updateListMemberTags(list_id, hash(email_address), tagged(tags, 'active'));
        },
      },
      'add-tags': {
        call: ({ lists }, { list_id, email_address, tags }) =>
          lists.updateListMemberTags(list_id, hash(email_address), tagged(tags, 'active')),
      },
      'remove-tags': {
        call: ({ lists }, { list_id, email_address, tags }) =>
          lists.updateListMemberTags(list_id, hash(email_address), tagged(tags, 'inactive')),
      },
      'find-member': {
        case: 'A contact that is there is found',
        call: ({ lists }, { list_id, email_address }) =>
          lists.getListMember(list_id, hash(email_address)),
      },
      'unsubscribe-member': {
        call: ({ lists }, { list_id, email_address }) =>
          lists.updateListMember(list_id, hash(email_address), { status: 'unsubscribed' }),
      },
      'create-campaign': {
        call: async ({ campaigns }, { list_id, subject, from_name, reply_to, html }) => {
          const settings = { subject_line: subject, from_name, reply_to };
          const made = { type: 'regular', recipients: { list_id }, settings };
          const { id } = await campaigns.create(made);
          await campaigns.setContent(id, { html });
        },
      },
      'send-campaign': {
        call: ({ campaigns }, { campaign_id }) => campaigns.send(campaign_id),
      },
      'trigger-journey': {
        call: ({ customerJourneys }, { journey_id, step_id, email_address }) =>
          customerJourneys.trigger(journey_id, step_id, { email_address }),
      },
    },
  },
];

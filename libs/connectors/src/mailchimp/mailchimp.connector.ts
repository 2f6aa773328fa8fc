import { defineConnector, isJsonObject } from '@millrace/connector-kit';
import { addTags } from './add-tags.action.ts';
import { callMailchimp } from './client.ts';
import { ICON } from './icon.ts';
import { upsertMember } from './upsert-member.action.ts';

/** Mailchimp Marketing, API 3.0: https://mailchimp.com/developer/marketing/api/ */
export const mailchimp = defineConnector({
  id: 'mailchimp',
  name: 'Mailchimp',
  description: 'Audiences of Mailchimp: add and change contacts, and tag them.',
  icon: ICON,
  color: '#ffe01b',
  categories: ['E-mail', 'Marketing'],
  website: 'https://mailchimp.com',
  connection: [
    {
      key: 'api_key',
      label: 'API key',
      type: 'secret',
      required: true,
      help: 'From Account → Extras → API keys. Its end, such as -us1, names the data centre.',
      placeholder: '0123456789abcdef0123456789abcdef-us1',
    },
    {
      key: 'base_url',
      label: 'Base URL',
      type: 'url',
      advanced: true,
      help: 'Only for a proxy or a test server; otherwise it follows from the key.',
      placeholder: 'https://us1.api.mailchimp.com/3.0',
    },
  ],
  actions: [upsertMember, addTags],
  test: async (context) => {
    const body = await callMailchimp(context, { method: 'GET', path: ['ping'] });
    const said = isJsonObject(body) ? body['health_status'] : undefined;
    return typeof said === 'string' ? `Mailchimp answers: ${said}` : 'Mailchimp answers.';
  },
});

import {
  defineAction,
  isJsonObject,
  type ActionContext,
  type JsonObject,
  type JsonValue,
} from '@millrace/connector-kit';
import { callMailchimp } from './client.ts';
import { activeTags, MEMBER_FIELDS, memberPath, tagsOf, TAGS_FIELD } from './member.ts';

const LABEL = 'Add or update a contact';

const STATUSES = [
  { value: 'subscribed', label: 'Subscribed' },
  { value: 'pending', label: 'Pending: asked by e-mail to confirm' },
  { value: 'unsubscribed', label: 'Unsubscribed' },
  { value: 'transactional', label: 'Transactional: a customer without subscription' },
  { value: 'cleaned', label: 'Cleaned: its mail bounces' },
];

/** `mailchimp.upsert-member`: PUT /lists/{list_id}/members/{hash}; doing it twice changes nothing. */
export const upsertMember = defineAction({
  id: 'upsert-member',
  label: LABEL,
  description: 'Adds a contact to an audience, or changes the one with this address.',
  input: [
    ...MEMBER_FIELDS,
    {
      key: 'status_if_new',
      label: 'Status if new',
      type: 'choice',
      choices: STATUSES,
      default: 'subscribed',
      help: 'What a contact that was not there becomes.',
    },
    {
      key: 'merge_fields',
      label: 'Audience fields',
      type: 'map',
      help: 'By their tag in the audience, such as FNAME and LNAME.',
    },
    TAGS_FIELD,
    {
      key: 'status',
      label: 'Status',
      type: 'choice',
      choices: STATUSES,
      advanced: true,
      help: 'Also changes a contact that is there. Leave it empty to respect who unsubscribed.',
    },
    {
      key: 'language',
      label: 'Language',
      type: 'string',
      advanced: true,
      placeholder: 'en',
    },
    { key: 'vip', label: 'VIP', type: 'boolean', advanced: true },
    {
      key: 'email_type',
      label: 'E-mail type',
      type: 'choice',
      advanced: true,
      choices: [
        { value: 'html', label: 'HTML' },
        { value: 'text', label: 'Plain text' },
      ],
    },
    {
      key: 'skip_merge_validation',
      label: 'Accept missing required fields',
      type: 'boolean',
      advanced: true,
    },
  ],
  output: [
    { key: 'id', label: 'Contact hash', type: 'string' },
    { key: 'email_address', label: 'E-mail address', type: 'email' },
    { key: 'contact_id', label: 'Contact id', type: 'string' },
    { key: 'full_name', label: 'Full name', type: 'string' },
    { key: 'status', label: 'Status', type: 'string' },
    { key: 'merge_fields', label: 'Audience fields', type: 'map' },
    { key: 'list_id', label: 'Audience id', type: 'string' },
    { ...TAGS_FIELD, help: 'The names of all tags of the contact.' },
  ],
  sample: {
    input: {
      list_id: 'a1b2c3d4e5',
      email_address: 'ada@example.com',
      status_if_new: 'subscribed',
      merge_fields: { FNAME: 'Ada', LNAME: 'Lovelace' },
      tags: ['customer'],
    },
    output: {
      id: '3e3417d7ef77d5932a6734b916515ed5',
      email_address: 'ada@example.com',
      contact_id: '9f86d081884c7d659a2feaa0c55ad015',
      full_name: 'Ada Lovelace',
      status: 'subscribed',
      merge_fields: { FNAME: 'Ada', LNAME: 'Lovelace' },
      list_id: 'a1b2c3d4e5',
      tags: ['customer'],
    },
  },
  run,
});

async function run(context: ActionContext): Promise<JsonValue> {
  const body = without(context.input, ['list_id', 'tags', 'skip_merge_validation']);
  const path = memberPath(LABEL, context.input);
  const skips = context.input['skip_merge_validation'] === true;
  const query = skips ? ([['skip_merge_validation', 'true']] as const) : [];
  const member = await callMailchimp(context, { method: 'PUT', path, query, body });
  const tags = tagsOf(context.input);
  // Tags in the body of the PUT count only for a new contact, so they go the way that always works.
  if (tags.length > 0) {
    await callMailchimp(context, {
      method: 'POST',
      path: [...path, 'tags'],
      body: activeTags(tags),
    });
  }
  return isJsonObject(member) ? outputOf(member, tags) : member;
}

function outputOf(member: JsonObject, added: readonly string[]): JsonObject {
  const tags = Array.isArray(member['tags']) ? member['tags'] : [];
  const names = tags.flatMap((tag) => (isJsonObject(tag) ? (tag['name'] ?? []) : []));
  return { ...without(member, ['_links']), tags: [...new Set([...names, ...added])] };
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

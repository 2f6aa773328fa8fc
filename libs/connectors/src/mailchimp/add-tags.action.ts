import { defineAction } from '@millrace/connector-kit';
import { callMailchimp } from './client.ts';
import { activeTags, MEMBER_FIELDS, memberPath, tagsOf, TAGS_FIELD } from './member.ts';

const LABEL = 'Add tags to a contact';

/** `mailchimp.add-tags`: POST /lists/{list_id}/members/{hash}/tags, answered with 204. */
export const addTags = defineAction({
  id: 'add-tags',
  label: LABEL,
  description: 'Adds tags to a contact of an audience. Tags it has already stay as they are.',
  input: [...MEMBER_FIELDS, { ...TAGS_FIELD, required: true }],
  output: [TAGS_FIELD],
  sample: {
    input: { list_id: 'a1b2c3d4e5', email_address: 'ada@example.com', tags: ['customer'] },
    output: { tags: ['customer'] },
  },
  run: async (context) => {
    const tags = tagsOf(context.input);
    const path = [...memberPath(LABEL, context.input), 'tags'];
    await callMailchimp(context, { method: 'POST', path, body: activeTags(tags) });
    return { tags };
  },
});

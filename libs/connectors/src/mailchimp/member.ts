import { createHash } from 'node:crypto';
import { inputError, type Field, type JsonObject } from '@millrace/connector-kit';

/** Which contact of which audience: the first fields of every action on contacts. */
export const MEMBER_FIELDS: readonly Field[] = [
  {
    key: 'list_id',
    label: 'Audience id',
    type: 'string',
    required: true,
    help: 'In Mailchimp under Audience → Settings → Audience name and defaults.',
    placeholder: 'a1b2c3d4e5',
  },
  {
    key: 'email_address',
    label: 'E-mail address',
    type: 'email',
    required: true,
    placeholder: 'someone@example.com',
  },
];

export const TAGS_FIELD: Field = {
  key: 'tags',
  label: 'Tags',
  type: 'list',
  items: { key: 'tag', label: 'Tag', type: 'string', required: true },
  help: 'Added to those the contact has. Tags that do not exist yet are made.',
};

/**
 * The path of a contact: Mailchimp names one by the MD5 of its address in lower case. Throws
 * INPUT_INVALID for an audience id that could change the path.
 */
export function memberPath(action: string, input: JsonObject): string[] {
  const list = textOf(input['list_id']);
  if (!/^\w{1,40}$/.test(list)) {
    const message = 'Audience id takes letters and digits, such as a1b2c3d4e5.';
    throw inputError(action, [{ path: '/list_id', message }]);
  }
  const address = textOf(input['email_address']).toLowerCase();
  return ['lists', list, 'members', createHash('md5').update(address).digest('hex')];
}

/** The tags of the input, each once. */
export function tagsOf(input: JsonObject): string[] {
  const tags = Array.isArray(input['tags']) ? input['tags'] : [];
  return [...new Set(tags.map(textOf).filter((tag) => tag !== ''))];
}

/** The body that adds tags. */
export function activeTags(tags: readonly string[]): JsonObject {
  return { tags: tags.map((name) => ({ name, status: 'active' })) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

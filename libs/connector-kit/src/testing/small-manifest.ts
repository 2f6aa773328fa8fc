import { manifestSchema, type Manifest } from '@millrace/model';

const BASE = {
  ...{ millrace_connector: 2, id: 'diary', version: 1, name: 'Diary', description: 'A diary.' },
  ...{ website: 'https://example.com', docs: 'https://example.com/docs', categories: ['Test'] },
  ...{ color: '#336699', icon: { letters: 'D' }, servers: { api: 'https://api.example.com' } },
  auth: {
    key: {
      ...{ kind: 'bearer', label: 'Key', token: '{api_key}' },
      fields: [{ key: 'api_key', label: 'Key', type: 'secret', required: true }],
    },
  },
};

/** The action of a small manifest: adds a page with a text, one text in the path and one in the body. */
export const ADD = {
  ...{ label: 'Add', description: 'Adds a page.', risk: 'writes' },
  repeat: { by: 'none', why: 'It would be there twice.' },
  input: [
    { key: 'book', label: 'Book', type: 'string', required: true },
    { key: 'text', label: 'Text', type: 'text' },
  ],
  request: {
    ...{ method: 'POST', path: '/books/{book}/pages' },
    body: { text: { $path: '$.input.text' } },
  },
  output: {},
  sample: { input: { book: 'b1', text: 'Hello' }, output: { id: 'p1' } },
};

/** A manifest with one action, `add`, and what a test puts in place of its members. */
export function smallManifest(members: object = {}, action: object = {}): Manifest {
  return manifestSchema.parse({ ...BASE, actions: { add: { ...ADD, ...action } }, ...members });
}

/** A connector as somebody would make one: it posts a text to /notes of the account's own server. */
export function ownManifest(id: string, change: object = {}): Record<string, unknown> {
  return {
    ...{ millrace_connector: 2, id, version: 1, name: `Own ${id}`, description: 'Keeps notes.' },
    ...{ website: 'https://example.com', docs: 'https://example.com', categories: ['Test'] },
    ...{ color: '#336699', icon: { letters: 'N' } },
    connection: [{ key: 'site', label: 'Site', type: 'url', required: true }],
    servers: { api: '{site}' },
    auth: { open: { kind: 'keys', label: 'Open' } },
    actions: { add: ownAction('/notes') },
    ...change,
  };
}

/** An action that posts its text to a path. */
export function ownAction(path: string, change: object = {}): Record<string, unknown> {
  return {
    ...{ label: 'Add', description: 'Adds a note.', risk: 'writes' },
    input: [{ key: 'text', label: 'Text', type: 'string', required: true }],
    request: { method: 'POST', path, body: { text: { $path: '$.input.text' } } },
    ...{ output: {}, repeat: { by: 'nature' }, sample: { input: { text: 'a' }, output: {} } },
    ...change,
  };
}

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@millrace/model';

const ID = /^[a-z][a-z0-9-]{0,63}$/;

/**
 * Writes the folder of a new connector: a manifest with one action, an icon, a README and a case that
 * fails until it says what the application really answers. Gives the folder. Throws
 * CONNECTOR_INVALID for an id that is none, or that is taken.
 */
export function newConnector(root: string, id: string): string {
  const folder = join(root, id);
  if (!ID.test(id)) throw invalid(id, 'an id has small letters, digits and hyphens');
  if (existsSync(folder)) throw invalid(id, 'there is a folder of that name');
  mkdirSync(join(folder, 'cases'), { recursive: true });
  const name = id.replace(/^.|-./g, (start) => start.replace('-', ' ').toUpperCase());
  for (const [file, text] of Object.entries(FILES)) {
    writeFileSync(join(folder, file), text.replaceAll('__ID__', id).replaceAll('__NAME__', name));
  }
  return folder;
}

function invalid(id: string, reason: string): AppError {
  return new AppError('CONNECTOR_INVALID', { id, reason });
}

const FILES: Readonly<Record<string, string>> = {
  'connector.yaml': `millrace_connector: 2
id: __ID__
version: 1
name: __NAME__
description: Reads things of __NAME__.
website: https://example.com
docs: https://example.com/docs
categories: [Other]
color: '#336699'

auth:
  key:
    kind: bearer
    label: API key
    help: Where people find the key, in Markdown.
    token: '{api_key}'
    fields: [{ key: api_key, label: API key, type: secret, required: true }]
    test: { path: /me, says: !p $.answer.body.name }

servers: { api: 'https://api.example.com/v1' }

answers:
  - { status: [4xx], text: [!p $.answer.body.message] }

actions:
  get-thing:
    label: Read a thing
    description: Reads one thing by its id.
    risk: reads
    repeat: { by: nature }
    input: [{ key: id, label: Id, type: string, required: true }]
    request: { path: '/things/{id}' }
    output: { fields: [{ key: id, label: Id, type: string }, { key: name, label: Name, type: string }] }
    sample: { input: { id: t1 }, output: { id: t1, name: A thing } }
`,
  'icon.svg': `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#336699"/><path d="M9 16h14M16 9v14" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>
`,
  'README.md': `# __NAME__

| action           | does                    |
| ---------------- | ----------------------- |
| \`__ID__.get-thing\` | Reads one thing by its id. |
`,
  'cases/first.yaml': `# The page of the vendor's documentation that this answer is taken from.
- name: A thing is read
  action: get-thing
  connection: &key { api_key: key-of-the-case }
  input: { id: t1 }
  calls:
    - sent: { method: GET, url: https://api.example.com/v1/things/t1, headers: { authorization: Bearer key-of-the-case } }
      answer: { status: 200, body: { id: t1, name: A thing } }
  output: Fill in what the application answers, and the requests of the manifest with it.
- name: A thing that is not there
  action: get-thing
  connection: *key
  input: { id: none }
  calls:
    - sent: { method: GET, url: https://api.example.com/v1/things/none }
      answer: { status: 404, body: { message: There is no such thing. } }
  error: { code: CALL_REJECTED, says: There is no such thing. }
- name: The account is tried
  test: true
  connection: *key
  calls:
    - sent: { method: GET, url: https://api.example.com/v1/me }
      answer: { status: 200, body: { name: Ada } }
  output: Ada
`,
};

import { manifestSchema, type Manifest } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { hostsOf } from './hosts-of.ts';
import { lintIcon } from './lint-icon.ts';
import { lintCredentials } from './lint-credentials.ts';

function manifest(change: object): Manifest {
  return manifestSchema.parse({
    ...{ millrace_connector: 2, id: 'own', version: 1, name: 'Own', description: 'Own.' },
    ...{ website: 'https://example.com', docs: 'https://example.com', categories: ['Test'] },
    ...{ color: '#336699', icon: { letters: 'O' } },
    auth: { open: { kind: 'none', label: 'Open' } },
    ...change,
  });
}

const auth = (kind: object) => manifest({ auth: { one: { label: 'One', ...kind } } });
const places = (one: Manifest) => lintCredentials(one).map(({ path }) => path);

describe('the check of icons', () => {
  it('takes shapes, groups and gradients', () => {
    const icon =
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">\n <defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs><g fill="none"><path d="M1-2.5e3 4z" fill="url(#a)" transform="rotate(45 16 16)"/></g></svg>';
    expect(lintIcon(icon)).toEqual([]);
    expect(lintIcon({ letters: 'O' })).toEqual([]);
  });

  it('names each thing that may not be in it, once', () => {
    const messages = lintIcon('<svg><text x="1">a</text></svg>').map(({ message }) => message);
    expect(messages).toEqual(['It may not hold <text>.', 'It is no drawing after character 17.']);
    const twice = lintIcon('<svg><path class="a"/><path class="b" fill="url(x)"/></svg>');
    expect(twice.map(({ message }) => message)).toEqual([
      'It may not have the attribute class.',
      'Its fill may not be "url(x)".',
    ]);
  });
});

describe('the check of secrets', () => {
  it.each([
    { kind: 'bearer', token: '{token}' },
    { kind: 'basic', user: 'api', password: '{key}' },
    { kind: 'basic', user: '{key}', password: 'X' },
    { kind: 'keys', place: [{ in: 'header', name: 'X-Api-Key', value: '{key}' }] },
    { kind: 'keys', place: [{ in: 'header', name: 'X-Api-Version', value: '2' }] },
  ])('takes what is filled in, and what is the same for everybody: %j', (kind) => {
    expect(places(auth(kind))).toEqual([]);
  });

  it.each<[object, string]>([
    [{ kind: 'digest', user: 'a', password: 'b' }, '/auth/one/password'],
    [{ kind: 'sign', scheme: 'hmac', with: { secret: 'abc' } }, '/auth/one/with/secret'],
    [
      { kind: 'keys', place: [{ in: 'header', name: 'X-Api-Key', value: 'abc' }] },
      '/auth/one/place/0/value',
    ],
    [
      {
        ...{ kind: 'oauth2', grant: 'client' },
        token: { url: 'https://a.example', client: 'body', params: { client_secret: 'abc' } },
      },
      '/auth/one/token/params/client_secret',
    ],
  ])('refuses a fixed one: %j', (kind, place) => {
    expect(places(auth(kind))).toEqual([place]);
  });
});

describe('the hosts of a connector', () => {
  it('are all that credentials can go to', () => {
    const one = manifest({
      servers: { api: 'https://{dc}.example.com/v1', hook: '{hook}' },
      hosts: ['*.example.net'],
      auth: {
        one: {
          ...{ label: 'One', kind: 'oauth2', grant: 'code' },
          authorize: { url: 'https://login.example.com/a', scopes: [] },
          token: { url: 'https://token.example.com/t', client: 'basic' },
          servers: { api: 'https://other.example.com' },
        },
      },
    });
    expect(hostsOf(one)).toEqual([
      ...['*.example.net', 'login.example.com', 'other.example.com', 'token.example.com'],
      ...['{dc}.example.com', '{hook}'],
    ]);
  });
});

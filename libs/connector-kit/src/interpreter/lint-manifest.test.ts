import { describe, expect, it } from 'vitest';
import { ADD, smallManifest } from '../testing/small-manifest.ts';
import { lintManifest } from './lint-manifest.ts';

const faults = (...members: Parameters<typeof smallManifest>): string[] =>
  lintManifest(smallManifest(...members)).map(({ path, message }) => `${path} ${message}`);

const path = (text: string): object => ({ $path: text });
const books = {
  ...{ request: { path: '/books' }, value: path('$.item.id'), label: path('$.item.name') },
};
const choice = (use: object): object => ({
  input: [{ ...ADD.input[0], type: 'choice', choices: use }, ADD.input[1]],
});

describe('what is wrong with a manifest beyond its schema', () => {
  it('is nothing for one that is sound', () => {
    expect(faults()).toEqual([]);
  });

  describe('things that nothing uses', () => {
    it('names a field that no mapping reads', () => {
      const idle = { key: 'colour', label: 'Colour', type: 'string' };
      expect(faults({}, { input: [...ADD.input, idle] })).toEqual([
        '/actions/add/input/2 Nothing reads "colour": the field does nothing.',
      ]);
    });

    it('takes a field for read that a template, a path, the whole input or another field reads', () => {
      const body = { text: { $template: '{{upper input.text}}' } };
      expect(faults({}, { request: { ...ADD.request, body } })).toEqual([]);
      expect(faults({}, { request: { ...ADD.request, body: path('$.input') } })).toEqual([]);
      const shown = { left: path('$.text'), op: 'exists' };
      const input = [
        ADD.input[0],
        ADD.input[1],
        { ...ADD.input[1], key: 'more', show_when: shown },
      ];
      const request = { ...ADD.request, body: { text: path('$.input.more') } };
      expect(faults({}, { input, request })).toEqual([]);
    });

    it('names a list and a shape of no field', () => {
      const shape = {
        ...{ request: { path: '/fields' }, kinds: {} },
        field: { key: path('$.item.id'), label: path('$.item.id') },
      };
      expect(faults({ lists: { books }, shapes: { own: shape } })).toEqual([
        '/lists/books No field uses this list.',
        '/shapes/own No field uses this shape.',
      ]);
    });

    it('names what a list reads and its field does not give, and the other way round', () => {
      const request = { path: '/shelves/{shelf}/books', query: { of: path('$.input.of') } };
      const lists = { books: { ...books, request } };
      const use = { list: 'books', with: { of: 'me', year: 2026 } };
      expect(faults({ lists }, choice(use))).toEqual([
        '/actions/add/input/0 The list "books" reads input.shelf, which "with" does not give.',
        '/actions/add/input/0 The list "books" does not read "year", which "with" gives.',
      ]);
    });

    it('names members of shapes that nothing reads yet', () => {
      const shape = {
        ...{ request: { path: '/fields' }, field: { key: path('$.item.id'), label: 'x' } },
        kinds: { date: { type: 'date', read: path('$.value.start') } },
      };
      const more = { key: 'more', label: 'More', type: 'object', fields: { shape: 'own' } };
      const request = { ...ADD.request, body: path('$.input') };
      expect(faults({ shapes: { own: shape } }, { input: [...ADD.input, more], request })).toEqual([
        '/shapes/own/kinds/date/read Values are not read back yet; leave it out.',
      ]);
    });
  });

  describe('rules that are never heard', () => {
    it('names what stands behind a rule that takes all of its answers', () => {
      const answers = [
        { status: ['4xx'], is: 'rejected', hint: 'Look.', after: '1m' },
        { status: [404], is: 'nothing', hint: 'Look again.', after: '2m' },
      ];
      expect(faults({ answers })).toEqual(
        ['is', 'hint', 'after'].map(
          (name) => `/answers/1/${name} A rule before this one takes all of its answers.`,
        ),
      );
    });

    it('takes a rule with a condition before it, or of other answers, for no fault', () => {
      const when = { left: path('$.answer.body.code'), op: 'exists' };
      const answers = [
        { status: ['4xx'], when, is: 'away' },
        { status: [404, 410], is: 'nothing' },
        { status: ['4xx'], is: 'rejected' },
      ];
      expect(faults({ answers })).toEqual([]);
    });
  });

  describe('writes', () => {
    it('names one that is made until something holds, or page by page', () => {
      const until = { when: { left: path('$.answer.body.done'), op: 'is_true' }, most: '1m' };
      const steps = [{ id: 'add', ...ADD.request, until }];
      expect(faults({}, { request: undefined, steps })).toEqual([
        '/actions/add/steps/0/until Asking again would write again.',
      ]);
      const pages = { items: '$.answer.body.items', next: 'link' };
      expect(faults({}, { request: { ...ADD.request, pages } })).toEqual([
        '/actions/add/request/pages Each page would write again.',
      ]);
    });

    it('names a risk that is not the one of the requests', () => {
      expect(faults({}, { risk: 'reads' })).toEqual([
        '/actions/add/risk It writes; say what it risks.',
      ]);
      const request = { path: '/books/{book}', query: { q: path('$.input.text') } };
      expect(faults({}, { request, repeat: { by: 'nature' } })).toEqual([
        '/actions/add/risk It only reads.',
      ]);
      expect(faults({}, { request, risk: 'reads' })).toEqual([
        '/actions/add/repeat What only reads repeats by nature.',
      ]);
    });

    it('names a look before a repeat that writes, or that stands for several writes', () => {
      const found = { left: path('$.answer.body.id'), op: 'exists' };
      const repeat = { by: 'check', request: { method: 'POST', path: '/find' }, found };
      const steps = [
        { id: 'one', ...ADD.request },
        { id: 'two', method: 'POST', path: '/more' },
      ];
      expect(faults({}, { request: undefined, steps, repeat })).toEqual([
        '/actions/add/repeat/request It has to read only: say effect: reads when this method does.',
        '/actions/add/repeat One look cannot tell which of several writes were made.',
      ]);
    });

    it('names a list that writes', () => {
      const request = { method: 'POST', path: '/books' };
      const use = { list: 'books' };
      expect(faults({ lists: { books: { ...books, request } } }, choice(use))).toEqual([
        '/lists/books/request It has to read only: say effect: reads when this method does.',
      ]);
    });
  });

  describe('secrets', () => {
    const key = (name: string): object => ({ key: name, label: 'Key', type: 'secret' });
    const oauth = (name: string): object => ({
      ...{ kind: 'oauth2', label: 'Sign in', grant: 'client', fields: [key(name)] },
      token: { url: 'https://api.example.com/token', client: 'body' },
    });

    it('names a field that a token of the kit would write over', () => {
      expect(faults({ auth: { app: oauth('token') } })).toEqual([
        '/auth/app/fields/0/key "token" is what the kit calls a text of its own; give the field another name.',
      ]);
      const bearer = { kind: 'bearer', label: 'Key', token: '{token}', fields: [key('token')] };
      expect(faults({ auth: { key: bearer } })).toEqual([]);
    });

    it('names a field that a fact would write over', () => {
      const facts = { client_secret: { token: '$.secret' } };
      expect(faults({ auth: { app: { ...oauth('client_secret'), facts } } })).toEqual([
        '/auth/app/fields/0/key A fact has the name "client_secret" too.',
      ]);
    });

    it('names a secret that is written into data', () => {
      const request = {
        ...ADD.request,
        query: { key: '{api_key}' },
        headers: { 'X-Set': '{set}' },
      };
      expect(faults({}, { request })).toEqual([
        '/actions/add/request/query/key {api_key} is not filled in here: secrets stand in place alone.',
      ]);
    });
  });

  describe('hosts', () => {
    it('names an address that is no whole one, is plain http, or has an unknown name', () => {
      const of = (api: string): string[] => faults({ servers: { api } });
      expect(of('http://api.example.com')).toEqual([
        '/servers/api An address begins with https:// or with a value of the account.',
      ]);
      expect(of('api.example.com')).toHaveLength(1);
      expect(of('https://{shop}.example.com')).toEqual([
        expect.stringContaining('/servers/api "https://{shop}.example.com"'),
      ]);
      expect(of('{api_key}/v1')).toEqual([]);
    });

    it('names hosts of other people, and what is no host', () => {
      expect(
        faults({ hosts: ['*.com', '*.co.uk', 'https://example.com', '*.example.com'] }),
      ).toEqual([
        '/hosts/0 *.com covers hosts of other people.',
        '/hosts/1 *.co.uk covers hosts of other people.',
        '/hosts/2 "https://example.com" is no host; write a name, or *. and a domain.',
      ]);
    });

    it('names a fixed address that no host covers', () => {
      const request = { ...ADD.request, path: undefined, url: 'https://files.example.net/upload' };
      const input = [ADD.input[1]];
      const sample = { input: { text: 'Hello' }, output: {} };
      expect(faults({}, { request, input, sample })).toEqual([
        '/actions/add/request/url files.example.net is neither of servers nor of hosts.',
      ]);
      expect(faults({ hosts: ['*.example.net'] }, { request, input, sample })).toEqual([]);
    });
  });
});

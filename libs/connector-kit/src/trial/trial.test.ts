import { describe, expect, it } from 'vitest';
import { ADD, smallManifest } from '../testing/small-manifest.ts';
import { trialOf } from './trial.ts';

const messages = (...manifest: Parameters<typeof smallManifest>): string[] =>
  trialOf(smallManifest(...manifest)).map(({ path, message }) => `${path} ${message}`);

describe('trying a manifest by its own data', () => {
  it('finds nothing in one that is sound', () => {
    expect(messages()).toEqual([]);
  });

  it('names a sample that makes no request', () => {
    const [first] = messages({}, { sample: { input: { text: 'Hello' }, output: {} } });
    expect(first).toMatch(/^\/actions\/add\/sample\/input The sample makes no request: .*Book/);
  });

  it('finds a path that needs a field which may be left out', () => {
    const input = ADD.input.map((field) => ({ ...field, required: false }));
    expect(messages({}, { input })).toContainEqual(
      expect.stringMatching(/^\/actions\/add\/input The required fields alone make no request/),
    );
  });

  it('finds an address that is made of an input', () => {
    const request = { url: { $template: '/books/{{input.book}}/pages' } };
    const found = messages({}, { request });
    expect(found).toContain('/actions/add/input "../" in book: the path has another depth.');
    expect(found).toContain(
      '/actions/add/input "a?b=c&d=e#f" in book: the request has another number of parameters.',
    );
  });

  it('finds a host that is made of an input, also one that is allowed', () => {
    const request = { url: { $template: 'https://{{input.book}}.example.com/' } };
    expect(messages({ hosts: ['*.example.com'] }, { request })).toContainEqual(
      expect.stringMatching(/in book: the request goes to another host\.$/),
    );
  });

  it('finds a text that becomes several parameters', () => {
    const query = { tag: { $template: '{{split input.text "/"}}' } };
    const list = { tag: { $template: '{{json (split input.text "/")}}', as: 'json' } };
    const request = (own: object): object => ({ path: '/pages', query: own, style: 'repeat' });
    expect(messages({}, { request: request(query) })).toEqual([]);
    expect(messages({}, { request: request(list) })).toContain(
      '/actions/add/input "a/b" in text: the request has another number of parameters.',
    );
  });

  it('finds a header that comes with what somebody writes', () => {
    const condition = '{{#if (contains input.text "token")}}yes{{/if}}';
    const request = { ...ADD.request, headers: { 'X-Extra': { $template: condition } } };
    expect(messages({}, { request })).toContain(
      '/actions/add/input "{token}" in text: the request has other headers.',
    );
  });

  it('takes a refusal of a hostile text as sound', () => {
    const request = { ...ADD.request, headers: { 'X-Text': { $path: '$.input.text' } } };
    expect(messages({}, { request })).toEqual([]);
  });

  it('finds a secret that a fact carries into data', () => {
    const fields = [{ key: 'api_key', label: 'Key', type: 'secret', required: true }];
    const facts = { whole: { field: 'api_key', match: '^(.*)$' } };
    const auth = { key: { kind: 'bearer', label: 'Key', token: '{api_key}', fields, facts } };
    const request = { ...ADD.request, query: { key: { $path: '$.connection.whole' } } };
    const found = trialOf(smallManifest({ auth }, { request }));
    expect(found).toEqual([
      {
        path: '/actions/add/sample/input',
        message: 'The sample makes no request: A mapping gives a secret of the account.',
      },
    ]);
  });

  it('tries what a list is searched for', () => {
    const list = {
      request: { url: { $template: '/books?q={{search}}' } },
      ...{ value: { $path: '$.item.id' }, label: { $path: '$.item.id' }, search: true },
    };
    expect(messages({ lists: { books: list } })).toContainEqual(
      expect.stringMatching(/^\/lists\/books\/request .* in the search: the request has another/),
    );
  });

  it('reaches the requests behind the first with the answers of a case', () => {
    const steps = [
      { id: 'make', method: 'POST', path: '/pages', body: {} },
      { id: 'name', url: { $template: '/pages/{{steps.make.body.id}}/{{input.text}}' } },
    ];
    const manifest = smallManifest({}, { request: undefined, steps });
    const sent = { method: 'POST', url: 'https://api.example.com/pages' };
    const one = {
      ...{ name: 'A page', action: 'add', connection: { api_key: 'key-of-the-case' } },
      ...{ input: { book: 'b1', text: 'x' }, output: null },
      calls: [{ sent, answer: { status: 200, body: { id: 7 } } }],
    };
    expect(trialOf(manifest)).toEqual([]);
    expect(trialOf(manifest, [one]).map(({ message }) => message)).toContain(
      '"../" in text: the path has another depth.',
    );
  });
});

import { helper2, type Helper } from './define-helper.ts';
import { anyParam, memberAt, textParam } from './params.ts';

/** Reads a member whose name no path of a template can hold, or is itself a value. */
export const LOOKUP: Helper = helper2(
  {
    name: 'lookup',
    group: 'lists',
    usage: 'lookup object key',
    summary:
      'The member of an object by its name, whatever characters it has, or of a list by its position; an error where there is none.',
    gives: 'any',
    finds: true,
    examples: [
      {
        template: '{{lookup body "deal[contact_email]"}}',
        data: { body: { 'deal[contact_email]': 'a@b.c' } },
        result: 'a@b.c',
      },
      {
        template: '{{lookup names country}}',
        data: { names: { AT: 'Austria' }, country: 'AT' },
        result: 'Austria',
      },
    ],
    edges: [
      { template: '{{lookup tags 1}}', data: { tags: ['a', 'b'] }, result: 'b' },
      {
        template: '{{default (lookup own "constructor") "none"}}',
        data: { own: {} },
        result: 'none',
      },
      { template: '{{lookup own tags}}', data: { own: {}, tags: [] }, error: 'become a text' },
    ],
  },
  [anyParam('object'), textParam('key')],
  (object, key) => (object === undefined ? undefined : memberAt(object, [key])),
);

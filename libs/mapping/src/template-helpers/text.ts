import { TEMPLATE_LIMITS, templateLimit } from '../template/template-limits.ts';
import { textOf } from '../template/template-text.ts';
import {
  helper1,
  helper2,
  helper3,
  helper4,
  refuse,
  type Helper,
  type HelperCall,
} from './define-helper.ts';
import { countParam, listParam, optional, partTextParam, textParam, wordParam } from './params.ts';

const MOST_CHARACTERS = 100_000;

/** Helpers that make text from text. */
export const TEXT_HELPERS: readonly Helper[] = [
  helper1(
    {
      name: 'upper',
      group: 'text',
      usage: 'upper text',
      summary: 'Writes a text in capital letters.',
      gives: 'string',
      examples: [{ template: '{{upper name}}', data: { name: 'Ada' }, result: 'ADA' }],
      edges: [
        { template: '[{{upper note}}]', data: { note: null }, result: '[]' },
        { template: '{{upper tags}}', data: { tags: ['a'] }, error: 'cannot become a text' },
      ],
    },
    textParam('text'),
    (text) => text.toUpperCase(),
  ),
  helper1(
    {
      name: 'lower',
      group: 'text',
      usage: 'lower text',
      summary: 'Writes a text in small letters.',
      gives: 'string',
      examples: [{ template: '{{lower email}}', data: { email: 'Ada@B.C' }, result: 'ada@b.c' }],
      edges: [{ template: '{{lower id}}', data: { id: 42 }, result: '42' }],
    },
    textParam('text'),
    (text) => text.toLowerCase(),
  ),
  helper1(
    {
      name: 'capitalize',
      group: 'text',
      usage: 'capitalize text',
      summary: 'Makes the first letter a capital and leaves the rest as it is.',
      gives: 'string',
      examples: [{ template: '{{capitalize city}}', data: { city: 'köln' }, result: 'Köln' }],
      edges: [{ template: '[{{capitalize ""}}]', data: {}, result: '[]' }],
    },
    textParam('text'),
    (text) => {
      const [first = ''] = text;
      return first.toUpperCase() + text.slice(first.length);
    },
  ),
  helper1(
    {
      name: 'trim',
      group: 'text',
      usage: 'trim text',
      summary: 'Takes blanks and line breaks off both ends.',
      gives: 'string',
      examples: [{ template: '[{{trim name}}]', data: { name: '  Ada\n' }, result: '[Ada]' }],
      edges: [{ template: '[{{trim name}}]', data: { name: ' \t ' }, result: '[]' }],
    },
    textParam('text'),
    (text) => text.trim(),
  ),
  helper3(
    {
      name: 'replace',
      group: 'text',
      usage: 'replace text find with',
      summary: 'Puts one text in place of another, everywhere; both are plain text, not patterns.',
      gives: 'string',
      examples: [
        { template: '{{replace phone " " ""}}', data: { phone: '030 12 34' }, result: '0301234' },
      ],
      edges: [
        { template: '{{replace "a.b.c" "." "$&"}}', data: {}, result: 'a$&b$&c' },
        { template: '{{replace "abc" "" "-"}}', data: {}, error: 'text to look for' },
      ],
    },
    [textParam('text'), textParam('find'), partTextParam('with')],
    (text, find, other, call) => splitText('replace', text, find, call, other.length).join(other),
  ),
  helper2(
    {
      name: 'split',
      group: 'text',
      usage: 'split text separator',
      summary: 'Cuts a text at each separator into a list.',
      gives: 'list',
      examples: [{ template: '{{last (split tags ",")}}', data: { tags: 'a,b,c' }, result: 'c' }],
      edges: [
        { template: '{{split "abc" ","}}', data: {}, result: '["abc"]' },
        { template: '{{split "abc" ""}}', data: {}, error: 'text to look for' },
      ],
    },
    [textParam('text'), textParam('separator')],
    (text, separator, call) => splitText('split', text, separator, call, 0),
  ),
  helper2(
    {
      name: 'join',
      group: 'text',
      usage: 'join list separator=", "',
      summary: 'Writes the members of a list one after another, with a separator between them.',
      gives: 'string',
      examples: [
        { template: '{{join tags}}', data: { tags: ['a', 'b'] }, result: 'a, b' },
        {
          template: '{{join (pluck items "sku") "/"}}',
          data: { items: [{ sku: 1 }, { sku: 2 }] },
          result: '1/2',
        },
      ],
      edges: [
        { template: '[{{join tags}}]', data: { tags: [] }, result: '[]' },
        { template: '{{join name}}', data: { name: 'Ada' }, error: 'cannot become a list' },
      ],
    },
    [listParam('list'), optional(partTextParam('separator'), ', ')],
    (list, separator, call) => {
      let size = 0;
      const parts = list.map((member) => {
        const part = textOf(member);
        size += part.length + separator.length;
        requireRoom(size);
        return part;
      });
      call.spend(size >> 6);
      return parts.join(separator);
    },
  ),
  helper3(
    {
      name: 'truncate',
      group: 'text',
      usage: 'truncate text length end="…"',
      summary: 'Shortens a text to at most so many characters, the end mark included.',
      gives: 'string',
      examples: [{ template: '{{truncate note 6}}', data: { note: 'Leave it' }, result: 'Leave…' }],
      edges: [
        { template: '{{truncate note 8 end=""}}', data: { note: 'Leave it' }, result: 'Leave it' },
        { template: '{{truncate note 2 end=""}}', data: { note: 'a😀b' }, result: 'a' },
        { template: '{{truncate note 1.5}}', data: { note: 'abc' }, error: 'whole number' },
      ],
    },
    [
      partTextParam('text'),
      countParam('length', 0, MOST_CHARACTERS),
      optional(partTextParam('end'), '…'),
    ],
    (text, length, end) => {
      if (text.length <= length) return text;
      const kept = text.slice(0, Math.max(0, length - end.length));
      // Never half of a character that takes two units.
      return kept.replace(/[\ud800-\udbff]$/, '') + end.slice(0, length);
    },
  ),
  helper4(
    {
      name: 'pad',
      group: 'text',
      usage: 'pad text length fill=" " side="start"',
      summary: 'Fills a text up to a length, at its start or at its end.',
      gives: 'string',
      examples: [
        { template: '{{pad number 6 "0"}}', data: { number: 42 }, result: '000042' },
        { template: '[{{pad "ab" 4 side="end"}}]', data: {}, result: '[ab  ]' },
      ],
      edges: [
        { template: '{{pad "abcdef" 3}}', data: {}, result: 'abcdef' },
        {
          template: '{{pad "a" 9 side="left"}}',
          data: {},
          error: 'cannot become a value for "side"',
        },
      ],
    },
    [
      textParam('text'),
      countParam('length', 0, MOST_CHARACTERS),
      optional(partTextParam('fill'), ' '),
      optional(wordParam('side', ['start', 'end']), 'start'),
    ],
    (text, length, fill, side, call) => {
      call.spend(length >> 6);
      return side === 'start' ? text.padStart(length, fill) : text.padEnd(length, fill);
    },
  ),
  helper1(
    {
      name: 'slug',
      group: 'text',
      usage: 'slug text',
      summary: 'Makes a text fit for an address: small letters, digits and hyphens, no accents.',
      gives: 'string',
      examples: [
        {
          template: '{{slug title}}',
          data: { title: 'Crème brûlée, 2 kg!' },
          result: 'creme-brulee-2-kg',
        },
      ],
      edges: [
        { template: '{{slug "Große Straße"}}', data: {}, result: 'grosse-strasse' },
        { template: '{{slug "Привет мир"}}', data: {}, result: 'привет-мир' },
      ],
    },
    textParam('text'),
    (text, call) => {
      call.spend(text.length >> 3);
      return text
        .normalize('NFKD')
        .replaceAll(/\p{M}/gu, '')
        .toLowerCase()
        .replaceAll('ß', 'ss')
        .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
        .replaceAll(/^-|-$/g, '');
    },
  ),
  helper2(
    {
      name: 'starts_with',
      group: 'text',
      usage: 'starts_with text start',
      summary: 'Whether a text starts with another.',
      gives: 'boolean',
      examples: [{ template: '{{starts_with sku "A-"}}', data: { sku: 'A-17' }, result: 'true' }],
      edges: [{ template: '{{starts_with sku "a-"}}', data: { sku: 'A-17' }, result: 'false' }],
    },
    [textParam('text'), textParam('start')],
    (text, start) => text.startsWith(start),
  ),
  helper2(
    {
      name: 'ends_with',
      group: 'text',
      usage: 'ends_with text end',
      summary: 'Whether a text ends with another.',
      gives: 'boolean',
      examples: [
        { template: '{{ends_with mail "@b.c"}}', data: { mail: 'a@b.c' }, result: 'true' },
      ],
      edges: [{ template: '{{ends_with mail ""}}', data: { mail: 'a@b.c' }, result: 'true' }],
    },
    [textParam('text'), textParam('end')],
    (text, end) => text.endsWith(end),
  ),
];

/** The pieces between separators, paid for one by one. */
function splitText(
  helper: string,
  text: string,
  separator: string,
  call: HelperCall,
  growth: number,
): string[] {
  if (separator === '') return refuse(helper, separator, 'text to look for');
  const pieces: string[] = [];
  let from = 0;
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
    call.spend(1);
    pieces.push(text.slice(from, at));
    requireRoom(pieces.length * growth);
    from = at + separator.length;
  }
  return [...pieces, text.slice(from)];
}

function requireRoom(size: number): void {
  if (size > TEMPLATE_LIMITS.output) throw templateLimit('1 MB of text');
}

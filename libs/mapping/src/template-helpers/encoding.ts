import { parseJson, type JsonValue } from '@millrace/model';
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { requireShallow } from '../path/path-limits.ts';
import { TEMPLATE_LIMITS, templateLimit } from '../template/template-limits.ts';
import { jsonText } from '../template/template-text.ts';
import { base64Of, bytesOfBase64, textOfBytes } from './base64.ts';
import {
  helper0,
  helper1,
  helper3,
  helper4,
  refuse,
  type Helper,
  type HelperCall,
  type Param,
} from './define-helper.ts';
import { anyParam, optional, textParam, wordParam } from './params.ts';

const HASHES = { sha256, sha1, sha512, md5 };
const HASH_NAMES = ['sha256', 'sha1', 'sha512', 'md5'] as const;
const FORMS = ['hex', 'base64'] as const;
const algorithm = optional(wordParam('algorithm', HASH_NAMES), 'sha256');
const form = optional(wordParam('as', FORMS), 'hex');

/** Text of which every character is worth `perStep` to a step, at most as long as an output. */
function workText(name: string, perStep: number): Param<string> {
  const { read } = textParam(name);
  return {
    name,
    optional: false,
    read: (value, helper, call) => {
      const text = read(value, helper, call);
      if (text.length > TEMPLATE_LIMITS.output) throw templateLimit('1 MB of text');
      call.spend(Math.ceil(text.length / perStep));
      return text.toWellFormed();
    },
  };
}

const CHARACTERS_CODED = 4;
const CHARACTERS_HASHED = 8;

/** Helpers that write values in another form. */
export const ENCODING_HELPERS: readonly Helper[] = [
  helper1(
    {
      name: 'json',
      group: 'encoding',
      usage: 'json value',
      summary: 'Writes a value as JSON: a text in quotes, with what must be escaped escaped.',
      gives: 'string',
      examples: [
        {
          template: '{"name":{{json name}} }',
          data: { name: 'A "B"' },
          result: '{"name":"A \\"B\\"" }',
        },
      ],
      edges: [{ template: '{{json nothing}}', data: { nothing: null }, result: 'null' }],
    },
    anyParam('value'),
    (value, call) => {
      const text = jsonText(value ?? null);
      call.spend(text.length >> 3);
      return text;
    },
  ),
  helper1(
    {
      name: 'parse_json',
      group: 'encoding',
      usage: 'parse_json text',
      summary: 'Reads the value that a JSON text writes.',
      gives: 'any',
      examples: [
        {
          template: '{{#with (parse_json meta)}}{{size}}{{/with}}',
          data: { meta: '{"size":"L"}' },
          result: 'L',
        },
      ],
      edges: [
        { template: '{{parse_json "{size:1}"}}', data: {}, error: 'cannot become a JSON value' },
      ],
    },
    workText('text', CHARACTERS_CODED),
    (text) => {
      const value = parsed(text);
      requireShallow(value);
      return value;
    },
  ),
  helper1(
    {
      name: 'base64',
      group: 'encoding',
      usage: 'base64 text',
      summary: 'Writes a text (as UTF-8) in Base64.',
      gives: 'string',
      examples: [{ template: '{{base64 "user:pass"}}', data: {}, result: 'dXNlcjpwYXNz' }],
      edges: [{ template: '{{base64 "ü😀"}} [{{base64 ""}}]', data: {}, result: 'w7zwn5iA []' }],
    },
    workText('text', CHARACTERS_CODED),
    (text) => base64Of(utf8ToBytes(text)),
  ),
  helper1(
    {
      name: 'base64_decode',
      group: 'encoding',
      usage: 'base64_decode text',
      summary: 'Reads the text (in UTF-8) that Base64 writes, also with - and _.',
      gives: 'string',
      examples: [{ template: '{{base64_decode "dXNlcjpwYXNz"}}', data: {}, result: 'user:pass' }],
      edges: [
        { template: '{{base64_decode "w7zwn5iA"}}', data: {}, result: 'ü😀' },
        {
          template: '{{base64_decode "no base64!"}}',
          data: {},
          error: 'cannot become a text from Base64',
        },
        {
          template: '{{base64_decode "/w=="}}',
          data: {},
          error: 'cannot become a text from Base64',
        },
      ],
    },
    workText('text', CHARACTERS_CODED),
    (text) => {
      const bytes = bytesOfBase64(text);
      const decoded = bytes && textOfBytes(bytes);
      return decoded ?? refuse('base64_decode', text, 'text from Base64');
    },
  ),
  helper1(
    {
      name: 'url_encode',
      group: 'encoding',
      usage: 'url_encode text',
      summary: 'Writes a text so that it can stand in an address, as one part of it.',
      gives: 'string',
      examples: [{ template: '?q={{url_encode q}}', data: { q: 'a b&c' }, result: '?q=a%20b%26c' }],
      edges: [
        {
          template: '/{{url_encode "../../admin?x="}}',
          data: {},
          result: '/..%2F..%2Fadmin%3Fx%3D',
        },
      ],
    },
    workText('text', CHARACTERS_CODED),
    (text) => encodeURIComponent(text),
  ),
  helper1(
    {
      name: 'hex',
      group: 'encoding',
      usage: 'hex text',
      summary: 'Writes the bytes of a text (as UTF-8) in hexadecimal.',
      gives: 'string',
      examples: [{ template: '{{hex "Ada"}}', data: {}, result: '416461' }],
      edges: [{ template: '{{hex "ü"}}', data: {}, result: 'c3bc' }],
    },
    workText('text', CHARACTERS_CODED),
    (text) => bytesToHex(utf8ToBytes(text)),
  ),
  helper3(
    {
      name: 'hash',
      group: 'encoding',
      usage: 'hash text algorithm="sha256" as="hex"',
      summary:
        'The fingerprint of a text (as UTF-8): sha256, sha1, sha512 or md5, as hex or base64.',
      gives: 'string',
      examples: [
        {
          template: '{{hash "abc"}}',
          data: {},
          result: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        },
        {
          template: '{{hash (lower email) "md5"}}',
          data: { email: 'Ada@b.c' },
          result: '61a4ab5301c1cbeae7cfa981357ed6e9',
        },
      ],
      edges: [
        {
          template: '{{hash "" "sha1" "base64"}}',
          data: {},
          result: '2jmj7l5rSw0yVb/vlWAYkK/YBwk=',
        },
        {
          template: '{{hash "abc" "crc32"}}',
          data: {},
          error: 'cannot become a value for "algorithm"',
        },
      ],
    },
    [workText('text', CHARACTERS_HASHED), algorithm, form],
    (text, name, as, call) => {
      payBlock(call);
      return written(HASHES[name](utf8ToBytes(text)), as);
    },
  ),
  helper4(
    {
      name: 'hmac',
      group: 'encoding',
      usage: 'hmac text key algorithm="sha256" as="hex"',
      summary: 'The signature of a text with a key (both as UTF-8).',
      gives: 'string',
      examples: [
        {
          template: '{{hmac "abc" "key"}}',
          data: {},
          result: '9c196e32dc0175f86f4b1cb89289d6619de6bee699e4c378e68309ed97a1a6ab',
        },
      ],
      edges: [
        {
          template: '{{hmac "" "" as="base64"}}',
          data: {},
          result: 'thNnmggU2ex3L5XXeMNfxf8Wl8STcVZTxscSFEKSxa0=',
        },
      ],
    },
    [workText('text', CHARACTERS_HASHED), workText('key', CHARACTERS_HASHED), algorithm, form],
    (text, key, name, as, call) => {
      payBlock(call);
      return written(hmac(HASHES[name], utf8ToBytes(key), utf8ToBytes(text)), as);
    },
  ),
  helper0(
    {
      name: 'uuid',
      group: 'encoding',
      usage: 'uuid',
      summary: 'A new random UUID each time.',
      gives: 'string',
      examples: [
        { template: '{{uuid}}', data: {}, result: '00000000-0000-4000-8000-000000000000' },
      ],
      edges: [
        { template: '{{uuid}}', data: { uuid: 'of the data' }, result: 'of the data' },
        {
          template: '{{upper (uuid)}}',
          data: { uuid: 1 },
          result: '00000000-0000-4000-8000-000000000000',
        },
      ],
    },
    (call) => {
      call.spend(10);
      return call.uuid();
    },
  ),
];

/** Even the shortest text costs some blocks. */
function payBlock(call: HelperCall): void {
  call.spend(100);
}

function written(bytes: Uint8Array, as: (typeof FORMS)[number]): string {
  return as === 'hex' ? bytesToHex(bytes) : base64Of(bytes);
}

function parsed(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    return refuse('parse_json', text, 'JSON value');
  }
}

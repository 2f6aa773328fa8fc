import { domainToASCII } from 'node:url';
import { named } from '../wire/unwritable.ts';
import { cannotEncode, isRecord, type Encodable } from './codec-value.ts';

/** Lines should have no more characters than this (RFC 5322 §2.1.1). */
const LINE = 76;
/** An encoded word has at most 75 characters (RFC 2047 §2); `=?UTF-8?B?` and `?=` are twelve of them. */
const WORD_BYTES = 45;

const ASCII = /^[\x20-\x7e]*$/;
const ATOMS = /^[\w!#$%&'*+/=?^`{|}~ -]*$/;
const ADDRESS = /^([\w!#$%&'*+/=?^`{|}~.-]{1,64})@([^\s@<>(),;:\\"[\]]{1,255})$/;

/** One header, folded. Throws VALUE_UNWRITABLE for a control character, which could begin another header. */
export function header(name: string, value: string): string {
  if (!/^[!-9;-~]{1,70}$/.test(name)) throw refused(name, 'it is no name of a header');
  return fold(`${name}: ${encodeText(value, name)}`);
}

/** A header with addresses, such as To. */
export function addressHeader(name: string, value: Encodable): string {
  const addresses = mailboxes(value, name);
  return fold(`${name}: ${addresses.map((one) => writtenMailbox(one, name)).join(', ')}`);
}

/** Text of a header: as it is, or as encoded words (RFC 2047) when it is not ASCII or looks like one. */
function encodeText(text: string, name: string): string {
  if (/\p{Cc}/u.test(text))
    throw refused(name, 'it holds a line break or another control character');
  if (!text.isWellFormed()) throw refused(name, 'it holds half a character');
  const isPlain = ASCII.test(text) && !text.includes('=?') && !/\S{900}|^ | $| {2}/.test(text);
  return isPlain ? text : encodedWords(text);
}

function encodedWords(text: string): string {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > WORD_BYTES) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word]
    .map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`)
    .join(' ');
}

interface Mailbox {
  name: string;
  address: string;
}

/** `Ada <ada@x.org>, b@x.org`, a list of such texts, or of objects with `address` and `name`. */
function mailboxes(value: Encodable, header: string): Mailbox[] {
  if (Array.isArray(value)) return value.flatMap((one) => mailboxes(one, header));
  if (typeof value === 'string')
    return splitAddresses(value).map((one) => parseMailbox(one, header));
  if (isRecord(value) && typeof value['address'] === 'string') {
    const { name } = value;
    if (name === undefined || name === null || typeof name === 'string') {
      return [{ name: name ?? '', address: value['address'] }];
    }
  }
  throw refused(header, 'an address is text, or an object with "address" and "name"');
}

/** At commas outside of quotes and angle brackets. */
function splitAddresses(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let isQuoted = false;
  let isAngled = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === '\\' && isQuoted) {
      part += sign + text.charAt((at += 1));
      continue;
    }
    if (sign === '"' && !isAngled) isQuoted = !isQuoted;
    if (!isQuoted && (sign === '<' || sign === '>')) isAngled = sign === '<';
    if (sign === ',' && !isQuoted && !isAngled) {
      parts.push(part);
      part = '';
    } else part += sign;
  }
  return [...parts, part].map((one) => one.trim()).filter((one) => one !== '');
}

function parseMailbox(text: string, header: string): Mailbox {
  if (!text.endsWith('>')) return { name: '', address: text };
  const open = text.lastIndexOf('<');
  if (open === -1) throw refused(header, `${named(text)} is no e-mail address`);
  const name = text.slice(0, open).trim();
  const quoted = /^"([^]*)"$/.exec(name)?.[1];
  return {
    name: quoted === undefined ? name : quoted.replace(/\\([^])/g, '$1'),
    address: text.slice(open + 1, -1).trim(),
  };
}

function writtenMailbox({ name, address }: Mailbox, header: string): string {
  const [, local, domain = ''] = ADDRESS.exec(address) ?? [];
  const host = domainToASCII(domain);
  if (local === undefined || host === '') {
    throw refused(header, `${named(address)} is no e-mail address`);
  }
  const mailbox = `${local}@${host}`;
  if (name === '') return mailbox;
  const encoded = encodeText(name, header);
  const isQuoted = encoded === name && !ATOMS.test(name);
  return `${isQuoted ? `"${name.replace(/["\\]/g, '\\$&')}"` : encoded} <${mailbox}>`;
}

/** Breaks lines at spaces; a reader puts them together again. */
function fold(line: string): string {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.trim() !== '' && current.length + 1 + word.length > LINE) {
      lines.push(current);
      current = ` ${word}`;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current].join('\r\n');
}

function refused(name: string, reason: string) {
  return cannotEncode('mail message', `in its header ${named(name)}, ${reason}`);
}

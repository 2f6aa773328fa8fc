import { Unreadable } from './body-fault.ts';

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** XML 1.0 §2.2: what may stand in no document, not even as `&#…;`. */
const FORBIDDEN = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The longest reference in use is `&#x10FFFF;`; some write zeros before it. */
const MOST_REFERENCE = 16;

/** The text of a document with its line ends made `\n` (XML 1.0 §2.11). Throws Unreadable. */
export function xmlSource(text: string): string {
  if (FORBIDDEN.test(text)) {
    throw new Unreadable('malformed', 'it holds a character that may not stand in XML');
  }
  return text.includes('\r') ? withoutReturns(text) : text;
}

const RETURN = 0x0d;
const NEWLINE = 0x0a;

/** In place on its code units: replacing millions of them in a string takes twenty seconds. */
function withoutReturns(text: string): string {
  const bytes = Buffer.from(text, 'utf16le');
  const units = new Uint16Array(bytes.buffer, bytes.byteOffset, text.length);
  let length = 0;
  units.forEach((unit, at) => {
    if (unit !== RETURN) units[length++] = unit;
    else if (units[at + 1] !== NEWLINE) units[length++] = NEWLINE;
  });
  return bytes.toString('utf16le', 0, length * 2);
}

/** Text with its references replaced. `onReference` is told of each; undefined for an unknown one. */
export function xmlText(text: string, onReference: () => void): string | undefined {
  let ampersand = text.indexOf('&');
  if (ampersand === -1) return text;
  let decoded = '';
  let at = 0;
  while (ampersand !== -1) {
    onReference();
    const end = text.indexOf(';', ampersand);
    if (end === -1 || end - ampersand > MOST_REFERENCE) return undefined;
    const meant = meaningOf(text.slice(ampersand + 1, end));
    if (meant === undefined) return undefined;
    decoded += text.slice(at, ampersand) + meant;
    at = end + 1;
    ampersand = text.indexOf('&', at);
  }
  return decoded + text.slice(at);
}

function meaningOf(reference: string): string | undefined {
  const entity = ENTITIES.get(reference);
  if (entity !== undefined) return entity;
  const [, hex, decimal] = /^#(?:x([\da-fA-F]+)|(\d+))$/.exec(reference) ?? [];
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  if (!(code <= 0x10ffff)) return undefined;
  const character = String.fromCodePoint(code);
  return FORBIDDEN.test(character) ? undefined : character;
}

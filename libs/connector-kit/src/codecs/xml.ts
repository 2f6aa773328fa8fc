import { AppError, isJsonObject, type JsonObject, type JsonValue } from '@millrace/model';
import { isScalar, scalarText } from '../wire/styles.ts';
import { named } from '../wire/unwritable.ts';
import { cannotEncode } from './codec-value.ts';

const MOST_LEVELS = 64;

/** XML 1.0 §2.3, where everything from U+00C0 on counts as a letter. */
const NAME = /^[A-Za-z_:\u00c0-\uffff][\w:.\u00b7\u00c0-\uffff-]*$/;
/** XML 1.0 §2.2: what no document can hold, not even escaped. */
const FORBIDDEN = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * An object as an XML document, by the rule that bodies in XML are read by: its one member is the
 * root element; `@name` are attributes, `#text` is text beside elements, a list is an element for
 * each item, any other member an element. Null is left out, '' is an empty element.
 *
 * Throws VALUE_UNWRITABLE for what XML cannot hold (control characters, names with spaces, no or two
 * roots, a list in a list), and DATA_TOO_DEEP.
 */
export function xml(value: JsonValue): string {
  if (!isJsonObject(value)) throw cannotEncode('XML', 'it takes an object');
  const roots = Object.entries(value).filter(([, root]) => root !== null);
  const [root, second] = roots;
  if (root === undefined || second !== undefined || Array.isArray(root[1])) {
    throw cannotEncode('XML', 'its object has to have one member, which becomes the root element');
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root[0], root[1], 1)}`;
}

function element(name: string, value: JsonValue, level: number): string {
  if (value === null) return '';
  if (level > MOST_LEVELS) throw new AppError('DATA_TOO_DEEP', { limit: MOST_LEVELS });
  requireName(name);
  if (Array.isArray(value)) throw cannotEncode('XML', `${named(name)} is a list in a list`);
  const { attributes, content } = isJsonObject(value)
    ? parts(value, level)
    : { attributes: '', content: escapeXml(value, false) };
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function parts(value: JsonObject, level: number): { attributes: string; content: string } {
  let attributes = '';
  let content = '';
  for (const [name, member] of Object.entries(value)) {
    if (member === null) continue;
    if (name.startsWith('@')) attributes += attribute(name.slice(1), member);
    else if (name === '#text') content += escapeXml(member, false);
    else if (!Array.isArray(member)) content += element(name, member, level + 1);
    else content += member.map((item) => element(name, item, level + 1)).join('');
  }
  return { attributes, content };
}

function attribute(name: string, value: JsonValue): string {
  requireName(name);
  return ` ${name}="${escapeXml(value, true)}"`;
}

function requireName(name: string): void {
  if (!NAME.test(name))
    throw cannotEncode('XML', `${named(name)} is no name of an element or attribute`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Readers turn line ends of text into \n, and all white space of attributes into spaces. */
function escapeXml(value: JsonValue, isAttribute: boolean): string {
  if (value === null || !isScalar(value)) {
    throw cannotEncode('XML', 'attributes and #text take text, numbers and booleans');
  }
  const text = scalarText(value);
  if (FORBIDDEN.test(text))
    throw cannotEncode('XML', `${named(text)} holds a character that XML cannot`);
  const signs = isAttribute ? /[&<>"\t\r\n]/g : /[&<>\r]/g;
  return text.replace(signs, (sign) => ENTITIES[sign] ?? `&#${sign.charCodeAt(0)};`);
}

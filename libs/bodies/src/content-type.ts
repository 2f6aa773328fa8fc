/** A Content-Type header, read. */
export interface ContentType {
  /** `type/subtype` in lower case. */
  type: string;
  charset: string | undefined;
  boundary: string | undefined;
}

/** A value and its parameters, as in `Content-Type` and `Content-Disposition`. */
export interface HeaderValue {
  value: string;
  /** Names in lower case; of a repeated name the first counts. */
  parameters: Map<string, string>;
}

const TYPE = /^[\w!#$&^.+*%'`|~-]+\/[\w!#$&^.+*%'`|~-]+$/;

/** Reads a Content-Type (RFC 9110 §8.3); undefined when there is none or it names no type. */
export function parseContentType(header: string | undefined): ContentType | undefined {
  if (header === undefined) return undefined;
  // Nearly every body; the same object would be shared, and nobody changes it.
  if (header === 'application/json') return PLAIN_JSON;
  const { value, parameters } = parseHeaderValue(header);
  const type = value.toLowerCase();
  if (!TYPE.test(type)) return undefined;
  return { type, charset: parameters.get('charset'), boundary: parameters.get('boundary') };
}

const PLAIN_JSON: ContentType = {
  type: 'application/json',
  charset: undefined,
  boundary: undefined,
};

/** Reads `value; name=token; name="quoted"` in one pass, skipping what is no parameter. */
export function parseHeaderValue(header: string): HeaderValue {
  const end = header.indexOf(';');
  const parameters = new Map<string, string>();
  if (end === -1) return { value: header.trim(), parameters };
  let at = end + 1;
  while (at < header.length) {
    const equals = indexOfAny(header, '=;', at);
    const name = header.slice(at, equals).trim().toLowerCase();
    if (header[equals] !== '=') {
      at = equals + 1;
      continue;
    }
    const start = skipSpace(header, equals + 1);
    const parameter = header[start] === '"' ? quotedString(header, start) : token(header, start);
    if (name !== '' && !parameters.has(name)) parameters.set(name, parameter.text);
    at = indexOfAny(header, ';', parameter.end) + 1;
  }
  return { value: header.slice(0, end).trim(), parameters };
}

function token(header: string, start: number): { text: string; end: number } {
  const end = indexOfAny(header, ';', start);
  return { text: header.slice(start, end).trim(), end };
}

/** A quoted string; one that does not end goes to the end of the header. */
function quotedString(header: string, start: number): { text: string; end: number } {
  let text = '';
  let at = start + 1;
  for (;;) {
    const next = indexOfAny(header, '"\\', at);
    text += header.slice(at, next);
    if (header[next] !== '\\') return { text, end: next + 1 };
    // Old browsers send paths: a backslash escapes quotes and itself only.
    const escaped = header[next + 1] ?? '';
    text += escaped === '"' || escaped === '\\' ? escaped : `\\${escaped}`;
    at = next + 2;
  }
}

/** Where the first of these characters stands at or after `from`; the length when none does. */
function indexOfAny(text: string, characters: string, from: number): number {
  let at = from;
  while (at < text.length && !characters.includes(text.charAt(at))) at += 1;
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

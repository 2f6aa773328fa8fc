import { parseJson } from '@millrace/connector-kit';

/** Where text stops being JSON, in words; undefined for JSON. */
export function jsonTextFault(text: string): string | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch {
    const at = faultPosition(text);
    const before = text.slice(0, at);
    const line = before.split('\n').length;
    const column = at - before.lastIndexOf('\n');
    const place = `line ${line}, column ${column}`;
    if (at >= text.length) return `it ends too early at ${place}`;
    return `${place}, near ${JSON.stringify(text.slice(Math.max(0, at - 20), at + 20))}`;
  }
}

type Wants = 'value' | 'item or ]' | 'name or }' | 'name' | ':' | ', or end';

/** Lists and objects that are open around a place. */
type Open = ('[' | '{')[];

/**
 * Where the first token stands that cannot be there. The engine's own error names a place only in some
 * cases; this is asked for text that is no JSON, and no other.
 */
function faultPosition(text: string): number {
  const open: Open = [];
  let wants: Wants = 'value';
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const end = endOfToken(text, at);
    const next: Wants | undefined = after(wants, text.charAt(at), open);
    if (end === undefined || next === undefined) return at;
    wants = next;
    at = skipSpace(text, end);
  }
  return text.length;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (' \t\n\r'.includes(text.charAt(at)) && at < text.length) at += 1;
  return at;
}

const SCALAR =
  /(?:-?(?:0|[1-9]\d{0,5000})(?:\.\d{1,5000})?(?:[eE][+-]?\d{1,5000})?|true|false|null)(?![\w.+-])/y;

/** Where the token that begins here ends; undefined when none does. */
function endOfToken(text: string, at: number): number | undefined {
  const sign = text.charAt(at);
  if ('[]{},:'.includes(sign)) return at + 1;
  if (sign === '"') return endOfString(text, at);
  SCALAR.lastIndex = at;
  return SCALAR.test(text) ? SCALAR.lastIndex : undefined;
}

function endOfString(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === '"') return at + 1;
    if (sign < ' ') return undefined;
    if (sign === '\\') {
      const escape = /^(?:["\\/bfnrt]|u[\da-fA-F]{4})/.exec(text.slice(at + 1, at + 6))?.[0];
      if (escape === undefined) return undefined;
      at += escape.length;
    }
  }
  return undefined;
}

/** What follows a token, by its first character; undefined when it cannot stand there. */
function after(wants: Wants, token: string, open: Open): Wants | undefined {
  switch (wants) {
    case ':':
      return token === ':' ? 'value' : undefined;
    case 'name':
      return token === '"' ? ':' : undefined;
    case 'name or }':
      return token === '}' ? closed(open) : after('name', token, open);
    case ', or end':
      return afterValue(token, open);
    case 'item or ]':
      return token === ']' ? closed(open) : after('value', token, open);
    case 'value':
      return afterBegin(token, open);
  }
}

function afterValue(token: string, open: Open): Wants | undefined {
  const inner = open.at(-1);
  if (inner === undefined) return undefined;
  if (token === ',') return inner === '[' ? 'value' : 'name';
  return token === (inner === '[' ? ']' : '}') ? closed(open) : undefined;
}

function afterBegin(token: string, open: Open): Wants | undefined {
  if (token !== '[' && token !== '{') return ']},:'.includes(token) ? undefined : ', or end';
  open.push(token);
  return token === '[' ? 'item or ]' : 'name or }';
}

function closed(open: Open): Wants {
  open.pop();
  return ', or end';
}

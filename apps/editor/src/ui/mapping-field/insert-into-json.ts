import type { Caret } from './mapping-text.ts';
import { pathSteps, templateName } from './path-text.ts';

/** A text after something was put into it, and where writing goes on. */
export interface InsertedText {
  text: string;
  caret: number;
}

/** A string of a JSON text: from its opening quote to behind its closing one. */
interface JsonString {
  start: number;
  end: number;
}

/**
 * Puts a picked value into the text of a JSON value and keeps all that was written. In a string it
 * becomes part of a template; elsewhere a value of its own, with a comma and a name where the place
 * needs them. Undefined when the place takes none, such as the name of a member.
 */
export function insertIntoJson(
  text: string,
  path: string,
  caret?: Caret,
): InsertedText | undefined {
  const at = caret ?? endOf(text);
  const inside = stringAt(text, at);
  if (inside !== undefined) return intoString(text, path, at, inside);
  const value = JSON.stringify({ $path: path });
  const member = `${JSON.stringify(nameOf(path))}: ${value}`;
  const [before, after] = [text.slice(0, at.start), text.slice(at.end)];
  const ways = [value, member].flatMap((put) => [put, `, ${put}`, `${put}, `, `, ${put}, `]);
  // Half-written text cannot be judged; there the value alone is the best guess.
  const fits = ways.find((put) => isJson(before + put + after));
  const put = fits ?? (isJson(text) ? undefined : value);
  if (put === undefined) return undefined;
  return { text: before + put + after, caret: at.start + put.replace(/, $/, '').length };
}

function intoString(
  text: string,
  path: string,
  at: Caret,
  { start, end }: JsonString,
): InsertedText | undefined {
  const rest = text.slice(end);
  if (/^\s*:/.test(rest)) return undefined;
  const key = keyBefore(text.slice(0, start));
  const inner = text.slice(start + 1, end - 1);
  const name = templateName(path);
  const put = (value: string, caret = value.length): InsertedText => ({
    text: text.slice(0, start) + value + rest,
    caret: start + caret,
  });
  if (key === '$path') return put(JSON.stringify(path));
  if (inner === '' && key !== '$template') return put(JSON.stringify({ $path: path }));
  if (name === undefined) return undefined;
  const tag = `{{${JSON.stringify(name).slice(1, -1)}}}`;
  const [head, tail] = [text.slice(start + 1, at.start), text.slice(at.end, end - 1)];
  const lead = key === '$template' ? '"' : '{"$template": "';
  const close = key === '$template' ? '"' : '"}';
  return put(`${lead}${head}${tag}${tail}${close}`, (lead + head + tag).length);
}

/** The string that holds a caret; also one that is not closed before the end of its line. */
function stringAt(text: string, { start: from, end: to }: Caret): JsonString | undefined {
  for (const match of text.matchAll(/"(?:[^"\\\n]|\\.)*"/g)) {
    const [start, end] = [match.index, match.index + match[0].length];
    if (start < from && to < end) return { start, end };
    if (start >= from) return undefined;
  }
  return undefined;
}

/** The name of the member whose value begins behind this text. */
function keyBefore(text: string): string | undefined {
  return /"((?:[^"\\]|\\.)*)"\s*:\s*$/.exec(text)?.[1];
}

/** Where more is added to a text nobody put a caret in: before its last bracket. */
function endOf(text: string): Caret {
  const last = text.trimEnd().length;
  const start = /[\]}]$/.test(text.slice(0, last))
    ? text.slice(0, last - 1).trimEnd().length
    : last;
  return { start, end: start };
}

function nameOf(path: string): string {
  return String(pathSteps(path)?.at(-1) ?? 'value');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

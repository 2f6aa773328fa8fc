import { isJsonNumber, isJsonObject } from '@millrace/model';
import { childPath } from './json-path.ts';

type JsonKind = 'string' | 'number' | 'boolean' | 'null' | 'list' | 'object' | 'nothing';

/** One line of the tree. */
export interface JsonRow {
  /** JSONPath of the value; unique in the tree. */
  path: string;
  /** Name or position in the parent; undefined for the root. */
  key: string | number | undefined;
  value: unknown;
  kind: JsonKind;
  /** Members of a list or object. */
  size: number;
  /** Only of what is open: the rest is not built, so a huge value costs what is seen of it. */
  children: JsonRow[];
  /** Members left out by the cap. */
  hidden: number;
}

export interface RowOptions {
  /** Paths that are open. */
  open: ReadonlySet<string>;
  /** Members shown of the list or object at a path. */
  shown: (path: string) => number;
}

/** Members shown of a list or object before someone asks for more. */
export const FIRST_MEMBERS = 100;

/** Deeper than this is not opened: no screen is wide enough. */
export const MAX_DEPTH = 60;

/** Characters of a string that are shown. */
const MAX_TEXT = 400;

function kindOf(value: unknown): JsonKind {
  if (value === null) return 'null';
  if (isJsonNumber(value)) return 'number';
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'object':
      return 'object';
    default:
      return 'nothing';
  }
}

/** The rows of a value, built only as far as they are open. */
export function jsonRow(
  value: unknown,
  path: string,
  options: RowOptions,
  key?: string | number,
  depth = 0,
): JsonRow {
  const kind = kindOf(value);
  const size = sizeOf(value);
  const row: JsonRow = { path, key, value, kind, size, children: [], hidden: 0 };
  if (size === 0 || depth >= MAX_DEPTH || !options.open.has(path)) return row;
  const members = membersOf(value, options.shown(path));
  row.children = members.map(([name, member]) =>
    jsonRow(member, childPath(path, name), options, name, depth + 1),
  );
  row.hidden = size - members.length;
  return row;
}

/** What is open at first: the root, and below it whatever is small. */
export function firstOpen(value: unknown, path: string): Set<string> {
  const open = new Set([path]);
  for (const [name, member] of membersOf(value, FIRST_MEMBERS)) {
    const size = sizeOf(member);
    if (size > 0 && size <= 8) open.add(childPath(path, name));
  }
  return open;
}

/** A string as JSON writes it, cut, and with the characters that reorder or hide text made visible. */
export function stringText(text: string): string {
  const cut = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
  const shown = JSON.stringify(cut).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return cut === text ? shown : `${shown.slice(0, -1)}…"`;
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : 0;
}

function membersOf(value: unknown, most: number): [string | number, unknown][] {
  if (Array.isArray(value)) {
    return value.slice(0, most).map((member: unknown, index) => [index, member]);
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).slice(0, most);
}

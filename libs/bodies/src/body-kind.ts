import type { ContentType } from './content-type.ts';

/** How a body is read. */
export type BodyKind =
  | 'empty'
  | 'json'
  | 'json-lines'
  | 'form'
  | 'multipart'
  | 'xml'
  | 'text'
  /** Text where its bytes are, and a file otherwise: types nobody listed. */
  | 'other'
  | 'file';

const KINDS: ReadonlyMap<string, BodyKind> = new Map([
  ['application/json', 'json'],
  ['text/json', 'json'],
  ['application/x-ndjson', 'json-lines'],
  ['application/ndjson', 'json-lines'],
  ['application/jsonl', 'json-lines'],
  ['application/x-jsonlines', 'json-lines'],
  ['application/x-www-form-urlencoded', 'form'],
  ['multipart/form-data', 'multipart'],
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
  ['application/octet-stream', 'file'],
  ['application/pdf', 'file'],
  ['application/zip', 'file'],
  ['application/gzip', 'file'],
]);

const SUFFIXES: ReadonlyMap<string, BodyKind> = new Map([
  ['json', 'json'],
  ['xml', 'xml'],
  ['zip', 'file'],
]);

const FAMILIES: ReadonlyMap<string, BodyKind> = new Map([
  ['text', 'text'],
  ['image', 'file'],
  ['audio', 'file'],
  ['video', 'file'],
  ['font', 'file'],
]);

/** How a body of this type is read. The type alone decides, and nothing looks into the body. */
export function kindOfType(contentType: ContentType | undefined): BodyKind {
  const type = contentType?.type ?? '';
  const suffix = type.slice(type.lastIndexOf('+') + 1);
  const family = type.slice(0, Math.max(0, type.indexOf('/')));
  return KINDS.get(type) ?? SUFFIXES.get(suffix) ?? FAMILIES.get(family) ?? 'other';
}

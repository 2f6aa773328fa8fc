import {
  kindOfType,
  parseContentType,
  readBody,
  type BodyKind,
  type FileSlice,
  type ReadBody,
} from '@millrace/bodies';
import type { FileHandle } from '@millrace/model';
import type { StoredEvent } from './event.ts';

export { readJson, type JsonBody } from '@millrace/bodies';

type Pairs = readonly (readonly [string, string])[];

/** What stands for a file of an event in its data. */
export type NameFile = (slice: FileSlice) => FileHandle;

/** The kind of a body, from its Content-Type. */
export function bodyKind(contentType: string | undefined, body: Buffer): BodyKind {
  return body.length === 0 ? 'empty' : kindOfType(parseContentType(contentType));
}

/** How the bodies of events are read here. */
export interface Reading {
  nameFile: NameFile;
  /** Most bytes of a body once its content codings are undone: MILLRACE_MAX_BODY. */
  mostBytes: number;
}

/** The body of an event as its type says it reads, or why it does not. */
export function bodyOf(
  event: Pick<StoredEvent, 'headers' | 'body'>,
  { nameFile, mostBytes }: Reading,
): ReadBody {
  return readBody({
    bytes: event.body,
    contentType: contentTypeOf(event.headers),
    contentEncoding: contentEncodingOf(event.headers),
    limit: mostBytes,
    setting: 'MILLRACE_MAX_BODY',
    file: nameFile,
  });
}

/** Header names in lower case; repeated ones joined with a comma (RFC 9110 §5.3). */
export function headerObject(pairs: Pairs): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    // Assigning it would set the prototype.
    if (key === '__proto__') continue;
    const earlier = headers[key];
    headers[key] =
      earlier === undefined || !Object.hasOwn(headers, key) ? value : `${earlier}, ${value}`;
  }
  return headers;
}

/** The Content-Type among header pairs, if there is one. */
export function contentTypeOf(pairs: Pairs): string | undefined {
  return pairs.find(([name]) => name.length === 12 && name.toLowerCase() === 'content-type')?.[1];
}

/** The Content-Encoding of header pairs; repeated ones follow each other, as in one line. */
export function contentEncodingOf(pairs: Pairs): string | undefined {
  const lines = pairs.filter(
    ([name]) => name.length === 16 && name.toLowerCase() === 'content-encoding',
  );
  return lines.length === 0 ? undefined : lines.map(([, value]) => value).join(',');
}

import type { JsonValue } from '@millrace/model';
import { faultOf, type BodyFault } from './body-fault.ts';
import { kindOfType, type BodyKind } from './body-kind.ts';
import { decodeText } from './charset.ts';
import { parseContentType, type ContentType } from './content-type.ts';
import { parseForm } from './form.ts';
import { inflateNow } from './inflate.ts';
import { parseJsonBody, parseJsonText, requireBounded } from './json-body.ts';
import { parseJsonLines } from './json-lines.ts';
import { parseMultipart } from './multipart.ts';
import { parseXml } from './xml.ts';

/** A file as a place in a body, after its content codings are undone. */
export interface FileSlice {
  /** The field of a form it came in; empty when the whole body is the file. */
  field: string;
  name: string;
  type: string;
  offset: number;
  bytes: number;
}

/** A body as it came, and what its headers say about it. */
export interface SentBody {
  bytes: Buffer;
  contentType: string | undefined;
  contentEncoding?: string | undefined;
  /** Most bytes it may have once its content codings are undone, and the setting that says so. */
  limit?: number | undefined;
  setting?: string | undefined;
  /** Turns a file into what stands for it in the value. */
  file: (slice: FileSlice) => JsonValue;
}

/** A body as mappings see it. */
export interface ReadBody {
  kind: BodyKind;
  value: JsonValue;
  /** Why the value, or a part of it, is not what the type of the body says. */
  fault?: BodyFault;
}

type Read = Pick<ReadBody, 'value' | 'fault'>;

/**
 * Reads a body by its declared type alone; one without a type that looks like JSON is read as
 * JSON. Never throws for what a body holds: what cannot be read stays text, or a file when it is
 * no text either, and `fault` says why. Takes time in proportion to the body, whatever is in it.
 */
export function readBody({ contentType, file, ...sent }: SentBody): ReadBody {
  if (sent.bytes.length === 0) return { kind: 'empty', value: null };
  const type = parseContentType(contentType);
  const kind = kindOfType(type);
  const inflated = inflateNow({ contentEncoding: undefined, ...sent });
  if (!inflated.ok) return { kind, value: null, fault: inflated.fault };
  const body = inflated.bytes;
  if (body.length === 0) return { kind: 'empty', value: null };
  try {
    return { kind, ...read(kind, body, type, file) };
  } catch (error) {
    const fault = faultOf(error);
    return { kind, value: textOrFile(body, type, file), fault };
  }
}

function read(
  kind: BodyKind,
  body: Buffer,
  type: ContentType | undefined,
  file: SentBody['file'],
): Read {
  switch (kind) {
    case 'json':
      return { value: parseJsonBody(body) };
    case 'json-lines':
      return { value: parseJsonLines(body) };
    case 'form':
      return parseForm(body, type?.charset);
    case 'multipart':
      return parseMultipart(body, type?.boundary, file);
    case 'xml':
      return { value: parseXml(body, type?.charset) };
    case 'text':
      return { value: decodeText(body, type?.charset) };
    case 'file':
      return { value: wholeFile(body, type, file) };
    default:
      return type === undefined ? readUntyped(body, file) : { value: textOrFile(body, type, file) };
  }
}

/** Senders without a content type still mostly send JSON. */
function readUntyped(body: Buffer, file: SentBody['file']): Read {
  const value = textOrFile(body, undefined, file);
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return { value };
  try {
    requireBounded(body);
    return { value: parseJsonText(value) };
  } catch (error) {
    // What only looks like JSON is the text it is.
    const fault = faultOf(error);
    return fault.kind === 'limit' ? { value, fault } : { value };
  }
}

/** Text in the declared charset, and a file when the bytes are none. */
function textOrFile(
  body: Buffer,
  type: ContentType | undefined,
  file: SentBody['file'],
): JsonValue {
  try {
    return decodeText(body, type?.charset);
  } catch {
    return wholeFile(body, type, file);
  }
}

function wholeFile(body: Buffer, type: ContentType | undefined, file: SentBody['file']): JsonValue {
  const media = type?.type ?? 'application/octet-stream';
  return file({ field: '', name: 'body', type: media, offset: 0, bytes: body.length });
}

import type { JsonValue } from '@millrace/model';
import { faultOf, quoted, Unreadable, type BodyFault } from './body-fault.ts';
import { BODY_LIMITS } from './body-limits.ts';
import { decodeText } from './charset.ts';
import type { ContentType } from './content-type.ts';
import { Fields } from './fields.ts';
import type { Form } from './form.ts';
import { parseJsonBody } from './json-body.ts';
import { readPartHeaders, type PartHeaders } from './part-headers.ts';
import { readPayload } from './payload.ts';
import type { FileSlice } from './read-body.ts';

/** The content of one part, as a place in the body. */
interface Part extends PartHeaders {
  offset: number;
  bytes: Buffer;
}

const CRLF = Buffer.from('\r\n');
const HEADERS_END = Buffer.from('\r\n\r\n');

/**
 * A `multipart/form-data` body (RFC 7578): fields by the rule of forms, files as what `file` makes
 * of their place in the body. The content of a file is looked at only for the boundary after it.
 * Throws Unreadable.
 */
export function parseMultipart(
  body: Buffer,
  boundary: string | undefined,
  file: (slice: FileSlice) => JsonValue,
): Form {
  const parts = partsOf(body, boundary);
  const charset = parts.find(({ name }) => name === '_charset_')?.bytes.toString('latin1');
  const fields = new Fields();
  let fault: BodyFault | undefined;
  for (const part of parts) {
    const { value, unread } = valueOf(part, charset, file);
    fault ??= unread;
    fields.add(part.name, value);
  }
  const value = fields.toJson();
  readPayload(value);
  return fault === undefined ? { value } : { value, fault };
}

/** What the headers of a file's part say of it. */
export type FileLabel = Pick<FileSlice, 'field' | 'name' | 'type'>;

/** Bytes before the content of a part among which its headers and its boundary are, in all but odd bodies. */
export const LOOK_BACK = BODY_LIMITS.partHeaders + 1024;

/**
 * What {@link parseMultipart} calls the file whose content begins where `before` ends, which are bytes of the
 * same body. Undefined where these do not tell, because they hold no whole headers of a part.
 */
export function labelOfFile(before: Buffer, boundary: string | undefined): FileLabel | undefined {
  if (boundary === undefined || boundary === '') return undefined;
  const find = boundaryFinder(before, Buffer.from(boundary, 'latin1'));
  let last: Boundary | undefined;
  for (
    let mark = find(0);
    mark !== undefined && !mark.isLast;
    mark = find(mark.end - CRLF.length)
  ) {
    last = mark;
  }
  if (last === undefined) return undefined;
  const start = last.end - CRLF.length;
  const headersEnd = before.subarray(start).indexOf(HEADERS_END);
  if (headersEnd === -1 || start + headersEnd + HEADERS_END.length !== before.length) {
    return undefined;
  }
  const headers = readPartHeaders(before.subarray(start, start + headersEnd));
  return headers && labelOf(headers);
}

function labelOf({ name, fileName, type }: PartHeaders): FileLabel {
  return { field: name, name: fileName ?? name, type: type?.type ?? 'application/octet-stream' };
}

/** Every part between the boundaries. What stands before the first and after the last is none. */
function partsOf(body: Buffer, boundary: string | undefined): Part[] {
  if (boundary === undefined || boundary === '' || boundary.length > MOST_BOUNDARY) {
    throw new Unreadable('malformed', 'its Content-Type names no boundary');
  }
  const find = boundaryFinder(body, Buffer.from(boundary, 'latin1'));
  const parts: Part[] = [];
  let mark = find(0);
  if (mark === undefined) throw new Unreadable('malformed', 'its boundary does not occur in it');
  while (!mark.isLast) {
    if (parts.length === BODY_LIMITS.parts) {
      throw new Unreadable('limit', `it has more than ${String(BODY_LIMITS.parts)} parts`);
    }
    // The line end of a boundary may be the empty line before a part without headers.
    const start = mark.end - CRLF.length;
    const next = find(start);
    if (next === undefined) throw new Unreadable('malformed', 'it ends in the middle of a part');
    parts.push(partOf(body, start, next.start));
    mark = next;
  }
  return parts;
}

/** RFC 2046 allows 70; some senders take more. */
const MOST_BOUNDARY = 200;

interface Boundary {
  /** Where the content before it ends. */
  start: number;
  /** Behind its line. */
  end: number;
  isLast: boolean;
}

/**
 * Finds the next boundary line at or after a place. A boundary holds no line end, so nothing is compared
 * twice whatever a body repeats: about 1 ms a MB. (`indexOf` is faster, until a body repeats `\r\n--`.)
 */
function boundaryFinder(body: Buffer, boundary: Buffer): (from: number) => Boundary | undefined {
  const lineAt = (start: number, at: number): Boundary | undefined => {
    const behind = at + boundary.length;
    // Byte by byte: a body may hold millions of places to compare, and most end at the first byte.
    for (let byte = 0; byte < boundary.length; byte += 1) {
      if (body[at + byte] !== boundary[byte]) return undefined;
    }
    if (body[behind] === DASH && body[behind + 1] === DASH) {
      return { start, end: behind + 2, isLast: true };
    }
    let end = behind;
    while (body[end] === SPACE || body[end] === TAB) end += 1;
    const endsLine = body[end] === CR && body[end + 1] === LF;
    return endsLine ? { start, end: end + CRLF.length, isLast: false } : undefined;
  };
  return (from) => {
    if (from === 0 && body[0] === DASH && body[1] === DASH) {
      const first = lineAt(0, 2);
      if (first !== undefined) return first;
    }
    for (let at = from; at < body.length; at += 1) {
      const begins =
        body[at] === CR && body[at + 1] === LF && body[at + 2] === DASH && body[at + 3] === DASH;
      const found = begins ? lineAt(at, at + 4) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

const DASH = 0x2d;
const SPACE = 0x20;
const TAB = 0x09;
const CR = 0x0d;
const LF = 0x0a;

/** `start` is the line end before the first header. */
function partOf(body: Buffer, start: number, end: number): Part {
  const most = Math.min(end, start + BODY_LIMITS.partHeaders);
  const headersEnd = body.subarray(start, most).indexOf(HEADERS_END);
  if (headersEnd === -1) {
    throw new Unreadable('malformed', 'a part has no end of its headers');
  }
  const offset = start + headersEnd + HEADERS_END.length;
  const headers = readPartHeaders(body.subarray(start, start + headersEnd));
  if (headers === undefined) throw new Unreadable('malformed', 'a part has no name');
  return { ...headers, offset, bytes: body.subarray(offset, end) };
}

interface Value {
  value: JsonValue;
  unread?: BodyFault;
}

function valueOf(
  part: Part,
  charset: string | undefined,
  file: (slice: FileSlice) => JsonValue,
): Value {
  const { name, fileName, type, offset, bytes } = part;
  const slice = (): JsonValue => file({ ...labelOf(part), offset, bytes: bytes.length });
  // What a browser sends for a file nobody chose.
  if (fileName === '' && bytes.length === 0) return { value: null };
  if (fileName !== undefined || !isText(type)) return { value: slice() };
  try {
    return { value: textOf(bytes, type, charset) };
  } catch (error) {
    const { kind, reason } = faultOf(error);
    const { fault } = new Unreadable(kind, `the field ${quoted(name)}: ${reason}`);
    return { value: slice(), unread: fault };
  }
}

function isText(type: ContentType | undefined): boolean {
  return type === undefined || type.type === 'application/json' || type.type.startsWith('text/');
}

function textOf(
  bytes: Buffer,
  type: ContentType | undefined,
  charset: string | undefined,
): JsonValue {
  if (type?.type === 'application/json') return parseJsonBody(bytes);
  return decodeText(bytes, type?.charset ?? charset);
}

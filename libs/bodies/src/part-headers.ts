import { isUtf8 } from 'node:buffer';
import { decoderOf } from './charset.ts';
import { parseContentType, parseHeaderValue, type ContentType } from './content-type.ts';

/** What the headers of a part say. */
export interface PartHeaders {
  /** The name of its field. */
  name: string;
  /** Present for files; empty when a browser sends a file input that nobody filled. */
  fileName: string | undefined;
  type: ContentType | undefined;
}

/** Undefined when they name no field. */
export function readPartHeaders(bytes: Buffer): PartHeaders | undefined {
  // Browsers write names in UTF-8; windows-1252 reads whatever is left.
  const text = isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1');
  const lines = text.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const disposition = headerOf(lines, 'content-disposition');
  if (disposition === undefined) return undefined;
  const { parameters } = parseHeaderValue(disposition);
  const name = parameters.get('name');
  if (name === undefined) return undefined;
  const fileName = extended(parameters.get('filename*')) ?? parameters.get('filename');
  return {
    name,
    fileName: fileName === undefined ? undefined : lastPart(fileName),
    type: parseContentType(headerOf(lines, 'content-type')),
  };
}

function headerOf(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((one) => one.slice(0, name.length + 1).toLowerCase() === `${name}:`);
  return line?.slice(name.length + 1).trim();
}

/** RFC 8187: `UTF-8''na%C3%AFve.txt`. */
function extended(value: string | undefined): string | undefined {
  const [, charset, text = ''] = /^([\w-]+)'[^']*'(.*)$/s.exec(value ?? '') ?? [];
  if (charset === undefined) return undefined;
  const bytes = text.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return decoderOf(charset)?.(Buffer.from(bytes, 'latin1'));
}

/** Old browsers send the path on the sender's machine. */
function lastPart(fileName: string): string {
  return fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
}

import type { JsonValue } from '@millrace/model';
import type { FileContent } from '../http/request-body.ts';
import { adf } from './adf.ts';
import {
  cannotEncode,
  isFileContent,
  requireJson,
  requireText,
  type Encodable,
  type Written,
} from './codec-value.ts';
import { csv } from './csv.ts';
import { markdownBlocks } from './markdown-blocks.ts';
import { markdownHtml } from './markdown-html.ts';
import { markdownMrkdwn } from './markdown-mrkdwn.ts';
import { mime } from './mime.ts';
import { xml } from './xml.ts';

export type CodecName =
  | 'base64'
  | 'json'
  | 'xml'
  | 'csv'
  | 'mime'
  | 'adf'
  | 'markdown_html'
  | 'markdown_mrkdwn'
  | 'markdown_blocks';

/** How what a codec writes is given. */
export type EncodedAs = 'text' | 'base64' | 'base64url' | 'file';

interface Codec {
  write: (value: Encodable) => Written;
  /** Of the file that `as: file` gives. */
  type: string;
  name: string;
}

/** Every codec a manifest can name. */
const CODECS: Readonly<Record<CodecName, Codec>> = {
  base64: { write: bytesOf, type: 'application/octet-stream', name: 'data.bin' },
  json: {
    write: (value) => ({ text: JSON.stringify(requireJson(value, 'JSON')) }),
    type: 'application/json',
    name: 'data.json',
  },
  xml: {
    write: (value) => ({ text: xml(requireJson(value, 'XML')) }),
    type: 'application/xml',
    name: 'data.xml',
  },
  csv: {
    write: (value) => ({ text: csv(requireJson(value, 'CSV')) }),
    type: 'text/csv',
    name: 'data.csv',
  },
  mime: { write: (value) => ({ text: mime(value) }), type: 'message/rfc822', name: 'message.eml' },
  adf: {
    write: (value) => ({ json: adf(requireText(value, 'Atlassian document')) }),
    type: 'application/json',
    name: 'document.json',
  },
  markdown_html: {
    write: (value) => ({ text: markdownHtml(requireText(value, 'HTML')) }),
    type: 'text/html',
    name: 'text.html',
  },
  markdown_mrkdwn: {
    write: (value) => ({ text: markdownMrkdwn(requireText(value, 'Slack text')) }),
    type: 'text/plain',
    name: 'text.txt',
  },
  markdown_blocks: {
    write: (value) => ({ json: markdownBlocks(requireText(value, 'Notion blocks')) }),
    type: 'application/json',
    name: 'blocks.json',
  },
};

/**
 * Encodes a value by a codec of the fixed table. Without `as`, `adf` and `markdown_blocks` give a
 * structure, `base64` its text, all others text. `as: text` gives text always (a structure as its
 * JSON), `base64` and `base64url` (without padding) the UTF-8 of that text, and `file` a file of it.
 * The codec `base64` takes text or a file; with it `base64url` chooses the alphabet, and `file` gives
 * the bytes as they are, which makes a file of a text.
 *
 * Throws VALUE_UNWRITABLE and DATA_TOO_DEEP, as the codec says.
 */
export function encode(codec: CodecName, value: Encodable, as: 'file'): FileContent;
export function encode(
  codec: CodecName,
  value: Encodable,
  as?: Exclude<EncodedAs, 'file'>,
): JsonValue;
export function encode(codec: CodecName, value: Encodable, as?: EncodedAs): JsonValue | FileContent;
export function encode(
  codec: CodecName,
  value: Encodable,
  as?: EncodedAs,
): JsonValue | FileContent {
  const { write, type, name } = CODECS[codec];
  const written = write(value);
  if (as === undefined && 'json' in written) return written.json;
  if ('bytes' in written) {
    if (as === 'file') return fileOf(value, { name, type, bytes: written.bytes });
    return Buffer.from(written.bytes).toString(as === 'base64url' ? as : 'base64');
  }
  const text = 'json' in written ? JSON.stringify(written.json) : written.text;
  if (as === 'file') return { name, type, bytes: utf8(text) };
  return as === 'base64' || as === 'base64url' ? utf8(text).toString(as) : text;
}

/** Another character would stand where half of one was. */
function utf8(text: string): Buffer {
  if (!text.isWellFormed()) throw cannotEncode('UTF-8', 'it holds half a character');
  return Buffer.from(text);
}

/** A file stays what it was called. */
function fileOf(value: Encodable, file: FileContent): FileContent {
  return isFileContent(value) ? { ...file, name: value.name, type: value.type } : file;
}

function bytesOf(value: Encodable): Written {
  return { bytes: isFileContent(value) ? value.bytes : utf8(requireText(value, 'base64')) };
}

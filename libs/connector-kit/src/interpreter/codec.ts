import {
  AppError,
  isFileHandle,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@millrace/model';
import { encode, type CodecName, type EncodedAs } from '../codecs/encode.ts';
import type { FileRoom } from '../define.ts';
import type { FileContent } from '../http/request-body.ts';

/** Bytes of file handles in the data of a call, by the handle itself: mappings pass parts of data on as they are. */
const opened = new WeakMap<object, FileContent>();

const CODECS: ReadonlySet<string> = new Set<CodecName>([
  'base64',
  'json',
  'xml',
  'csv',
  'mime',
  'adf',
  'markdown_html',
  'markdown_mrkdwn',
  'markdown_blocks',
]);
const FORMS: ReadonlySet<string> = new Set<EncodedAs>(['text', 'base64', 'base64url', 'file']);

/** Writes what `$encode` asks for; a file as its content in base64, as files stand in data. */
export function encodeInData(codec: string, value: JsonValue, as: string | undefined): JsonValue {
  if (!isCodec(codec) || (as !== undefined && !isForm(as))) {
    throw new AppError('VALUE_UNWRITABLE', {
      place: 'A value',
      form: codec,
      reason: 'nobody knows it',
    });
  }
  const written = encode(codec, withFiles(value), as);
  if (!isContent(written)) return written;
  const { name, type, bytes } = written;
  return { name, type, bytes: bytes.byteLength, base64: Buffer.from(bytes).toString('base64') };
}

function isCodec(name: string): name is CodecName {
  return CODECS.has(name);
}

function isForm(name: string): name is EncodedAs {
  return FORMS.has(name);
}

type Encodable = Parameters<typeof encode>[1];

function isContent(value: unknown): value is FileContent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'bytes' in value &&
    value.bytes instanceof Uint8Array
  );
}

/** The value with its file handles replaced by their content. */
function withFiles(value: JsonValue): Encodable {
  if (Array.isArray(value)) return value.map(withFiles);
  if (!isJsonObject(value)) return value;
  const content = opened.get(value);
  if (content !== undefined) return content;
  if (!hasFiles(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withFiles(member)]));
}

function hasFiles(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(hasFiles);
  if (!isJsonObject(value)) return false;
  return opened.has(value) || Object.values(value).some(hasFiles);
}

/** Opens the files in the input of a call, so that codecs can read them. */
export async function openFiles(input: JsonObject, files: FileRoom | undefined): Promise<void> {
  if (files === undefined) return;
  for (const handle of handlesIn(input)) {
    if (!opened.has(handle)) opened.set(handle, await files.open(handle));
  }
}

type Handle = Parameters<FileRoom['open']>[0];

function handlesIn(value: JsonValue): Handle[] {
  if (Array.isArray(value)) return value.flatMap(handlesIn);
  if (isFileHandle(value)) return [value];
  return isJsonObject(value) ? Object.values(value).flatMap(handlesIn) : [];
}

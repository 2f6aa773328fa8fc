import {
  isFileHandle,
  isJsonObject,
  type FileContent,
  type FileRoom,
  type HttpResponse,
  type JsonObject,
  type JsonValue,
} from '@millrace/connector-kit';
import { wrong } from './input-values.ts';

/** Largest file that becomes part of the data where files are not kept. */
const MOST_INLINE = 4 * 1024 * 1024;

/** The body of an answer as data: a file as its handle, or as base64 where files are not kept. */
export async function keptBody(
  { body, file }: HttpResponse,
  files: FileRoom | undefined,
  tooLarge: (limit: number) => Error,
): Promise<JsonValue> {
  if (file === undefined) return body;
  if (files !== undefined) return { ...(await files.save(file)) };
  const { name, type, bytes } = file;
  if (bytes.byteLength > MOST_INLINE) throw tooLarge(MOST_INLINE);
  return { name, type, bytes: bytes.byteLength, base64: Buffer.from(bytes).toString('base64') };
}

/** True for what stands for a file in the data: a handle, or its content as base64. */
export function isFile(value: JsonValue): value is JsonObject {
  return isFileHandle(value) || isInline(value);
}

/** The content of what `isFile` is true for. Throws INPUT_INVALID where it cannot be had. */
export async function contentOf(
  path: readonly string[],
  value: JsonValue,
  files: FileRoom | undefined,
): Promise<FileContent> {
  if (isInline(value)) {
    const { name, type, base64 } = value;
    if (!/^[A-Za-z\d+/]*={0,2}$/.test(base64)) throw wrong(path, `${path.join('.')} is no base64.`);
    return { name, type, bytes: Buffer.from(base64, 'base64') };
  }
  if (!isFileHandle(value)) throw wrong(path, `${path.join('.')} is no file.`);
  if (files === undefined)
    throw wrong(path, `${path.join('.')} is a file, and files are not kept here.`);
  return files.open(value);
}

interface Inline extends JsonObject {
  name: string;
  type: string;
  base64: string;
}

function isInline(value: JsonValue): value is Inline {
  if (!isJsonObject(value)) return false;
  const { name, type, base64, bytes = 0, ...rest } = value;
  const texts = [name, type, base64].every((text) => typeof text === 'string');
  return texts && typeof bytes === 'number' && Object.keys(rest).length === 0;
}

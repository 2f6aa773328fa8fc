import {
  isFileHandle,
  isJsonObject,
  type FileContent,
  type FileHandle,
  type FileRoom,
  type JsonObject,
  type JsonValue,
} from '@millrace/connector-kit';
import { wrong } from './input-values.ts';

/** True for what stands for a file in the data: a handle, or its content as base64. */
export function isFile(value: JsonValue): value is JsonObject {
  return isFileHandle(value) || isInline(value);
}

/** The files of one call: those that are kept, and content that stands in the data itself. */
export class CallFiles {
  private readonly kept: FileRoom | undefined;
  private readonly own = new Map<FileHandle, FileContent>();

  constructor(kept: FileRoom | undefined) {
    this.kept = kept;
  }

  /** A handle for what `isFile` is true for. Throws INPUT_INVALID where its content cannot be had. */
  handle(path: readonly string[], value: JsonValue): FileHandle {
    const place = path.join('.');
    if (isInline(value)) {
      const { name, type, base64 } = value;
      if (!/^[A-Za-z\d+/]*={0,2}$/.test(base64)) throw wrong(path, `${place} is no base64.`);
      return this.add({ name, type, bytes: Buffer.from(base64, 'base64') });
    }
    if (!isFileHandle(value)) throw wrong(path, `${place} is no file.`);
    if (this.kept !== undefined) return value;
    throw wrong(path, `${place} is a file, and files are not kept here.`);
  }

  /** A handle for content that is known already. */
  add(content: FileContent): FileHandle {
    const { name, type, bytes } = content;
    const handle = { file: 'in the call', name, type, bytes: bytes.byteLength };
    this.own.set(handle, content);
    return handle;
  }

  /** Opens all of them. */
  room(): FileRoom | undefined {
    const { kept, own } = this;
    if (own.size === 0) return kept;
    const missing = (): Promise<never> =>
      Promise.reject(wrong(['body'], 'Files are not kept here.'));
    return {
      open: async (handle) => own.get(handle) ?? kept?.open(handle) ?? missing(),
      save: async (file) => kept?.save(file) ?? missing(),
    };
  }
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

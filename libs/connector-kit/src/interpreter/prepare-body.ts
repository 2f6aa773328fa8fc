import {
  AppError,
  isFileHandle,
  isJsonObject,
  type BodyKind,
  type JsonObject,
  type JsonValue,
  type Style,
} from '@millrace/model';
import { encode } from '../codecs/encode.ts';
import { pairsWriter, type Pair } from '../wire/styles.ts';
import type { PreparedBody, PreparedPart } from './prepared.ts';

/** Writes the body that a mapping gave. */
export type BodyWriter = (value: JsonValue) => PreparedBody;

const TYPES = {
  json: 'application/json',
  text: 'text/plain; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  ndjson: 'application/x-ndjson',
} as const;

/** The writer of a kind of body. It throws INPUT_INVALID for a value that the kind cannot hold. */
export function bodyWriter(
  kind: BodyKind,
  type: string | undefined,
  style: Style | Record<string, Style> | undefined,
): BodyWriter {
  switch (kind) {
    case 'json':
    case 'graphql':
      return (value) => ({ json: value, type: type ?? TYPES.json });
    case 'text':
      return (value) => ({ text: textOf(value), type: type ?? TYPES.text });
    case 'xml':
      return (value) => ({ text: xmlOf(value), type: type ?? TYPES.xml });
    case 'ndjson':
      return (value) => ({ text: linesOf(value), type: type ?? TYPES.ndjson });
    case 'file':
      return (value) => fileOf(value, type);
    case 'form': {
      const write = pairsWriter(style);
      return (value) => ({ form: write(membersOf(value)) });
    }
    case 'multipart': {
      const write = pairsWriter(style);
      return (value) => ({ parts: partsOf(membersOf(value), write) });
    }
  }
}

function partsOf(members: JsonObject, write: (values: JsonObject) => Pair[]): PreparedPart[] {
  return Object.entries(members).flatMap(([name, value]): PreparedPart[] => {
    const files = (Array.isArray(value) ? value : [value]).filter(isFileHandle);
    if (files.length > 0) return files.map((file) => ({ name, file }));
    return write({ [name]: value }).map(([key, text]) => ({ name: key, value: text }));
  });
}

function membersOf(value: JsonValue): JsonObject {
  if (isJsonObject(value)) return value;
  throw misfit('an object with its members');
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function xmlOf(value: JsonValue): string {
  const text = typeof value === 'string' ? value : encode('xml', value, 'text');
  return typeof text === 'string' ? text : JSON.stringify(text);
}

function linesOf(value: JsonValue): string {
  if (!Array.isArray(value)) throw misfit('a list, one line an item');
  return value.map((item) => `${JSON.stringify(item)}\n`).join('');
}

function fileOf(value: JsonValue, type: string | undefined): PreparedBody {
  if (isFileHandle(value)) return { file: value, type };
  if (typeof value === 'string') return { text: value, type: type ?? TYPES.text };
  throw misfit('a file of an earlier step, or text');
}

function misfit(wanted: string): AppError {
  return new AppError('VALUE_UNWRITABLE', {
    place: 'The body',
    form: 'this kind of body',
    reason: `it takes ${wanted}`,
  });
}

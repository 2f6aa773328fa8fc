import { isJsonObject, type JsonObject, type JsonValue } from '@millrace/model';
import { isScalar, scalarText } from '../wire/styles.ts';
import { cannotEncode } from './codec-value.ts';

/**
 * A list as CSV (RFC 4180): lists are rows as they are; objects are rows below a header of all their
 * keys, in the order in which they first appear. Null and what a row lacks is an empty cell, a list
 * or object in a cell its JSON. Every record ends with CRLF. Cells that a spreadsheet would take as
 * formulas are written as they are: the data is for applications, and changing it would lose it.
 *
 * Throws VALUE_UNWRITABLE for what is no list of rows.
 */
export function csv(value: JsonValue): string {
  if (!Array.isArray(value)) throw notRows();
  if (value.every((row) => Array.isArray(row))) return value.map(record).join('');
  if (!value.every(isJsonObject)) throw notRows();
  const keys = [...new Set(value.flatMap((row) => Object.keys(row)))];
  const rows = value.map((row) => record(keys.map((key) => cellOf(row, key))));
  return record(keys) + rows.join('');
}

function notRows() {
  return cannotEncode('CSV', 'it takes a list of objects, or a list of lists');
}

/** `constructor` is a key like any other. */
function cellOf(row: JsonObject, key: string): JsonValue {
  return Object.hasOwn(row, key) ? (row[key] ?? null) : null;
}

/** One empty cell alone would read as a blank line. */
function record(cells: readonly JsonValue[]): string {
  const line = cells.map(cell).join(',');
  return `${line === '' && cells.length === 1 ? '""' : line}\r\n`;
}

const QUOTED = /[",\r\n]|^\s|\s$/;

function cell(value: JsonValue): string {
  if (value === null) return '';
  const text = isScalar(value) ? scalarText(value) : JSON.stringify(value);
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

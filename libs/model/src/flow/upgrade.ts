import type { Fault } from '../fault.ts';
import { isJsonObject, type JsonObject } from '../json.ts';

export type Upgraded = { ok: true; document: unknown } | { ok: false; faults: Fault[] };

/** Each entry turns a document of its version into one of the next. */
const UPGRADES: ReadonlyMap<number, (document: JsonObject) => JsonObject> = new Map();

/** The newest version the table leads to. */
const NEWEST = 1;

/**
 * Brings a document of an older version to the newest one, step by step. The input is not changed.
 * A document without a version, or with one newer than this code, is refused with a fault.
 */
export function upgradeDocument(
  input: unknown,
  upgrades: ReadonlyMap<number, (document: JsonObject) => JsonObject> = UPGRADES,
  newest: number = NEWEST,
): Upgraded {
  if (!isJsonObject(input)) {
    return { ok: false, faults: [{ path: '', message: 'A flow document is an object.' }] };
  }
  const version = input['millrace'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return refuse('Start the document with its version: millrace: 1.');
  }
  if (version > newest) {
    return refuse(`This is version ${version}; this Millrace reads up to ${newest}. Update it.`);
  }
  let document: JsonObject = input;
  for (let from = version; from < newest; from += 1) {
    const upgrade = upgrades.get(from);
    if (upgrade === undefined) return refuse(`Version ${from} cannot be upgraded.`);
    document = { ...upgrade(document), millrace: from + 1 };
  }
  return { ok: true, document };
}

function refuse(message: string): Upgraded {
  return { ok: false, faults: [{ path: '/millrace', message }] };
}

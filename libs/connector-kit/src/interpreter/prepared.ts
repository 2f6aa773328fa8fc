import type { FileHandle, JsonValue } from '@millrace/model';
import type { ReadAs } from '../http/answer.ts';

/** A body before files are read: what is recorded and rehearsed. */
export type PreparedBody =
  | { json: JsonValue; type: string }
  | { form: readonly (readonly [name: string, value: string])[] }
  | { parts: readonly PreparedPart[] }
  | { text: string; type: string }
  | { file: FileHandle; type: string | undefined };

export type PreparedPart = { name: string; value: string } | { name: string; file: FileHandle };

/** One request as mappings made it, before secrets are placed: nothing in it is one. */
export interface Prepared {
  method: string;
  effect: 'reads' | 'writes' | 'deletes';
  /** The address with secrets as their names, as in bot{token}, without `query`. */
  url: string;
  /** The server whose address `url` begins with; undefined for an address from an answer. */
  server: string | undefined;
  /** What stands behind the address of the server. */
  path: string;
  query: readonly (readonly [name: string, value: string])[];
  headers: Readonly<Record<string, string>>;
  body: PreparedBody | undefined;
  readAs: ReadAs;
  redirects: number;
  /** Follow redirects with the same method and body, also to another host. */
  keepMethod?: boolean | undefined;
  timeoutMs: number | undefined;
  /** Whether the account's credentials go with it. */
  withAccount: boolean;
}

/** What came back, as rules, pages and outputs see it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: JsonValue;
}

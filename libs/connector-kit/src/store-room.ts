import type { JsonObject, JsonValue } from '@millrace/model';

/** One change of what a workspace keeps. Times are in milliseconds. */
export type StoreChange =
  | { kind: 'set'; key: string; value: JsonValue; expiresInMs?: number | undefined }
  | { kind: 'delete'; key: string }
  | { kind: 'increment'; key: string; by: string; expiresInMs?: number | undefined }
  /** `expected` absent: there must be no entry. */
  | {
      kind: 'compare-and-set';
      key: string;
      expected?: JsonValue | undefined;
      value: JsonValue;
      expiresInMs?: number | undefined;
    }
  /** A row with the same key is replaced; without a key it is added. */
  | { kind: 'put-row'; table: string; key?: string | undefined; data: JsonObject }
  | { kind: 'delete-rows'; table: string; key?: string | undefined; where: JsonObject };

/** Where to begin a list, and how much of it to give. */
export interface StorePage {
  /** At most this many. */
  limit: number;
  /** Begins behind this one. */
  after?: string | undefined;
}

/** What a workspace keeps of its own: entries by key, and rows of small tables. */
export interface StoreRoom {
  /** `{ found, value, expires_at }`; value and time are null where there is nothing. */
  get(key: string): Promise<JsonObject>;
  /** `{ entries: [{ key, value, expires_at }], more }`, by key. */
  list(prefix: string, page: StorePage): Promise<JsonObject>;
  /** `{ rows: [{ id, key, data, created_at, updated_at }], more }`, oldest first. */
  findRows(
    table: string,
    by: { key?: string | undefined; where: JsonObject },
    page: StorePage,
  ): Promise<JsonObject>;
  /**
   * Makes a change, and gives what came of it. With the idempotency key of a change that was made it
   * changes nothing and gives the same. Throws INPUT_INVALID for what cannot be kept, and ACTION_LIMIT when
   * the workspace keeps all it may.
   */
  change(idempotencyKey: string, change: StoreChange): Promise<JsonObject>;
}

import {
  AppError,
  codeConnector,
  inputError,
  isJsonNumber,
  isJsonObject,
  parseDuration,
  type CodeContext,
  type CodeRun,
  type Connector,
  type JsonObject,
  type Manifest,
  type StoreChange,
  type StorePage,
  type StoreRoom,
} from '@millrace/connector-kit';

/** Millrace's own store: entries by key, and rows of small tables. */
export function store(manifest: Manifest): Connector {
  return codeConnector(manifest, {
    get: async (context) => roomOf(context).get(text(context.input, 'key')),
    list: async (context) => {
      const { input } = context;
      return roomOf(context).list(text(input, 'prefix'), pageOf(input));
    },
    'find-rows': async (context) => {
      const { input } = context;
      const by = { key: optional(input, 'key'), where: object(input, 'where') };
      return roomOf(context).findRows(text(input, 'table'), by, pageOf(input));
    },
    set: changing((input) => ({
      ...{ kind: 'set', key: text(input, 'key'), value: input['value'] ?? null },
      expiresInMs: expiry('Set a value', input),
    })),
    delete: changing((input) => ({ kind: 'delete', key: text(input, 'key') })),
    increment: changing((input) => {
      const { by = 1 } = input;
      return {
        ...{ kind: 'increment', key: text(input, 'key'), by: isJsonNumber(by) ? String(by) : '1' },
        expiresInMs: expiry('Count up or down', input),
      };
    }),
    'compare-and-set': changing((input) => ({
      ...{ kind: 'compare-and-set', key: text(input, 'key'), value: input['value'] ?? null },
      expected: input['expected'],
      expiresInMs: expiry('Set a value if it is as expected', input),
    })),
    'insert-row': changing((input) => ({
      ...{ kind: 'put-row', table: text(input, 'table'), data: object(input, 'data') },
    })),
    'upsert-row': changing((input) => ({
      ...{ kind: 'put-row', table: text(input, 'table'), data: object(input, 'data') },
      key: text(input, 'key'),
    })),
    'delete-rows': changing((input) => {
      const key = optional(input, 'key');
      const where = object(input, 'where');
      if (key !== undefined || Object.keys(where).length > 0) {
        return { kind: 'delete-rows', table: text(input, 'table'), key, where };
      }
      const message = 'Say which rows: by their key, or by what their members are.';
      throw inputError('Delete rows', [{ path: '/where', message }]);
    }),
  });
}

/** The code of an action that is one change. */
function changing(changeOf: (input: JsonObject) => StoreChange): CodeRun {
  return async (context) => {
    const change = changeOf(context.input);
    return roomOf(context).change(context.idempotencyKey, change);
  };
}

function roomOf({ store: room }: CodeContext): StoreRoom {
  if (room !== undefined) return room;
  throw new AppError('CALL_UNAVAILABLE', { app: 'Store', reason: 'nothing is kept here.' });
}

function pageOf(input: JsonObject): StorePage {
  const { limit = 100 } = input;
  return { limit: isJsonNumber(limit) ? Number(limit) : 100, after: optional(input, 'after') };
}

const LONGEST_MS = 10 * 365 * 24 * 3_600_000;

function expiry(action: string, { expires_in: value }: JsonObject): number | undefined {
  if (typeof value !== 'string') return undefined;
  const ms = parseDuration(value);
  if (ms !== undefined && ms > 0 && ms <= LONGEST_MS) return ms;
  const message = `Expires after is "${value}"; it takes a time such as 30s, 10m, 12h or 7d.`;
  throw inputError(action, [{ path: '/expires_in', message }]);
}

function text(input: JsonObject, key: string): string {
  return optional(input, key) ?? '';
}

function optional(input: JsonObject, key: string): string | undefined {
  const value = input[key];
  return typeof value === 'string' ? value : undefined;
}

function object(input: JsonObject, key: string): JsonObject {
  const value = input[key];
  return value !== undefined && isJsonObject(value) ? value : {};
}

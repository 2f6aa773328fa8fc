import { AppError, type Auth, type Field, type JsonObject, type Manifest } from '@millrace/model';
import { compilePattern } from '@millrace/mapping';
import type { ConnectionValues } from '../define.ts';
import { redactor, type Redact } from '../redact.ts';
import type { SecretValues } from '../wire/secret-text.ts';
import { matchesHost } from './host-pattern.ts';

/** One account while it is used: what mappings may see of it apart from what only the kit sees. */
export interface Account {
  name: string;
  authId: string;
  auth: Auth;
  /** `$.connection`: the values that are no secrets, and facts. */
  data: JsonObject;
  /** What secret texts are filled with: all values, facts, and the token. */
  texts: SecretValues;
  /** The names in `texts` that must not be seen. */
  secretNames: ReadonlySet<string>;
  /** Hides every secret of the account. */
  hide: Redact;
}

/** Names that stand in secret texts without being fields. */
const TOKEN = 'token';
/** The secret made for a webhook: placed where it is registered, and seen by no mapping. */
export const HOOK_SECRET = 'hook_secret';

/** The kind of sign-in that a connection uses: the one it names, or the first. */
export function authOf(
  manifest: Manifest,
  connection: ConnectionValues | undefined,
): [string, Auth] {
  const kinds = Object.entries(manifest.auth);
  const named = kinds.find(([id]) => id === connection?.auth);
  const [found] = named === undefined ? kinds : [named];
  if (found === undefined || (connection?.auth !== undefined && named === undefined)) {
    const reason = `${manifest.name} has no sign-in "${connection?.auth ?? ''}"`;
    throw new AppError('CONNECTION_INVALID', { connection: connection?.name ?? 'none', reason });
  }
  return found;
}

/** The fields a connection of this kind has. */
function fieldsOfAuth(manifest: Manifest, auth: Auth): Field[] {
  return [...(manifest.connection ?? []), ...(auth.fields ?? [])];
}

/** The account of a connection. Throws CONNECTION_INVALID for values that name no fact they should. */
export function openAccount(manifest: Manifest, connection: ConnectionValues | undefined): Account {
  const [authId, auth] = authOf(manifest, connection);
  const fields = fieldsOfAuth(manifest, auth);
  const values = withDefaults(fields, connection?.values ?? {});
  requireHosts(fields, values, connection);
  const secretNames = new Set(fields.filter(({ type }) => type === 'secret').map(({ key }) => key));
  for (const name of [TOKEN, HOOK_SECRET, 'refresh_token']) secretNames.add(name);
  const facts: JsonObject = {
    ...connection?.facts,
    ...readFacts(fields, auth, values, connection),
  };
  const open = Object.entries(values).filter(([key]) => !secretNames.has(key));
  const tokens = connection?.tokens ?? {};
  const texts = { ...values, ...textsOf(facts), ...tokens };
  const secrets = [...secretNames].flatMap((name) => texts[name] ?? []);
  return {
    name: connection?.name ?? 'none',
    authId,
    auth,
    data: { ...Object.fromEntries(open), ...facts },
    texts,
    secretNames,
    hide: redactor(secrets),
  };
}

/**
 * Opens the accounts of a connector, each once: by the connection, which nobody changes, and the one of
 * calls without any. What it gives throws what {@link openAccount} does.
 */
export function accountOpener(
  manifest: Manifest,
): (connection: ConnectionValues | undefined) => Account {
  const accounts = new WeakMap<ConnectionValues, Account>();
  let without: Account | undefined;
  return (connection) => {
    if (connection === undefined) return (without ??= openAccount(manifest, undefined));
    const known = accounts.get(connection);
    if (known !== undefined) return known;
    const opened = openAccount(manifest, connection);
    accounts.set(connection, opened);
    return opened;
  };
}

/** A secret address may only point where its field says. */
function requireHosts(
  fields: readonly Field[],
  values: Readonly<Record<string, string>>,
  connection: ConnectionValues | undefined,
): void {
  for (const { key, label, hosts = [] } of fields) {
    const value = values[key] ?? '';
    if (hosts.length === 0 || value === '') continue;
    const host = URL.parse(value)?.host ?? '';
    if (hosts.some((pattern) => matchesHost(pattern, host))) continue;
    const reason = `its ${label} has to be an address on ${hosts.join(' or ')}`;
    throw new AppError('CONNECTION_INVALID', { connection: connection?.name ?? 'none', reason });
  }
}

function withDefaults(
  fields: readonly Field[],
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const all = { ...values };
  for (const { key, default: preset } of fields) {
    if (typeof preset === 'string' && (all[key] ?? '') === '') all[key] = preset;
  }
  return all;
}

/** The facts that stand in values, such as the data centre at the end of an API key. */
function readFacts(
  fields: readonly Field[],
  auth: Auth,
  values: Readonly<Record<string, string>>,
  connection: ConnectionValues | undefined,
): JsonObject {
  const facts: JsonObject = {};
  for (const [name, fact] of Object.entries(auth.facts ?? {})) {
    if (!('field' in fact)) continue;
    const found = compilePattern(fact.match).capture(values[fact.field] ?? '');
    // With an address of its own the connection does not need what names the usual one.
    if (found === undefined && (values['base_url'] ?? '') !== '') continue;
    const field = fields.find(({ key }) => key === fact.field);
    const reason = faultOfFact(name, found, field, fact.field);
    if (reason !== undefined) {
      throw new AppError('CONNECTION_INVALID', { connection: connection?.name ?? 'none', reason });
    }
    if (found !== undefined) facts[name] = found;
  }
  return facts;
}

/** Longer ones would show too much of a secret. */
const LONGEST_OF_SECRET = 16;

function faultOfFact(
  name: string,
  found: string | undefined,
  field: Field | undefined,
  key: string,
): string | undefined {
  const noun = name.replaceAll('_', ' ');
  if (found === undefined) {
    return `its ${field?.label ?? key} does not have the form that names ${noun}`;
  }
  const isSecret = field?.type === 'secret' && found.length > LONGEST_OF_SECRET;
  return isSecret ? `its ${noun} would hold a secret` : undefined;
}

function textsOf(facts: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  );
}

import { isJsonObject, type Auth, type Fault, type Field, type Manifest } from '@millrace/model';
import { fault, type Place } from './lint-reads.ts';

/** Names of texts that the kit brings: a field or fact of the same name would be written over. */
const OF_TOKENS = ['token', 'refresh_token'];
const OF_HOOKS = 'hook_secret';

/** Secrets that would not be where they should: hidden by others of their name, or asked for in data. */
export function lintSecrets(manifest: Manifest): Fault[] {
  const shared = manifest.connection ?? [];
  return [
    ...Object.entries(manifest.auth).flatMap(([id, auth]) =>
      [
        ...placed(shared, ['connection']),
        ...placed(auth.fields ?? [], ['auth', id, 'fields']),
      ].flatMap(([field, at]) => lintName(field, auth, [...at, 'key'])),
    ),
    ...literals(manifest, secretNames(manifest), []),
  ];
}

function placed(fields: readonly Field[], at: Place): [Field, Place][] {
  return fields.map((field, index) => [field, [...at, index]]);
}

function lintName({ key }: Field, { kind, facts = {} }: Auth, at: Place): Fault[] {
  const getsTokens = kind === 'oauth2' || kind === 'session';
  if (key === OF_HOOKS || (getsTokens && OF_TOKENS.includes(key))) {
    return [
      fault(at, `"${key}" is what the kit calls a text of its own; give the field another name.`),
    ];
  }
  return Object.hasOwn(facts, key) ? [fault(at, `A fact has the name "${key}" too.`)] : [];
}

function secretNames({ connection = [], auth }: Manifest): ReadonlySet<string> {
  const fields = [...connection, ...Object.values(auth).flatMap((one) => one.fields ?? [])];
  const secret = fields.filter(({ type }) => type === 'secret').map(({ key }) => key);
  return new Set([...secret, ...OF_TOKENS, OF_HOOKS]);
}

/** Members that hold mappings: what stands in them is data, and sent as it is. */
const DATA = new Set(['query', 'headers', 'body', 'values', 'url', 'cost', 'keep', 'says']);

/** Members that hold something else. */
const NOT_REQUESTS = new Set([
  'sample',
  'samples',
  'input',
  'fields',
  'token',
  'refresh',
  'place',
  'authorize',
]);

/** `{name}` of a secret in data is not filled in by anybody. */
function literals(value: unknown, names: ReadonlySet<string>, at: Place): Fault[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => literals(item, names, [...at, index]));
  if (typeof value === 'string') {
    if (!at.some((key) => DATA.has(String(key)))) return [];
    const [, name] = /(?<!\{)\{([a-z][a-z0-9_]*)\}(?!\})/.exec(value) ?? [];
    if (name === undefined || !names.has(name)) return [];
    return [fault(at, `{${name}} is not filled in here: secrets stand in place alone.`)];
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    NOT_REQUESTS.has(key) ? [] : literals(member, names, [...at, key]),
  );
}

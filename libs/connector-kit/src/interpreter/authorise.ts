import {
  AppError,
  isJsonObject,
  type Auth,
  type JsonObject,
  type JsonValue,
  type Manifest,
  type Place,
} from '@millrace/model';
import { compileManifestCondition, type ManifestCondition } from '@millrace/mapping';
import { compileSecretText, type SecretText } from '../wire/secret-text.ts';
import type { Account } from './account.ts';
import type { Prepared, PreparedBody } from './prepared.ts';
import { serverAddress } from './server-address.ts';

/** What the kit adds to a prepared request: the only place where secrets enter it. */
export interface Authorised {
  url: string;
  query: Prepared['query'];
  /** Headers that say who calls; a redirect to another origin goes without them. */
  credentials: Record<string, string>;
  body: PreparedBody | undefined;
}

/** Puts the secrets of an account into a prepared request. */
export type Authorise = (account: Account, prepared: Prepared, data: JsonObject) => Authorised;

/** The names that secret texts of a manifest may hold. */
export function secretTextNames(manifest: Manifest): Set<string> {
  const auths = Object.values(manifest.auth);
  const fields = [...(manifest.connection ?? []), ...auths.flatMap(({ fields: own = [] }) => own)];
  const facts = auths.flatMap((auth) => Object.keys(auth.facts ?? {}));
  return new Set([
    ...fields.map(({ key }) => key),
    ...facts,
    ...['token', 'hook_secret', 'client_id', 'client_secret', 'refresh_token', 'base_url'],
  ]);
}

interface CompiledPlace extends Omit<Place, 'name' | 'value' | 'when'> {
  name: SecretText;
  value: SecretText;
  when: ManifestCondition | undefined;
}

/** Compiles what is placed for each kind of sign-in, and for one request. */
export function compileAuthorise(manifest: Manifest, own: readonly Place[] = []): Authorise {
  const names = secretTextNames(manifest);
  const places = (list: readonly Place[]): CompiledPlace[] =>
    list.map(({ name, value, when, ...place }) => ({
      ...place,
      name: compileSecretText(name, names),
      value: compileSecretText(value, names),
      when: when === undefined ? undefined : compileManifestCondition(when),
    }));
  const ofAuth = new Map(
    Object.entries(manifest.auth).map(([id, auth]) => [id, places(placesOfAuth(auth))]),
  );
  const basic = new Map(
    Object.entries(manifest.auth).flatMap(([id, auth]) =>
      auth.kind === 'basic' ? [[id, basicHeader(auth, names)] as const] : [],
    ),
  );
  const ofRequest = places(own);
  return (account, prepared, data) => {
    const used = prepared.withAccount
      ? [...(ofAuth.get(account.authId) ?? []), ...ofRequest]
      : ofRequest;
    const authorised: Authorised = {
      url: realUrl(manifest, account, prepared),
      query: prepared.query,
      credentials: {},
      body: prepared.body,
    };
    if (prepared.withAccount) {
      const header = basic.get(account.authId)?.(account);
      if (header !== undefined) authorised.credentials['authorization'] = header;
    }
    for (const place of used) put(authorised, place, account, data);
    return authorised;
  };
}

/** RFC 7617. */
function basicHeader(
  auth: { user: string; password: string },
  names: ReadonlySet<string>,
): (account: Account) => string {
  const user = compileSecretText(auth.user, names);
  const password = compileSecretText(auth.password, names);
  return ({ texts }) => {
    const pair = `${user.fill(texts)}:${password.fill(texts)}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  };
}

function placesOfAuth(auth: Auth): Place[] {
  const own = auth.place ?? [];
  const isBearer = auth.kind === 'oauth2' || auth.kind === 'session' || auth.kind === 'bearer';
  if (!isBearer || (own.length > 0 && auth.kind !== 'bearer')) return own;
  const token = auth.kind === 'bearer' ? auth.token : '{token}';
  return [{ in: 'header', name: 'Authorization', value: `Bearer ${token}` }, ...own];
}

function realUrl(manifest: Manifest, account: Account, { server, url, path }: Prepared): string {
  return server === undefined ? url : serverAddress(manifest, account, server).real + path;
}

function put(
  authorised: Authorised,
  { in: where, name: called, value, when }: CompiledPlace,
  account: Account,
  data: JsonObject,
): void {
  if (when?.(data) === false) return;
  const [name, text] = [called.fill(account.texts), value.fill(account.texts)];
  if (where === 'header') authorised.credentials[name.toLowerCase()] = text;
  else if (where === 'query') {
    authorised.url = withoutMember(authorised.url, name);
    authorised.query = [...authorised.query, [name, text]];
  } else authorised.body = bodyWith(authorised.body, name, text);
}

/** The address of a next page repeats the query it was asked with, and its secrets are hidden in it. */
function withoutMember(url: string, name: string): string {
  const at = url.indexOf('?');
  if (at < 0) return url;
  const pairs = url.slice(at + 1).split('&');
  const rest = pairs.filter((pair) => !new URLSearchParams(pair).has(name));
  return rest.length === 0 ? url.slice(0, at) : `${url.slice(0, at)}?${rest.join('&')}`;
}

/** A JSON pointer into a JSON body, or the name of a form's member. */
function bodyWith(body: PreparedBody | undefined, name: string, text: string): PreparedBody {
  if (body === undefined)
    return { json: withMember({}, segments(name), text), type: 'application/json' };
  if ('json' in body) return { ...body, json: withMember(body.json, segments(name), text) };
  const plain = name.replace(/^\//, '');
  if ('form' in body) return { form: [...body.form, [plain, text]] };
  if ('parts' in body) return { parts: [...body.parts, { name: plain, value: text }] };
  const reason = 'a secret cannot stand in a body of this kind';
  throw new AppError('VALUE_UNWRITABLE', { place: 'The body', form: 'text', reason });
}

function segments(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(pointer.startsWith('/') ? 1 : 0)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function withMember(value: JsonValue, [key, ...rest]: readonly string[], text: string): JsonValue {
  if (key === undefined) return text;
  const object = isJsonObject(value) ? value : {};
  const inner = Object.hasOwn(object, key) ? (object[key] ?? {}) : {};
  return { ...object, [key]: withMember(inner, rest, text) };
}

import {
  AppError,
  isJsonObject,
  parseDuration,
  type ConnectorRequest,
  type JsonObject,
  type JsonValue,
  type Manifest,
  type Mapping,
} from '@millrace/model';
import { compileManifestMapping, type ManifestMapping, type Work } from '@millrace/mapping';
import { compilePathTemplate } from '../wire/path.ts';
import { pairsWriter, scalarText } from '../wire/styles.ts';
import type { Account } from './account.ts';
import { encodeInData } from './codec.ts';
import { bodyWriter, type BodyWriter } from './prepare-body.ts';
import type { Prepared } from './prepared.ts';
import { isAllowedHost, originOf, serverAddress } from './server-address.ts';

/** Makes a request of the data that its mappings see. */
export type Prepare = (account: Account, data: JsonObject, work?: Work) => Prepared;

const EFFECTS: ReadonlyMap<string, Prepared['effect']> = new Map([
  ['GET', 'reads'],
  ['HEAD', 'reads'],
  ['OPTIONS', 'reads'],
  ['DELETE', 'deletes'],
]);

/** What a method means; one that is not known may do anything. */
export function effectOfMethod(method: string): Prepared['effect'] {
  return EFFECTS.get(method) ?? 'writes';
}

/** What a request does at the application: as it says, or as its method means. */
export function effectOf({ effect, method = 'GET' }: ConnectorRequest): Prepared['effect'] {
  return effect ?? effectOfMethod(method);
}

/** Compiles a mapping of a manifest, with the codecs of the kit. */
export function compileM(mapping: Mapping): ManifestMapping {
  return compileManifestMapping(mapping, { encode: encodeInData });
}

/**
 * Compiles a request once, to closures. Preparing throws INPUT_INVALID, URL_INVALID, VALUE_UNWRITABLE,
 * CONNECTION_INVALID, HOST_NOT_ALLOWED, and what evaluating a mapping throws.
 */
export function compileRequest(manifest: Manifest, written: ConnectorRequest): Prepare {
  const { defaults = {} } = manifest;
  const method = written.method ?? 'GET';
  const fixed = {
    method,
    effect: effectOf(written),
    readAs: written.read_as ?? 'auto',
    redirects: written.redirects ?? 0,
    timeoutMs: msOf(written.timeout ?? defaults.timeout),
    withAccount: written.auth !== false,
  } as const;
  const address = addressOf(manifest, written);
  const query = members({ ...defaults.query, ...written.query });
  const pairs = pairsWriter(written.style ?? defaults.style);
  const headers = members({ ...defaults.headers, ...written.headers });
  const body = bodyOf(manifest, written);
  return (account, data, work) => ({
    ...fixed,
    ...address(account, data, work),
    query: pairs(valuesOf(query, data, work)),
    headers: headersOf(valuesOf(headers, data, work)),
    body: body(data, work),
  });
}

type Members = readonly (readonly [name: string, value: ManifestMapping])[];

function members(mappings: Readonly<Record<string, Mapping>>): Members {
  return Object.entries(mappings).map(([name, mapping]) => [name, compileM(mapping)]);
}

function valuesOf(compiled: Members, data: JsonObject, work: Work | undefined): JsonObject {
  const values: [string, JsonValue][] = [];
  for (const [name, evaluate] of compiled) {
    const value = evaluate(data, undefined, work);
    if (value !== undefined) values.push([name, value]);
  }
  return Object.fromEntries(values);
}

function headersOf(values: JsonObject): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === '') continue;
    if (Array.isArray(value) || isJsonObject(value)) {
      const params = {
        place: `The header ${name}`,
        form: 'text',
        reason: 'it is a list or object',
      };
      throw new AppError('VALUE_UNWRITABLE', params);
    }
    headers[name.toLowerCase()] = scalarText(value);
  }
  return headers;
}

function bodyOf(
  manifest: Manifest,
  written: ConnectorRequest,
): (data: JsonObject, work: Work | undefined) => Prepared['body'] {
  if (written.body === undefined) return () => undefined;
  const { defaults = {} } = manifest;
  const evaluate = compileM(written.body);
  const write: BodyWriter = bodyWriter(
    written.body_as ?? defaults.body_as ?? 'json',
    written.content_type ?? defaults.content_type,
    written.style ?? defaults.style,
  );
  return (data, work) => {
    const value = evaluate(data, undefined, work);
    return value === undefined ? undefined : write(value);
  };
}

type Address = Pick<Prepared, 'url' | 'server' | 'path'>;
type AddressOf = (account: Account, data: JsonObject, work: Work | undefined) => Address;

function addressOf(manifest: Manifest, written: ConnectorRequest): AddressOf {
  const server = written.server ?? 'api';
  if (written.url !== undefined) {
    const evaluate = compileM(written.url);
    return (account, data, work) =>
      givenAddress(manifest, server, evaluate(data, undefined, work), account);
  }
  if (written.path === undefined) {
    return (account) => ({ url: serverAddress(manifest, account, server).shown, server, path: '' });
  }
  const path = compilePathTemplate(written.path);
  const named = members(written.values ?? {});
  return (account, data, work) => {
    const input = isJsonObject(data['input']) ? data['input'] : {};
    const values = { ...account.data, ...input, ...valuesOf(named, data, work) };
    const filled = path.fill(values);
    const { shown } = serverAddress(manifest, account, server);
    if (shown.includes('?')) throw badAddress(account, shown);
    return { url: shown + filled, server, path: filled };
  };
}

/** An address that an answer named: relative ones belong to the server, others must be on an allowed host. */
export function givenAddress(
  manifest: Manifest,
  server: string,
  text: JsonValue | undefined,
  account: Account,
): Address {
  // The server may be incomplete as long as the account is being learned of; a whole address needs none.
  const whole = typeof text === 'string' ? URL.parse(text) : null;
  const base = whole === null ? serverAddress(manifest, account, server).real : undefined;
  const url = typeof text === 'string' ? URL.parse(text, base) : null;
  if (url === null) {
    const shown = typeof text === 'string' ? text : 'nothing';
    throw new AppError('URL_INVALID', { url: account.hide(shown), reason: 'it is no address' });
  }
  const sameServer = url.origin === originOf(manifest, account, server);
  const isOpen = url.protocol === 'https:' && isAllowedHost(manifest, account, url.host);
  if (!sameServer && !isOpen) {
    throw new AppError('HOST_NOT_ALLOWED', { app: manifest.name, host: url.host });
  }
  return { url: url.href, server: undefined, path: '' };
}

function badAddress(account: Account, shown: string): AppError {
  const reason = `no path can stand behind ${shown}`;
  return new AppError('CONNECTION_INVALID', { connection: account.name, reason });
}

/** A duration of a manifest, in milliseconds. */
export function msOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text);
}

import { isJsonObject, type ConnectorCase, type JsonObject, type Manifest } from '@millrace/model';
import type { ConnectorFolder } from '@millrace/connectors/testing';
import type { AccountOf, PeerAction, PlainAnswer } from './vendor.ts';
import type { PeerAccount } from './millrace-side.ts';
import type { WireAnswer, WireRequest } from './street.ts';

/** The token that every OAuth server of the suite gives. */
const TOKEN = 'token-of-the-case';

/** The case that a peer's action names, or the first of the action that ends well. */
export function caseOf(
  { cases }: ConnectorFolder,
  { action, case: name }: PeerAction,
): ConnectorCase {
  const found = cases.find(
    (one) =>
      one.action === action && (name === undefined ? one.output !== undefined : one.name === name),
  );
  if (found !== undefined) return found;
  throw new Error(`There is no case ${name === undefined ? 'that ends well' : `"${name}"`}.`);
}

/** The account of a case, with what its peer adds. */
export function accountOf(
  { id, auth }: Manifest,
  one: Pick<ConnectorCase, 'auth' | 'connection' | 'facts'>,
  own: AccountOf = {},
): PeerAccount {
  const kind = own.auth ?? one.auth ?? Object.keys(auth)[0] ?? '';
  const facts = Object.entries(auth[kind]?.facts ?? {});
  const redirect = facts.flatMap(([name, fact]): [string, string][] =>
    'redirect' in fact ? [[fact.redirect, textOf(one.facts?.[name])]] : [],
  );
  return {
    // The values of a case are those of its own kind of sign-in.
    ...{
      connector: id,
      auth: kind,
      values: { ...(own.auth === undefined ? one.connection : {}), ...own.values },
    },
    redirect: { ...Object.fromEntries(redirect), ...own.redirect },
  };
}

/** Answers the token server of a connector's sign-ins: a token, and the facts that come with it. */
export function tokenScript(
  { auth }: Manifest,
  facts: JsonObject = {},
  own: AccountOf = {},
): (request: WireRequest) => WireAnswer | undefined {
  const paths = tokenPaths({ auth });
  const told = Object.values(auth).flatMap((kind) =>
    Object.entries(kind.facts ?? {}).flatMap(([name, fact]): [string, unknown][] =>
      'token' in fact ? [[fact.token.replace(/^\$\./, ''), facts[name]]] : [],
    ),
  );
  const body = {
    ...{ access_token: TOKEN, token_type: 'bearer', expires_in: 3600, refresh_token: 'refresh' },
    ...Object.fromEntries(told),
    ...own.token,
  };
  return ({ path }) => (paths.some((one) => one.test(path)) ? wireAnswer({ body }) : undefined);
}

/** The paths of a connector's token servers, as patterns. */
export function tokenPaths({ auth }: Pick<Manifest, 'auth'>): RegExp[] {
  return Object.values(auth).flatMap((kind) => {
    if (kind.kind !== 'oauth2') return [];
    const path = kind.token.url.replace(/^[a-z]+:\/\/[^/]+/, '').replaceAll('.', '\\.');
    return [new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}`)];
  });
}

/** Answers in their order; nothing when they are used up. */
export function sequence(
  answers: readonly PlainAnswer[],
): (request: WireRequest) => WireAnswer | undefined {
  let next = 0;
  return () => {
    const answer = answers[next];
    next += 1;
    return answer === undefined ? undefined : wireAnswer(answer);
  };
}

/** Answers by a part of host and path. */
export function byPath(
  answers: Readonly<Record<string, PlainAnswer>>,
): (request: WireRequest) => WireAnswer | undefined {
  return ({ host, path }) => {
    const found = Object.entries(answers).find(([part]) => `${host}${path}`.includes(part));
    return found === undefined ? undefined : wireAnswer(found[1]);
  };
}

/** The answers of a case as they go over the wire. */
export function answersOf({ calls = [] }: ConnectorCase): PlainAnswer[] {
  return calls.map(({ answer }): PlainAnswer => {
    const { status = 200, headers, body } = answer ?? {};
    return {
      status,
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
    };
  });
}

function wireAnswer({ status = 200, headers = {}, body = null }: PlainAnswer): WireAnswer {
  const own = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const typed = (type: string, bytes: Buffer, more = {}): WireAnswer => ({
    ...{ status, body: bytes },
    headers: { 'content-type': type, 'content-length': String(bytes.length), ...more, ...own },
  });
  if (body === null) return { status, headers: own, body: Buffer.alloc(0) };
  if (typeof body === 'string') return typed('text/plain', Buffer.from(body));
  if (isJsonObject(body) && typeof body['file'] === 'string' && typeof body['bytes'] === 'number') {
    const name = encodeURIComponent(textOf(body['name']));
    const disposition = `attachment; filename*=UTF-8''${name}`;
    const bytes = Buffer.alloc(body['bytes']);
    return typed(textOf(body['type']), bytes, { 'content-disposition': disposition });
  }
  return typed('application/json', Buffer.from(JSON.stringify(body)));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

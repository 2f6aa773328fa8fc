import {
  AppError,
  isJsonObject,
  type Auth,
  type JsonObject,
  type JsonValue,
  type Manifest,
  type OAuth2,
} from '@millrace/model';
import { compileManifestCondition } from '@millrace/mapping';
import type { HttpResponse } from '../http/answer.ts';
import { toCallError } from '../call-error.ts';
import type { HttpClient, HttpRequest } from '../http/http-client.ts';
import { redactor } from '../redact.ts';
import { hideInError } from '../secrets.ts';
import { signJwt } from '../sign/jwt.ts';
import { compileSecretTexts, fillSecretTexts } from '../wire/secret-text.ts';
import type { Account } from './account.ts';
import { secretTextNames } from './authorise.ts';
import { fillAddress } from './server-address.ts';
import { readTokens, type Tokens } from './token-answer.ts';
import { wayOfAccount } from './way-of-account.ts';

/** What asking for a token works with. */
export interface TokenContext {
  http: HttpClient;
  signal: AbortSignal;
  now: Date;
}

const TIMEOUT_MS = 15_000;
const JWT_CLIENT = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** One question to a token address. */
export interface TokenCall {
  url: string;
  params: Record<string, string>;
  isRefresh?: boolean;
  secrets?: string[];
}

/**
 * One call of a token address. Throws CONNECTION_EXPIRED for a refresh that was refused for good,
 * CALL_UNAUTHORIZED for another refusal, what the HTTP client throws, and CALL_UNAVAILABLE and
 * CALL_RATE_LIMITED for what may go well later. No secret is in an error.
 */
export async function fetchToken(
  manifest: Manifest,
  account: Account,
  call: TokenCall,
  context: TokenContext,
): Promise<Tokens> {
  const secrets = [...(call.secrets ?? []), call.params['assertion'] ?? ''];
  const hide = redactor(secrets.filter((one) => one !== ''));
  try {
    const request = tokenRequest(manifest, account, call, context);
    const answer = await context.http.request(request);
    const body = bodyOf(answer);
    const tokens = readTokens(account, body, context.now);
    const isGood = answer.status >= 200 && answer.status < 300;
    if (isGood && tokens !== undefined) return tokens;
    throw refusal(manifest, account, call, { ...answer, body });
  } catch (error) {
    hideInError(error, hide);
    hideInError(error, account.hide);
    throw error;
  }
}

function tokenRequest(
  manifest: Manifest,
  account: Account,
  { url, params }: TokenCall,
  { signal, now }: TokenContext,
): HttpRequest {
  const { token, grant } = oauthOf(account);
  const client =
    typeof token.client === 'string' ? token.client : account.texts[token.client.field];
  const { client_id: id = '', client_secret: secret = '' } = account.texts;
  const own =
    client === 'body'
      ? {
          ...(id === '' ? {} : { client_id: id }),
          ...(secret === '' ? {} : { client_secret: secret }),
        }
      : client === 'jwt' && grant !== 'jwt'
        ? {
            ...{ client_id: id, client_assertion_type: JWT_CLIENT },
            client_assertion: assertionOf(manifest, account, now),
          }
        : {};
  const all = { ...params, ...own };
  return {
    app: manifest.name,
    method: 'POST',
    url: fillAddress(url, account).real,
    headers: { accept: 'application/json' },
    credentials: client === 'basic' ? { authorization: basic(id, secret) } : {},
    body: token.as === 'json' ? { json: all } : { form: Object.entries(all) },
    timeoutMs: TIMEOUT_MS,
    ...wayOfAccount(account),
    signal,
  };
}

/** RFC 6749 §2.3.1: each part is written as in a form before they are joined. */
function basic(id: string, secret: string): string {
  const [user, password] = [id, secret].map((part) =>
    new URLSearchParams({ v: part }).toString().slice(2),
  );
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

const LIFETIME_S = 3_600;

export function assertionOf(manifest: Manifest, account: Account, now: Date): string {
  const { assertion } = oauthOf(account).token;
  if (assertion === undefined) {
    const reason = `${manifest.name} does not say how its token is signed`;
    throw new AppError('CONNECTION_INVALID', { connection: account.name, reason });
  }
  const [key = ''] = Object.values(filled(manifest, account, { key: assertion.key }));
  const claims = filled(manifest, account, assertion.claims);
  return signJwt({ alg: assertion.alg, key, claims, lifetimeS: LIFETIME_S }, now);
}

export function filled(
  manifest: Manifest,
  account: Account,
  texts: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return fillSecretTexts(compileSecretTexts(texts, secretTextNames(manifest)), account.texts);
}

/** Some applications answer with a form, whatever they are asked for. */
function bodyOf({ body, headers }: HttpResponse): JsonValue {
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return typeof body === 'string' && isForm ? Object.fromEntries(new URLSearchParams(body)) : body;
}

/** Names of RFC 6749 §5.2 that new credentials mend. */
const REFUSED = new Set([
  ...['invalid_grant', 'invalid_client', 'unauthorized_client', 'access_denied'],
  ...['invalid_scope', 'unsupported_grant_type'],
]);

function refusal(
  { name: app }: Manifest,
  account: Account,
  { isRefresh = false }: TokenCall,
  answer: HttpResponse,
): AppError {
  const { status, body } = answer;
  const { error = null, error_description: description } = isJsonObject(body) ? body : {};
  const plain = status < 300 ? 'no token came back' : `status ${status}`;
  const reason = textOf(description) ?? textOf(error) ?? plain;
  if (isRefresh && isGone(account, answer, error)) {
    const { name } = account;
    return new AppError('CONNECTION_EXPIRED', { name, reason: `${app} says ${reason}` });
  }
  const isRefused = typeof error === 'string' && (REFUSED.has(error) || status < 400);
  const kind = isRefused && status < 500 ? { kind: 'CALL_UNAUTHORIZED' as const } : {};
  const connection = { name: account.name, values: {} };
  // A body that is not the error it should be may hold a token.
  const shown: JsonObject = { error, error_description: reason };
  return toCallError({ app, connection }, { ...answer, body: shown }, { reason, ...kind });
}

/** Revoked for good: by RFC 6749 §5.2, or as the manifest knows it. */
function isGone(
  account: Account,
  { status, body, headers }: HttpResponse,
  error: JsonValue,
): boolean {
  const { gone } = oauthOf(account).refresh ?? {};
  const answer = { status, body, headers: { ...headers } };
  if (gone !== undefined && compileManifestCondition(gone)({ answer })) return true;
  return (status === 400 || status === 401) && error === 'invalid_grant';
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 300) : undefined;
}

export function oauthOf({ auth, name }: { auth: Auth; name: string }): OAuth2 {
  if (auth.kind === 'oauth2') return auth;
  const reason = 'its kind of sign-in is not OAuth 2';
  throw new AppError('CONNECTION_INVALID', { connection: name, reason });
}

import {
  isJsonNumber,
  isJsonObject,
  parseDuration,
  type JsonObject,
  type JsonValue,
} from '@millrace/model';
import { compilePath } from '@millrace/mapping';
import type { Account } from './account.ts';
import { answerData, factsOfToken } from './facts.ts';

/** What was got for an account. */
export interface Tokens {
  /** `token`, and `refresh_token` where there is one: secrets. */
  tokens: Record<string, string>;
  /** When the token ends; null when nobody says so. */
  expiresAt: Date | null;
  /** What the answer says of the account. */
  facts: JsonObject;
}

/**
 * The tokens in the answer of an OAuth 2 token address (RFC 6749 §5.1); undefined when there is none
 * in it. A refresh token that is not replaced stays. Throws CONNECTION_INVALID for a fact that holds a
 * secret.
 */
export function readTokens(account: Account, body: JsonValue, now: Date): Tokens | undefined {
  const { auth } = account;
  if (auth.kind !== 'oauth2') return undefined;
  const { at, lifetime } = auth.token;
  const found = at === undefined ? body : compilePath(at).select(answerData(body))[0];
  const holder = isJsonObject(found) ? found : isJsonObject(body) ? body : {};
  const token = textOf(found) ?? textOf(holder['access_token']);
  if (token === undefined) return undefined;
  const refreshToken = textOf(holder['refresh_token']) ?? account.texts['refresh_token'];
  const tokens = { token, ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }) };
  return {
    tokens,
    expiresAt: endOf(holder['expires_in'], lifetime, now),
    facts: factsOfToken(account, body, Object.values(tokens)),
  };
}

/** What the answer says, or else what the application is known for; 0 stands for no end. */
function endOf(said: JsonValue | undefined, lifetime: string | undefined, now: Date): Date | null {
  const isNumber = (typeof said === 'string' && said !== '') || isJsonNumber(said);
  const seconds = isNumber ? Number(said) : 0;
  const ms = seconds > 0 ? seconds * 1_000 : lifetime && parseDuration(lifetime);
  return typeof ms === 'number' ? new Date(now.getTime() + ms) : null;
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

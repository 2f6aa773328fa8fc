import { createHash } from 'node:crypto';
import { AppError, type Manifest } from '@millrace/model';
import type { ConnectionValues } from '../define.ts';
import { openAccount, type Account } from './account.ts';
import { fillAddress } from './server-address.ts';
import type { Tokens } from './token-answer.ts';
import { assertionOf, fetchToken, filled, oauthOf, type TokenContext } from './token-call.ts';

/** What a browser is sent to the application with, and comes back with. */
export interface Redirect {
  /** The address it comes back to, the same in both calls. */
  address: string;
  /** RFC 7636: 43 characters or more that nobody guesses. */
  verifier: string;
}

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/**
 * The address where a person lets Millrace use an account (RFC 6749 §4.1.1), with PKCE (S256). Throws
 * CONNECTION_INVALID for a kind of sign-in without one.
 */
export function authorizeAddress(
  manifest: Manifest,
  connection: ConnectionValues,
  { address, verifier, state }: Redirect & { state: string },
): string {
  const account = openAccount(manifest, connection);
  const auth = oauthOf(account);
  if (auth.grant !== 'code' || auth.authorize === undefined) {
    const reason = 'its kind of sign-in does not go over a browser';
    throw new AppError('CONNECTION_INVALID', { connection: account.name, reason });
  }
  const { url, params = {}, pkce, separator = ' ', scopes } = auth.authorize;
  const full = new URL(fillAddress(url, account).real);
  const scope = scopes.map(({ id }) => id).join(separator);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = {
    response_type: 'code',
    client_id: account.texts['client_id'] ?? '',
    redirect_uri: address,
    ...(scope === '' ? {} : { scope }),
    ...(pkce === false ? {} : { code_challenge: challenge, code_challenge_method: 'S256' }),
    ...filled(manifest, account, params),
    state,
  };
  for (const [name, value] of Object.entries(query)) full.searchParams.set(name, value);
  return full.href;
}

/** The tokens for the code a browser came back with. Throws what {@link fetchToken} throws. */
export function exchangeCode(
  manifest: Manifest,
  connection: ConnectionValues,
  { address, verifier, code }: Redirect & { code: string },
  context: TokenContext,
): Promise<Tokens> {
  const account = openAccount(manifest, connection);
  const { token, authorize } = oauthOf(account);
  const call = {
    url: token.url,
    secrets: [code, verifier],
    params: {
      ...{ grant_type: 'authorization_code', code, redirect_uri: address },
      ...(authorize?.pkce === false ? {} : { code_verifier: verifier }),
      ...filled(manifest, account, token.params),
    },
  };
  return fetchToken(manifest, account, call, context);
}

/**
 * A fresh token for an account whose kind of sign-in takes no person for that: by its refresh token, or
 * by what the connection holds. Throws CONNECTION_EXPIRED when the account was revoked,
 * CONNECTION_UNCONNECTED when nobody connected it, and what {@link fetchToken} throws.
 */
export function renewOAuth(
  manifest: Manifest,
  account: Account,
  context: TokenContext,
): Promise<Tokens> {
  const { grant, token, refresh = {} } = oauthOf(account);
  if (grant !== 'code') {
    const params =
      grant === 'client'
        ? { grant_type: 'client_credentials' }
        : { grant_type: JWT_BEARER, assertion: assertionOf(manifest, account, context.now) };
    const all = { ...params, ...filled(manifest, account, token.params) };
    return fetchToken(manifest, account, { url: token.url, params: all }, context);
  }
  const refreshToken = account.texts['refresh_token'];
  if (refreshToken === undefined) throw notConnected(manifest, account);
  const params = {
    ...{ grant_type: 'refresh_token', refresh_token: refreshToken },
    ...filled(manifest, account, refresh.params),
  };
  const call = { url: refresh.url ?? token.url, params, isRefresh: true };
  return fetchToken(manifest, account, call, context);
}

function notConnected({ name: app }: Manifest, { name, texts }: Account): AppError {
  if (texts['token'] === undefined) return new AppError('CONNECTION_UNCONNECTED', { name, app });
  const reason = `${app} gave no token to refresh it with`;
  return new AppError('CONNECTION_EXPIRED', { name, reason });
}

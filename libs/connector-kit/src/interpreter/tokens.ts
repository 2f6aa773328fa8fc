import { setTimeout as wait } from 'node:timers/promises';
import { AppError, type Auth, type JsonObject, type Manifest } from '@millrace/model';
import type { ActionContext, ConnectionValues } from '../define.ts';
import { authOf, openAccount } from './account.ts';
import { asksForFacts, factsOfRedirect, learnFacts, type Learned } from './facts.ts';
import { renewOAuth } from './oauth.ts';
import type { PlanContext } from './run-plan.ts';
import { logIn } from './session.ts';
import type { Tokens } from './token-answer.ts';
import type { TokenContext } from './token-call.ts';

/** True for a connection whose calls carry a token that has to be got first. */
export function needsToken(manifest: Manifest, connection: ConnectionValues): boolean {
  const { kind } = kindOf(manifest, connection);
  return kind === 'oauth2' || kind === 'session';
}

/** True when a fresh token can be got without a person. */
export function isRenewable(manifest: Manifest, connection: ConnectionValues): boolean {
  const auth = kindOf(manifest, connection);
  if (auth.kind === 'session') return true;
  if (auth.kind !== 'oauth2') return false;
  return auth.grant !== 'code' || connection.tokens?.['refresh_token'] !== undefined;
}

/**
 * A fresh token for a connection. Throws CONNECTION_EXPIRED when the account was revoked,
 * CONNECTION_UNCONNECTED when nobody connected it yet, CALL_UNAUTHORIZED when it is refused, and what
 * calls throw; CALL_UNAVAILABLE and CALL_RATE_LIMITED may go well later.
 */
export async function renewToken(
  manifest: Manifest,
  connection: ConnectionValues,
  context: TokenContext,
): Promise<Tokens> {
  const account = openAccount(manifest, connection);
  const { auth, name } = account;
  if (auth.kind === 'oauth2') return renewOAuth(manifest, account, context);
  if (auth.kind === 'session') return logIn(manifest, account, auth, planContext(context));
  const reason = 'its kind of sign-in has no token';
  throw new AppError('CONNECTION_INVALID', { connection: name, reason });
}

/** Asks the application what there is to know of an account; undefined when it is nothing. */
export async function learnAccount(
  manifest: Manifest,
  connection: ConnectionValues,
  context: Pick<ActionContext, 'http' | 'limits' | 'signal'>,
): Promise<Learned | undefined> {
  if (!asksForFacts(kindOf(manifest, connection))) return undefined;
  const { limits } = context;
  return learnFacts(manifest, connection, { ...planContext(context), limits, attended: true });
}

/** The facts in the query a browser came back with. */
export function redirectFacts(
  manifest: Manifest,
  connection: ConnectionValues,
  query: Readonly<Record<string, string>>,
): JsonObject {
  return factsOfRedirect(openAccount(manifest, connection), query);
}

function kindOf(manifest: Manifest, connection: ConnectionValues): Auth {
  return authOf(manifest, connection)[1];
}

function planContext({
  http,
  signal,
}: Pick<TokenContext, 'http' | 'signal'>): Omit<PlanContext, 'account' | 'input'> {
  return {
    ...{ http, signal, files: undefined, key: '', now: () => new Date() },
    sleep: async (ms, until) => {
      await wait(ms, undefined, { signal: until });
    },
  };
}

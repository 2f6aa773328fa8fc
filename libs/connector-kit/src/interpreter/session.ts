import {
  AppError,
  isJsonObject,
  parseDuration,
  type Auth,
  type JsonValue,
  type Manifest,
} from '@millrace/model';
import { compilePath } from '@millrace/mapping';
import type { Account } from './account.ts';
import { compileM } from './compile-request.ts';
import { answerData, factsOfToken } from './facts.ts';
import { compileSteps } from './plan.ts';
import { runPlan, type PlanContext } from './run-plan.ts';
import { msUntil } from './time-of.ts';
import type { Tokens } from './token-answer.ts';

type Session = Extract<Auth, { kind: 'session' }>;

/**
 * Logs in with the values of a connection. Throws what calls throw, and CALL_UNAUTHORIZED for an
 * answer without a token.
 */
export async function logIn(
  manifest: Manifest,
  account: Account,
  auth: Session,
  context: Omit<PlanContext, 'account' | 'input'>,
): Promise<Tokens> {
  const find = compilePath(auth.token);
  const lifetime = lifetimeOf(auth, context.now);
  // The token is what it asks for, so nothing of the account but its own places goes with it.
  const request = { ...auth.login, auth: false as const };
  const plan = compileSteps(manifest, { request }, [], (data, body) => {
    const [token] = find.select({ ...answerData(body), ...data, answer: { body } });
    return { token: token ?? null, ms: lifetime({ ...data, answer: { body } }), body };
  });
  const got = await runPlan(plan, { ...context, account, input: {} });
  const { token, ms, body } = isJsonObject(got) ? got : {};
  if (typeof token !== 'string' || token === '') {
    const params = { app: manifest.name, connection: account.name, status: 'no token came back' };
    throw new AppError('CALL_UNAUTHORIZED', params);
  }
  return {
    tokens: { token },
    expiresAt: typeof ms === 'number' ? new Date(context.now().getTime() + ms) : null,
    facts: factsOfToken(account, body ?? null, [token]),
  };
}

function lifetimeOf({ lifetime }: Session, now: () => Date): (data: JsonObjectLike) => JsonValue {
  const fixed = typeof lifetime === 'string' ? parseDuration(lifetime) : undefined;
  if (fixed !== undefined) return () => fixed;
  const evaluate = compileM(lifetime);
  return (data) => msUntil(evaluate(data) ?? null, 's', now()) ?? null;
}

type JsonObjectLike = Parameters<ReturnType<typeof compileM>>[0];

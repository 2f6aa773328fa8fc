import type { JsonObject } from '@millrace/model';
import type { AccountLimits, Entering } from '../limits/account-limits.ts';
import type { Share } from '../limits/line.ts';
import type { Pass } from '../limits/pass.ts';
import type { Account } from './account.ts';
import type { Next, Taken } from './advance.ts';
import type { Verdict } from './compile-answers.ts';
import type { LimitUse } from './compile-limits.ts';
import type { Plan } from './plan.ts';
import type { Answer } from './prepared.ts';

/** What keeping within limits needs of the context of a plan. */
export interface LimitContext {
  /** The same over retries and restarts; each request carries it, or a key made of it. */
  key: string;
  signal: AbortSignal;
  now: () => Date;
  /** What is known of the account's limits; nothing is kept to where it is absent. */
  limits?: AccountLimits | undefined;
  /** A person waits for the call. */
  attended?: boolean | undefined;
}

/** How a call is made and judged. */
export interface LimitedCall<A extends Answer> {
  send: () => Promise<A>;
  judge: (answer: A) => Taken;
  /** Waits for a turn that is not near. */
  pause: (ms: number) => Promise<void>;
}

/**
 * Makes a call when its limits have room, and learns of them from its answer. Throws what `send` and
 * `judge` throw, CALL_UNAVAILABLE while the host is taken to be away, and CALL_RATE_LIMITED when the
 * signal comes first.
 */
export async function withinLimits<A extends Answer>(
  { app }: Plan,
  next: Extract<Next, { kind: 'send' }>,
  account: Account,
  context: LimitContext,
  { send, judge, pause }: LimitedCall<A>,
): Promise<{ answer: A; taken: Taken }> {
  const { limits } = context;
  if (limits === undefined) {
    const answer = await send();
    return { answer, taken: judge(answer) };
  }
  const host = next.step.hostOf(account, next.prepared);
  const used = usedOf(next, limits, host);
  const entering = {
    app,
    host,
    shares: used.length === 0 ? [] : used.map(({ share }) => share),
    attended: context.attended ?? false,
    place: context.key === '' ? undefined : `${context.key} ${next.name}`,
  };
  const pass = limits.enterNow(entering) ?? (await entered(limits, entering, context, pause));
  try {
    const answer = await send();
    const taken = judge(answer);
    const verdict = taken.kind === 'failed' ? taken.verdict : undefined;
    note(pass, answer, verdict, used.length > 0);
    if (used.length > 0) {
      learn(used, answer, verdict, next.data, { now: context.now(), clock: limits.now() });
    }
    return { answer, taken };
  } catch (error) {
    pass.noAnswer(error, context.signal);
    throw error;
  } finally {
    pass.over();
  }
}

async function entered(
  limits: AccountLimits,
  entering: Entering,
  { signal }: LimitContext,
  pause: (ms: number) => Promise<void>,
): Promise<Pass> {
  for (;;) {
    const came = await limits.enter(entering, signal);
    if ('pass' in came) return came.pass;
    await pause(came.waitMs);
  }
}

interface Used {
  use: LimitUse;
  share: Share;
}

const NONE: readonly Used[] = [];

function usedOf(
  { step, data }: Extract<Next, { kind: 'send' }>,
  limits: AccountLimits,
  host: string,
): readonly Used[] {
  if (step.limits.length === 0) return NONE;
  return step.limits.flatMap((use): Used[] => {
    const share = use.share(limits, host, data);
    return share === undefined ? [] : [{ use, share }];
  });
}

/** What an answer means for the calls after it. */
function note(
  pass: Pass,
  { status }: Answer,
  verdict: Verdict | undefined,
  hasLimits: boolean,
): void {
  const { kind, afterMs } = verdict ?? {};
  const isAway = kind === 'away' && status >= 500;
  if (isAway) pass.failed();
  else pass.answered();
  const asksToWait = kind === 'limited' ? !hasLimits : isAway && afterMs !== undefined;
  if (asksToWait) pass.hold(afterMs);
}

/**
 * What an answer says of its limits. One that asks for fewer calls holds the narrowest of them, such as the
 * one of a chat, and not all of the account; as the cause may be another, all are used by half only.
 */
function learn(
  used: readonly Used[],
  answer: Answer,
  verdict: Verdict | undefined,
  data: JsonObject,
  at: { now: Date; clock: number },
): void {
  const seen = { ...data, answer: { ...answer } };
  for (const { use, share } of used) use.learn?.(share.bucket, seen, at);
  if (verdict?.kind !== 'limited') return;
  const narrow = used.filter(({ use }) => use.isNarrow);
  const until = verdict.afterMs === undefined ? undefined : at.clock + verdict.afterMs;
  for (const { use, share } of used) {
    if (use.isNarrow || narrow.length === 0) share.bucket.limited(until);
    else share.bucket.halve();
  }
}

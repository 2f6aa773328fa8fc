import {
  AppError,
  isJsonObject,
  parseDuration,
  type JsonObject,
  type JsonValue,
  type Manifest,
  type Register,
} from '@millrace/model';
import type { ConnectionValues, HookContext, HookRegistrar, Registered } from '../define.ts';
import { checkedInput } from '../input.ts';
import { HIDDEN, redactJson, redactor } from '../redact.ts';
import { authOf, HOOK_SECRET, type Account } from './account.ts';
import type { Plan } from './plan.ts';
import { compilePhase, stepsOf, whoseSecret, type RegisterPhase } from './register-plan.ts';
import { runPlan, type PlanContext } from './run-plan.ts';
import { originOf } from './server-address.ts';
import { instantOf } from './time-of.ts';

/** How a connector opens accounts, and makes the context of a plan. */
interface Kit {
  open: (connection: ConnectionValues) => Account;
  plan: (context: HookContext) => PlanContext;
}

/**
 * The set-up of a trigger's webhook; undefined for one that has to be set up by hand. Nothing is
 * compiled until it is used.
 */
export function registrarOf(
  manifest: Manifest,
  trigger: string,
  kit: Kit,
): HookRegistrar | undefined {
  const { webhook, label, input = [] } = manifest.triggers?.[trigger] ?? {};
  const register = webhook?.register;
  if (webhook === undefined || label === undefined || register === undefined) return undefined;
  const plans = new Map<RegisterPhase, Plan>();
  const run = (phase: RegisterPhase, context: HookContext): Promise<JsonValue> => {
    const plan = plans.get(phase) ?? compilePhase(manifest, trigger, phase);
    plans.set(phase, plan);
    return runPlan(plan, hookPlan(context, kit));
  };
  const has = (phase: RegisterPhase): boolean => stepsOf(register, phase) !== undefined;
  return {
    secret: whoseSecret(webhook.secret, register),
    isOnly: webhook.per === 'connection',
    renewBeforeMs: register.renew === undefined ? undefined : parseDuration(register.renew.before),
    checks: has('check'),
    repairs: has('repair'),
    origin: (connection) =>
      originOf(manifest, kit.open(connection), register.subscribe[0]?.server ?? 'api'),
    checked: (given) => checkedInput({ label, input }, given),
    subscribe: async (context) => {
      requireSignIn(manifest, context.connection);
      const { account } = hookPlan(context, kit);
      return learned(account, register, await run('subscribe', context), context.now);
    },
    renew: async (context) => {
      const { account } = hookPlan(context, kit);
      return learned(account, register, await run('renew', context), context.now).expires;
    },
    check: async (context) => {
      const found = await run('check', context);
      return isJsonObject(found) && found['alive'] === true;
    },
    repair: async (context) => {
      await run('repair', context);
    },
    unsubscribe: async (context) => {
      await run('unsubscribe', context);
    },
  };
}

/** Without credentials an application makes webhooks for nobody. */
function requireSignIn(manifest: Manifest, connection: ConnectionValues): void {
  const [, { kind, label }] = authOf(manifest, connection);
  if (kind !== 'none' || Object.values(manifest.auth).every((one) => one.kind === 'none')) return;
  const reason = `"${label}" has no credentials to make a webhook with`;
  throw new AppError('CONNECTION_INVALID', { connection: connection.name, reason });
}

/** The context of a plan; the made secret is a text of the account that only secret texts see. */
function hookPlan(context: HookContext, kit: Kit): PlanContext {
  const { connection, refresh, secret, hook, kept = {} } = context;
  const holding = (values: ConnectionValues): ConnectionValues =>
    secret === undefined
      ? values
      : { ...values, tokens: { ...values.tokens, [HOOK_SECRET]: secret } };
  const plan = kit.plan({
    ...context,
    connection: holding(connection),
    refresh: refresh === undefined ? undefined : async () => holding(await refresh()),
  });
  return { ...plan, extra: { hook: { ...hook }, kept } };
}

/** Throws CONNECTION_INVALID when what is to be kept, where mappings see it, holds a secret. */
function learned(
  account: Account,
  { unit = 's' }: Register,
  output: JsonValue,
  now: Date,
): Registered {
  const found = isJsonObject(output) ? output : {};
  const kept = isJsonObject(found['kept']) ? found['kept'] : {};
  const secret = typeof found['secret'] === 'string' ? found['secret'] : undefined;
  requireNoSecret(account, kept, secret);
  return {
    kept,
    secret,
    expires: found['expires'] === undefined ? undefined : instantOf(found['expires'], unit, now),
  };
}

function requireNoSecret(account: Account, kept: JsonObject, secret: string | undefined): void {
  const hide = redactor(secret === undefined ? [] : [secret]);
  const text = JSON.stringify(kept);
  const shown = JSON.stringify(redactJson(redactJson(kept, account.hide), hide));
  // What an answer repeats of the account's secrets was hidden when it was read.
  if (shown === text && !text.includes(HIDDEN)) return;
  const reason = 'what it keeps of a webhook would hold a secret';
  throw new AppError('CONNECTION_INVALID', { connection: account.name, reason });
}

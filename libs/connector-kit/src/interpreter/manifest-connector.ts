import { setTimeout as wait } from 'node:timers/promises';
import {
  AppError,
  type ConnectorAction,
  type ConnectorInfo,
  type JsonObject,
  type JsonValue,
  type Manifest,
} from '@millrace/model';
import type {
  Action,
  ActionContext,
  Connector,
  ConnectionValues,
  HookContext,
  HookRegistrar,
  LookUpContext,
  TestContext,
} from '../define.ts';
import { checkedInput } from '../input.ts';
import { accountOpener, type Account } from './account.ts';
import { compileM } from './compile-request.ts';
import { describeManifest, withKitFields } from './describe.ts';
import { readList, readShape } from './lists.ts';
import { CallInDoubt, runPlan, type PlanContext } from './run-plan.ts';
import { registrarOf } from './register.ts';
import { compileShapes, type ShapeInput } from './shaped-input.ts';
import { compileAction, compileSteps, type Plan } from './plan.ts';

/** A connector from its manifest, with nothing compiled until it is used. Throws CONNECTOR_INVALID. */
export function connectorOf(document: Manifest): Connector {
  const manifest = withKitFields(document);
  const info = describeManifest(manifest);
  const account = accountOpener(manifest);
  const registrars = new Map<string, HookRegistrar>();
  const actions = new Map<string, Action>();
  for (const shown of info.actions) {
    const action = manifest.actions?.[shown.id];
    if (action !== undefined) actions.set(shown.id, actionOf(manifest, shown, action, account));
  }
  return {
    manifest: info,
    document: manifest,
    actions,
    test: testOf(manifest, info, account),
    readList: (id, context) => readList(manifest, id, lookUpContext(context, account)),
    readShape: (id, context) => readShape(manifest, id, lookUpContext(context, account)),
    registrar: (trigger) => {
      const known = registrars.get(trigger);
      if (known !== undefined) return known;
      const plan = ({ key, ...context }: HookContext): PlanContext =>
        planContext({ ...context, idempotencyKey: key }, account);
      const made = registrarOf(manifest, trigger, { open: account, plan });
      if (made !== undefined) registrars.set(trigger, made);
      return made;
    },
  };
}

/** Somebody tries a step, and sees what comes of it. */
const PATIENCE_MS = 60_000;

type OpenAccount = (connection: ConnectionValues | undefined) => Account;

function actionOf(
  manifest: Manifest,
  shown: ConnectorInfo['actions'][number],
  action: ConnectorAction,
  open: OpenAccount,
): Action {
  let plan: Plan | undefined;
  let shapes: ShapeInput | undefined;
  return {
    ...shown,
    check: (input) => checkedInput(shown, input),
    run: async (context) => {
      plan ??= compileAction(manifest, action);
      shapes ??= compileShapes(manifest, action);
      const input = shapes(context.input, context.shape);
      const ready = planContext({ ...context, input }, open);
      requireSignIn(manifest, action, ready.account);
      const neverRepeat = shown.repeatable === false;
      try {
        return await runPlan(plan, { ...ready, neverRepeat, patienceMs: PATIENCE_MS });
      } catch (error) {
        if (!(error instanceof CallInDoubt)) throw error;
        const what = `${manifest.name} answered (${error.message})`;
        throw new AppError('CALL_IN_DOUBT', { step: shown.label, what }, { cause: error });
      }
    },
  };
}

/** Some actions take some kinds of account only. */
function requireSignIn(
  manifest: Manifest,
  { needs, label }: ConnectorAction,
  account: Account,
): void {
  const kinds = needs?.auth ?? [];
  if (kinds.length === 0 || kinds.includes(account.authId)) return;
  const wanted = kinds.map((id) => `"${manifest.auth[id]?.label ?? id}"`).join(' or ');
  const reason = `"${label}" needs a sign-in of the kind ${wanted}`;
  throw new AppError('CONNECTION_INVALID', { connection: account.name, reason });
}

/** The context of a plan from that of an action or a test. */
function planContext(
  context: Omit<ActionContext, 'input' | 'idempotencyKey'> &
    Partial<Pick<ActionContext, 'input' | 'idempotencyKey'>>,
  open: OpenAccount,
): PlanContext {
  const { refresh, recorder } = context;
  return {
    recorder,
    account: open(context.connection),
    input: context.input ?? {},
    http: context.http,
    limits: context.limits,
    attended: context.attended,
    files: context.files,
    room: context.room,
    key: context.idempotencyKey ?? '',
    signal: context.signal,
    now: () => new Date(),
    sleep: async (ms, signal) => {
      await wait(ms, undefined, { signal });
    },
    ...(refresh === undefined ? {} : { refresh: async () => open(await refresh()) }),
  };
}

function lookUpContext({ search, ...context }: LookUpContext, open: OpenAccount): PlanContext {
  return {
    ...planContext({ ...context, attended: true }, open),
    ...(search === undefined ? {} : { extra: { search } }),
  };
}

function testOf(
  manifest: Manifest,
  { testable }: ConnectorInfo,
  open: OpenAccount,
): Connector['test'] {
  if (!testable) return undefined;
  return async (context: TestContext) => {
    const account = open(context.connection);
    const { test } = account.auth;
    if (test === undefined) {
      const message = `${manifest.name} has nothing to try this kind of account with.`;
      return { message, account: undefined };
    }
    const { says, ...request } = test;
    const evaluate = says === undefined ? undefined : compileM(says);
    const output = (data: JsonObject, body: JsonValue): JsonValue =>
      evaluate?.({ ...data, answer: { body } }) ?? null;
    const plan = compileSteps(manifest, { request }, [], output);
    const said = await runPlan(plan, planContext({ ...context, attended: true }, open));
    if (typeof said !== 'string' && typeof said !== 'number') {
      return { message: `${manifest.name} answers.`, account: undefined };
    }
    return { message: `${manifest.name} answers: ${said}`, account: String(said) };
  };
}

import { isDeepStrictEqual } from 'node:util';
import {
  isAppError,
  isJsonObject,
  type ConnectorCase,
  type JsonObject,
  type JsonValue,
  type Manifest,
} from '@millrace/model';
import { AppError } from '@millrace/model';
import { compilePath } from '@millrace/mapping';
import { CallWaits, type CallRoom } from '../call-room.ts';
import type { FileRoom } from '../define.ts';
import { checkedInput } from '../input.ts';
import { openAccount, type Account } from '../interpreter/account.ts';
import { withKitFields } from '../interpreter/describe.ts';
import { readList, readShape } from '../interpreter/lists.ts';
import { lookFirst } from '../interpreter/look-first.ts';
import { compileM } from '../interpreter/compile-request.ts';
import { compilePhase } from '../interpreter/register-plan.ts';
import { compileAction, compileSteps, type Plan } from '../interpreter/plan.ts';
import { CallInDoubt, runPlan, type PlanContext } from '../interpreter/run-plan.ts';
import { compileShapes } from '../interpreter/shaped-input.ts';
import { plain, Script } from './case-script.ts';
import { keptShapes, learned } from './case-account.ts';
import type { Coverage } from './coverage.ts';
import { coverList, coverPhase, coverSent, coverShape, coverValues } from './coverage-of-case.ts';
import { AccountLimits } from '../limits/account-limits.ts';
import { LimitRoom } from '../limits/limit-room.ts';

const NOW = '2026-11-21T08:00:00Z';

/** The files of cases hold as many zero bytes as their handles say. */
const ZEROS: FileRoom = {
  open: ({ name, type, bytes }) => Promise.resolve({ name, type, bytes: Buffer.alloc(bytes) }),
  save: ({ name, type, bytes }) =>
    Promise.resolve({ file: `saved-${name}`, name, type, bytes: bytes.byteLength }),
};

/**
 * Runs a case against a scripted application and gives what differs from it, in words; nothing when
 * all is as it says. The requests are compared as they would be sent. `coverage` notes what of the
 * manifest is used.
 */
export async function runCase(
  document: Manifest,
  one: ConnectorCase,
  coverage?: Coverage,
): Promise<string[]> {
  const manifest = withKitFields(document);
  const script = new Script(one.calls ?? []);
  const found = await outcomeOf(manifest, one, script, coverage);
  return [...script.differences(), ...compareEnd(one, found)];
}

type Outcome = { output: JsonValue } | { error: AppError };

async function outcomeOf(
  manifest: Manifest,
  one: ConnectorCase,
  script: Script,
  coverage: Coverage | undefined,
): Promise<Outcome> {
  try {
    return { output: await perform(manifest, one, script, coverage) };
  } catch (error) {
    if (isAppError(error)) return { error };
    if (error instanceof CallInDoubt) return { error: inDoubt() };
    throw error;
  }
}

function inDoubt(): AppError {
  return new AppError('CALL_IN_DOUBT', { step: 'The step', what: 'an answer came' });
}

async function perform(
  manifest: Manifest,
  one: ConnectorCase,
  script: Script,
  coverage: Coverage | undefined,
): Promise<JsonValue> {
  const connection = {
    name: 'My account',
    auth: one.auth,
    values: one.connection ?? {},
    facts: one.facts ?? {},
    tokens: { token: 'token-of-the-case', hook_secret: 'secret-of-the-hook' },
  };
  const account = openAccount(manifest, connection);
  script.account = account;
  const context: PlanContext = {
    ...{ account, input: one.input ?? {}, http: script, files: ZEROS, key: 'key-of-the-case' },
    ...{ signal: new AbortController().signal, now: () => script.now(one.now ?? NOW) },
    sleep: (ms) => {
      script.pass(ms);
      return Promise.resolve();
    },
    limits: limitsOf(script, one.now ?? NOW),
    extra: extraOf(one),
    watch: coverage?.watch,
  };
  coverValues(coverage, account);
  if (one.list !== undefined) {
    const items = await readList(manifest, one.list, context);
    coverList(coverage, one.list, items);
    return items.map(asJson);
  }
  if (one.shape !== undefined) {
    const fields = await readShape(manifest, one.shape, context);
    coverShape(coverage, manifest, one.shape, fields, context);
    return fields.map(asJson);
  }
  if (one.test === true) return runPlan(testPlan(manifest, account), context);
  if (one.learn !== undefined) return learned(manifest, one.learn, connection, context, coverage);
  if (one.trigger !== undefined) return performPhase(manifest, one, context, coverage);
  return performAction(manifest, one, context, script, coverage);
}

async function performAction(
  manifest: Manifest,
  one: ConnectorCase,
  context: PlanContext,
  script: Script,
  coverage: Coverage | undefined,
): Promise<JsonValue> {
  const action = manifest.actions?.[one.action ?? ''];
  if (action === undefined) throw new AppError('ACTION_NOT_FOUND', { id: one.action ?? '' });
  const checked = checkedInput(action, context.input);
  const input = compileShapes(manifest, action)(checked, keptShapes(one, NOW));
  coverSent(coverage, action, one);
  const neverRepeat = action.repeat.by === 'none' || action.repeat.by === 'check';
  if (one.again === true) {
    const done = await lookFirst(manifest, action, { ...context, input });
    coverage?.asked(`/actions/${one.action ?? ''}/repeat/found`, done !== undefined);
    if (done !== undefined) return done.output;
  }
  const plan = compileAction(manifest, action);
  return inPieces(plan, { ...context, input, neverRepeat }, script);
}

/** As a run whose process ends at each checkpoint: the call goes on from what was stored. */
async function inPieces(plan: Plan, context: PlanContext, script: Script): Promise<JsonValue> {
  const { neverRepeat = false } = context;
  for (let state: string | undefined; ;) {
    const before = state;
    const checkpoint = (text: string): Promise<void> =>
      text === before ? Promise.resolve() : Promise.reject(new CallWaits(context.now(), text));
    const room: CallRoom = { state, retries: false, neverRepeat, checkpoint };
    try {
      return await runPlan(plan, { ...context, room });
    } catch (error) {
      if (!(error instanceof CallWaits)) throw error;
      script.pass(error.until.getTime() - context.now().getTime());
      state = error.state;
    }
  }
}

/** The limits of the manifest hold, in the time of the case. */
function limitsOf(script: Script, start: string): AccountLimits {
  const clock = (): number => script.now(start).getTime();
  const timer = (run: () => void, ms: number): (() => void) => {
    const timeout = setImmediate(() => {
      script.pass(ms);
      run();
    });
    return () => clearImmediate(timeout);
  };
  return new AccountLimits(new LimitRoom({ clock, timer }), 'case');
}

/** What mappings of lists and triggers see beside the usual. */
function extraOf({ search, hook, kept, event }: ConnectorCase): JsonObject {
  return {
    ...(event === undefined ? {} : { event }),
    ...(search === undefined ? {} : { search }),
    ...(hook === undefined ? {} : { hook: { ...hook } }),
    ...(kept === undefined ? {} : { kept }),
  };
}

function testPlan(manifest: Manifest, { auth }: Account): Plan {
  const says = auth.test?.says;
  const evaluate = says === undefined ? undefined : compileM(says);
  return compileSteps(manifest, { request: auth.test ?? {} }, [], (data, body) =>
    evaluate === undefined ? body : (evaluate({ ...data, answer: { body } }) ?? null),
  );
}

/** What a phase gives: what is kept after subscribing, otherwise the last body. */
async function performPhase(
  manifest: Manifest,
  one: ConnectorCase,
  context: PlanContext,
  coverage: Coverage | undefined,
): Promise<JsonValue> {
  const { trigger = '', phase = 'subscribe' } = one;
  if (phase === 'then') return runPlan(thenPlan(manifest, trigger), context);
  const output = await runPlan(compilePhase(manifest, trigger, phase), context);
  const found = isJsonObject(output) ? output : {};
  coverPhase(coverage, { trigger, phase }, found);
  if (phase === 'subscribe') return found['kept'] ?? null;
  return phase === 'check' ? (found['body'] ?? null) : output;
}

function noPhase({ id }: Manifest, trigger: string, phase: string): AppError {
  return new AppError('CONNECTOR_INVALID', { id, reason: `${trigger} has no ${phase}` });
}

/** What a webhook that only says where to look leads to: the items, or the last body without them. */
function thenPlan(manifest: Manifest, trigger: string): Plan {
  const then = manifest.triggers?.[trigger]?.webhook?.then;
  if (then === undefined || then === 'poll') throw noPhase(manifest, trigger, 'then');
  const items = then.items === undefined ? undefined : compilePath(then.items);
  return compileSteps(manifest, { steps: then.steps }, [], (data, body) => {
    if (items === undefined) return body;
    const found = items.select(data);
    const [only] = found;
    return found.length === 1 && Array.isArray(only) ? only : found;
  });
}

function asJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

function compareEnd(one: ConnectorCase, found: Outcome): string[] {
  if (one.output !== undefined) {
    if ('error' in found) return [`ends with ${found.error.code}: ${found.error.message}`];
    const isSame = isDeepStrictEqual(plain(found.output), plain(one.output));
    return isSame ? [] : [`output is ${JSON.stringify(found.output)}`];
  }
  if (!('error' in found)) return [`succeeds with ${JSON.stringify(found.output)}`];
  return one.error === undefined
    ? compareRefusal(one, found.error)
    : compareError(one.error, found.error);
}

function compareError(wanted: NonNullable<ConnectorCase['error']>, error: AppError): string[] {
  const details = isJsonObject(error.details) ? error.details : {};
  const { faults } = details;
  const fields = Array.isArray(faults) ? faults.filter(isJsonObject) : [];
  return [
    ...(error.code === wanted.code ? [] : [`error is ${error.code}: ${error.message}`]),
    ...(wanted.says === undefined || error.message.includes(wanted.says)
      ? []
      : [`error says: ${error.message}`]),
    ...(wanted.retry_after === undefined || details['retry_after'] === wanted.retry_after
      ? []
      : [`retry_after is ${JSON.stringify(details['retry_after'] ?? null)}`]),
    ...Object.entries(wanted.fields ?? {}).flatMap(([key, message]) =>
      fields.some((one) => one['path'] === `/${key}` && one['message'] === message)
        ? []
        : [`fields are ${JSON.stringify(fields)}`],
    ),
  ];
}

function compareRefusal({ refused }: ConnectorCase, error: AppError): string[] {
  if (refused === undefined) return [];
  const place = JSON.stringify(error.details ?? {});
  return [
    ...(error.code === refused.code ? [] : [`refused with ${error.code}: ${error.message}`]),
    ...(refused.at === undefined || place.includes(`"${refused.at}"`)
      ? []
      : [`refused at ${place}`]),
  ];
}

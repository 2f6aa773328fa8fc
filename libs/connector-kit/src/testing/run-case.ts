import { isDeepStrictEqual } from 'node:util';
import {
  isAppError,
  isJsonObject,
  type CaseCall,
  type ConnectorCase,
  type JsonObject,
  type JsonValue,
  type Manifest,
} from '@millrace/model';
import { AppError } from '@millrace/model';
import { CallWaits, type CallRoom } from '../call-room.ts';
import type { FileRoom } from '../define.ts';
import type { HttpResponse } from '../http/answer.ts';
import type { HttpClient, HttpRequest } from '../http/http-client.ts';
import { checkedInput } from '../input.ts';
import { openAccount, type Account } from '../interpreter/account.ts';
import { withKitFields } from '../interpreter/describe.ts';
import { readList, readShape } from '../interpreter/lists.ts';
import { compileM } from '../interpreter/compile-request.ts';
import { compileAction, compileSteps, type Plan } from '../interpreter/plan.ts';
import { CallInDoubt, runPlan, type PlanContext } from '../interpreter/run-plan.ts';
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
 * all is as it says. The requests are compared as they would be sent.
 */
export async function runCase(document: Manifest, one: ConnectorCase): Promise<string[]> {
  const manifest = withKitFields(document);
  const script = new Script(one.calls ?? []);
  const found = await outcomeOf(manifest, one, script);
  return [...script.differences(), ...compareEnd(one, found)];
}

type Outcome = { output: JsonValue } | { error: AppError };

async function outcomeOf(manifest: Manifest, one: ConnectorCase, script: Script): Promise<Outcome> {
  try {
    return { output: await perform(manifest, one, script) };
  } catch (error) {
    if (isAppError(error)) return { error };
    if (error instanceof CallInDoubt) return { error: inDoubt() };
    throw error;
  }
}

function inDoubt(): AppError {
  return new AppError('CALL_IN_DOUBT', { step: 'The step', what: 'an answer came' });
}

async function perform(manifest: Manifest, one: ConnectorCase, script: Script): Promise<JsonValue> {
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
  };
  if (one.list !== undefined) return (await readList(manifest, one.list, context)).map(asJson);
  if (one.shape !== undefined) return (await readShape(manifest, one.shape, context)).map(asJson);
  if (one.test === true) return runPlan(testPlan(manifest, account), context);
  if (one.trigger !== undefined) return runPlan(phasePlan(manifest, one), context);
  const action = manifest.actions?.[one.action ?? ''];
  if (action === undefined) throw new AppError('ACTION_NOT_FOUND', { id: one.action ?? '' });
  const input = checkedInput(action, context.input);
  const neverRepeat = action.repeat.by === 'none' || action.repeat.by === 'check';
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
function extraOf({ search, hook, kept }: ConnectorCase): JsonObject {
  return {
    ...(search === undefined ? {} : { search }),
    ...(hook === undefined ? {} : { hook: { ...hook } }),
    ...(kept === undefined ? {} : { kept }),
  };
}

function testPlan(manifest: Manifest, { auth }: Account): Plan {
  const { says, ...request } = auth.test ?? {};
  const evaluate = says === undefined ? undefined : compileM(says);
  return compileSteps(manifest, { request }, [], (data, body) =>
    evaluate === undefined ? body : (evaluate({ ...data, answer: { body } }) ?? null),
  );
}

/** What a phase gives: what is kept after subscribing, whether a check finds it alive, otherwise the last body. */
function phasePlan(manifest: Manifest, { trigger = '', phase = 'subscribe' }: ConnectorCase): Plan {
  const register = manifest.triggers?.[trigger]?.webhook?.register;
  const steps = {
    subscribe: register?.subscribe,
    renew: register?.renew?.steps,
    check: register?.check?.steps,
    unsubscribe: register?.unsubscribe,
  }[phase];
  if (register === undefined || steps === undefined) {
    throw new AppError('CONNECTOR_INVALID', {
      id: manifest.id,
      reason: `${trigger} has no ${phase}`,
    });
  }
  const kept = Object.entries(register.keep).map(
    ([name, mapping]) => [name, compileM(mapping)] as const,
  );
  return compileSteps(manifest, { steps }, [], (data, body) => {
    if (phase !== 'subscribe') return body;
    const members = kept.flatMap(([name, evaluate]): [string, JsonValue][] => {
      const value = evaluate(data);
      return value === undefined ? [] : [[name, value]];
    });
    return Object.fromEntries(members);
  });
}

function asJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

/** The application of a case: answers in order, and notes what is not as it should be. */
class Script implements HttpClient {
  account: Account | undefined;
  private readonly calls: readonly CaseCall[];
  private readonly found: string[] = [];
  private at = 0;
  private passed = 0;

  constructor(calls: readonly CaseCall[]) {
    this.calls = calls;
  }

  now(start: string): Date {
    return new Date(Date.parse(start) + this.passed);
  }

  pass(ms: number): void {
    this.passed += ms;
  }

  request(request: HttpRequest): Promise<HttpResponse> {
    const call = this.calls[this.at];
    this.at += 1;
    if (call === undefined) {
      this.found.push(`call ${this.at} is not in the case: ${request.method} ${request.url}`);
      return Promise.reject(unavailable(request.app));
    }
    this.found.push(
      ...compareSent(call.sent, request, this.account).map((one) => `call ${this.at}: ${one}`),
    );
    const { answer } = call;
    if (answer === undefined) return Promise.reject(unavailable(request.app));
    const headers = Object.fromEntries(
      Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    );
    return Promise.resolve({ status: answer.status, headers, body: answer.body ?? null });
  }

  connect({ app }: { app: string }): Promise<never> {
    return Promise.reject(unavailable(app));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  differences(): string[] {
    const missing = this.calls
      .slice(this.at)
      .map(({ sent }) => `not called: ${sent.method} ${sent.url}`);
    return [...this.found, ...missing];
  }
}

function unavailable(app: string): AppError {
  return new AppError('CALL_UNAVAILABLE', { app, reason: 'no whole answer came in time.' });
}

function compareSent(
  sent: CaseCall['sent'],
  request: HttpRequest,
  account: Account | undefined,
): string[] {
  const [url = '', search = ''] = filled(sent.url, account).split('?');
  const [called = '', own = ''] = request.url.split('?');
  const pairs = [...new URLSearchParams(own), ...(request.query ?? [])];
  const wanted =
    sent.query ?? (search === '' ? undefined : queryOf([...new URLSearchParams(search)]));
  const headers = { ...request.headers, ...request.credentials };
  const differing = Object.entries(sent.headers ?? {}).filter(
    ([name, value]) => headers[name.toLowerCase()] !== value,
  );
  return [
    ...(sent.method === request.method ? [] : [`method is ${request.method}`]),
    ...(url === called ? [] : [`url is ${called}, not ${url}`]),
    ...(wanted === undefined || isDeepStrictEqual(queryOf(pairs), wanted)
      ? []
      : [`query is ${JSON.stringify(queryOf(pairs))}, not ${JSON.stringify(wanted)}`]),
    ...differing.map(
      ([name, value]) =>
        `header ${name} is ${headers[name.toLowerCase()] ?? 'absent'}, not ${value}`,
    ),
    ...compareBody(sent.body, request.body),
  ];
}

/** Secrets stand in the addresses of cases as their names. */
function filled(url: string, account: Account | undefined): string {
  return url.replaceAll(
    /\{([a-z][a-z0-9_]*)\}/g,
    (hole, name: string) => account?.texts[name] ?? hole,
  );
}

function queryOf(pairs: readonly (readonly [string, string])[]): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    const known = query[name];
    query[name] =
      known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return query;
}

function compareBody(wanted: JsonValue | undefined, body: HttpRequest['body']): string[] {
  if (wanted === undefined) return [];
  const got = bodyAsData(body);
  const isSame = isDeepStrictEqual(plain(got), plain(wanted));
  return isSame ? [] : [`body is ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`];
}

/** JSON as a value, forms as their text, parts as an object, anything else as text. */
function bodyAsData(body: HttpRequest['body']): JsonValue {
  if (body === undefined) return null;
  if ('json' in body) return body.json;
  if ('form' in body)
    return new URLSearchParams(
      body.form.map(([name, value]): [string, string] => [name, value]),
    ).toString();
  if ('parts' in body) {
    return Object.fromEntries(
      body.parts.map((part) => [
        part.name,
        'value' in part ? part.value : { file: part.file.name },
      ]),
    );
  }
  if ('bytes' in body) return { bytes: body.bytes.byteLength };
  return /json/.test(body.type) ? (JSON.parse(body.text) as JsonValue) : body.text;
}

function plain(value: JsonValue): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
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

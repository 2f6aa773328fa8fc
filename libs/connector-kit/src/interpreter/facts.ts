import {
  AppError,
  isJsonObject,
  type Auth,
  type Fact,
  type JsonObject,
  type JsonValue,
  type Manifest,
} from '@millrace/model';
import { compilePath } from '@millrace/mapping';
import type { ConnectionValues } from '../define.ts';
import { HIDDEN, redactor, redactJson, type Redact } from '../redact.ts';
import { authOf, openAccount, type Account } from './account.ts';
import { compileM } from './compile-request.ts';
import { compileSteps } from './plan.ts';
import { runPlan, type PlanContext } from './run-plan.ts';

/** What was learned of an account. */
export interface Learned {
  facts: JsonObject;
  /** What the application calls the one that was taken, where there was a choice. */
  account: string | undefined;
}

/**
 * Asks the application for the facts of an account that take a request, one after the other; of
 * several possible ones the first is taken. Throws what calls throw, and CONNECTION_INVALID for a fact
 * that is not there or holds a secret.
 */
export async function learnFacts(
  manifest: Manifest,
  connection: ConnectionValues,
  context: Omit<PlanContext, 'account' | 'input'>,
): Promise<Learned> {
  const [, auth] = authOf(manifest, connection);
  const learned: Learned = { facts: { ...connection.facts }, account: undefined };
  for (const [name, fact] of Object.entries(auth.facts ?? {})) {
    if (!('request' in fact)) continue;
    const account = openAccount(manifest, { ...connection, facts: learned.facts });
    const { value, label } = await ask(manifest, fact, { ...context, account, input: {} });
    learned.facts[name] = checkFact(account, name, value, account.hide);
    learned.account ??= label;
  }
  return learned;
}

/** True for a kind of sign-in that has facts to ask for. */
export function asksForFacts({ facts = {} }: Auth): boolean {
  return Object.values(facts).some((fact) => 'request' in fact);
}

/** The facts in the answer that brought a token. Throws CONNECTION_INVALID for one that holds a secret. */
export function factsOfToken(
  account: Account,
  body: JsonValue,
  secrets: readonly string[],
): JsonObject {
  const hide = redactor(secrets);
  return facts(
    account,
    (fact) => {
      if (!('token' in fact)) return undefined;
      return compilePath(fact.token).select(answerData(body))[0];
    },
    (text) => account.hide(hide(text)),
  );
}

/** The facts in the query a browser came back with. Throws CONNECTION_INVALID for one that holds a secret. */
export function factsOfRedirect(
  account: Account,
  query: Readonly<Record<string, string>>,
): JsonObject {
  return facts(
    account,
    (fact) => ('redirect' in fact ? query[fact.redirect] : undefined),
    account.hide,
  );
}

/** The data that paths into the answer of a token see: the answer, and the members of its body. */
export function answerData(body: JsonValue): JsonObject {
  return { ...(isJsonObject(body) ? body : {}), answer: { body } };
}

function facts(
  account: Account,
  find: (fact: Fact) => JsonValue | undefined,
  hide: Redact,
): JsonObject {
  const found: JsonObject = {};
  for (const [name, fact] of Object.entries(account.auth.facts ?? {})) {
    const value = find(fact);
    if (value !== undefined) found[name] = checkFact(account, name, value, hide);
  }
  return found;
}

/** Facts are data that flows see, so that no manifest can carry a secret over into them. */
function checkFact(
  account: Account,
  name: string,
  value: JsonValue | undefined,
  hide: Redact,
): JsonValue {
  const text = JSON.stringify(value ?? null);
  if (value === undefined || value === null) {
    throw unusable(account, `the application does not say its ${name.replaceAll('_', ' ')}`);
  }
  // What an answer repeats of the account's secrets was hidden when it was read.
  if (JSON.stringify(redactJson(value, hide)) !== text || text.includes(HIDDEN)) {
    throw unusable(account, `its ${name.replaceAll('_', ' ')} would hold a secret`);
  }
  return value;
}

function unusable({ name }: Account, reason: string): AppError {
  return new AppError('CONNECTION_INVALID', { connection: name, reason });
}

async function ask(
  manifest: Manifest,
  { request, value, choose }: Extract<Fact, { request: unknown }>,
  context: PlanContext,
): Promise<{ value: JsonValue | undefined; label: string | undefined }> {
  const read = compileM(value);
  const items = choose && compilePath(choose.items);
  const label = choose && compileM(choose.label);
  const plan = compileSteps(manifest, { request }, [], (data, body) => {
    const seen = { ...data, answer: { body } };
    if (items === undefined || label === undefined) return { value: read(seen) ?? null };
    const [first] = flat(items.select(seen));
    if (first === undefined) return { value: null };
    const item = { ...seen, item: first };
    return { value: read(item) ?? null, label: label(item) ?? null };
  });
  const found = await runPlan(plan, context);
  const object = isJsonObject(found) ? found : {};
  const said = object['label'];
  return { value: object['value'], label: typeof said === 'string' ? said : undefined };
}

function flat(found: readonly JsonValue[]): readonly JsonValue[] {
  const [only] = found;
  return found.length === 1 && Array.isArray(only) ? only : found;
}

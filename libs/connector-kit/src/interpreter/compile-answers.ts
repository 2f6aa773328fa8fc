import {
  AppError,
  isJsonObject,
  parseDuration,
  pointer,
  type AnswerRule,
  type Fault,
  type JsonObject,
  type JsonValue,
  type OutcomeKind,
  type TimeUnit,
} from '@millrace/model';
import {
  compileManifestCondition,
  compilePath,
  type CompiledPath,
  type ManifestCondition,
  type ManifestMapping,
} from '@millrace/mapping';
import { shortBody, shorten } from '../call-error.ts';
import { rateLimitOf } from '../rate-limit.ts';
import { compileM } from './compile-request.ts';
import type { Answer } from './prepared.ts';
import { msUntil } from './time-of.ts';

/** What an answer means, and what the application says of it. */
export interface Verdict {
  kind: OutcomeKind;
  /** The application's own words. */
  text: string | undefined;
  hint: string | undefined;
  /** Milliseconds until the call may be made again. */
  afterMs: number | undefined;
  /** What is wrong with single fields, by JSON pointer into the input. */
  faults: Fault[];
}

/** Judges an answer; `data` is what the request's mappings saw. */
export type Judge = (answer: Answer, data: JsonObject, now: Date) => Verdict;

interface Rule {
  status: ((status: number) => boolean) | undefined;
  when: ManifestCondition | undefined;
  table:
    | {
        at: ManifestMapping;
        kinds: ReadonlyMap<string, OutcomeKind>;
        otherwise: OutcomeKind | undefined;
      }
    | undefined;
  each: { of: CompiledPath; failed: ManifestCondition; fail: 'any' | 'all' } | undefined;
  is: OutcomeKind | undefined;
  text: readonly ManifestMapping[];
  fields: Fields | undefined;
  hint: string | undefined;
  after: number | ManifestMapping | undefined;
  unit: TimeUnit;
}

interface Fields {
  of: CompiledPath;
  name: ManifestMapping | undefined;
  text: ManifestMapping;
  rename: Readonly<Record<string, string>>;
}

/** Compiles rules once. The first that matches decides; text, fields, hint and time come from the first matching one that has them. */
export function compileAnswers(rules: readonly AnswerRule[]): Judge {
  const compiled = rules.map(compileRule);
  const okRules = compiled.filter(({ status }) => status?.(200) !== false);
  return (answer, data, now) => {
    const isOk = answer.status === 200;
    const scope = { ...data, answer: { ...answer } };
    const matching: Rule[] = [];
    let kind: OutcomeKind | undefined;
    for (const rule of isOk ? okRules : compiled) {
      const found = match(rule, answer, scope);
      if (found === undefined) continue;
      if (matching.length === 0) kind = found === 'status' ? undefined : found;
      matching.push(rule);
    }
    const limit = rateLimitOf(answer, now);
    const verdict = kind ?? kindOfStatus(answer, limit.limited);
    if (verdict === 'done' && matching.length === 0) return DONE;
    return {
      kind: verdict,
      text: firstOf(matching, (rule) => textOf(rule.text, scope)),
      hint: firstOf(matching, ({ hint }) => hint),
      afterMs: firstOf(matching, (rule) => afterOf(rule, scope, now)) ?? limit.afterMs,
      faults: firstOf(matching, (rule) => faultsOf(rule.fields, scope)) ?? [],
    };
  };
}

const DONE: Verdict = {
  kind: 'done',
  text: undefined,
  hint: undefined,
  afterMs: undefined,
  faults: [],
};

function compileRule(rule: AnswerRule): Rule {
  const { status, when, table, each, is, text = [], fields, hint, after, unit = 's' } = rule;
  const duration = typeof after === 'string' ? parseDuration(after) : undefined;
  return {
    status: status && statusTest(status),
    when: when && compileManifestCondition(when),
    table: table && {
      at: compileM(table.at),
      kinds: new Map(Object.entries(table.kinds)),
      otherwise: table.otherwise,
    },
    each: each && {
      of: compilePath(each.of),
      failed: compileManifestCondition(each.failed),
      fail: each.fail,
    },
    is,
    text: text.map(compileM),
    fields: fields && {
      of: compilePath(fields.of),
      name: fields.name === undefined ? undefined : compileM(fields.name),
      text: compileM(fields.text),
      rename: fields.rename ?? {},
    },
    hint,
    after: duration ?? (after === undefined ? undefined : compileM(after)),
    unit,
  };
}

function statusTest(list: NonNullable<AnswerRule['status']>): (status: number) => boolean {
  return (status) =>
    list.some((one) =>
      typeof one === 'number' ? one === status : one.startsWith(String(Math.floor(status / 100))),
    );
}

/** The kind a rule gives; `status` when it matches and leaves the kind to the status; undefined when it does not match. */
function match(
  rule: Rule,
  { status }: Answer,
  scope: JsonObject,
): OutcomeKind | 'status' | undefined {
  if (rule.status?.(status) === false) return undefined;
  if (rule.when?.(scope) === false) return undefined;
  if (rule.each !== undefined && !eachFailed(rule.each, scope)) return undefined;
  if (rule.table === undefined) return rule.is ?? 'status';
  const { at, kinds, otherwise } = rule.table;
  const code = at(scope);
  if (code === undefined || code === null || isJsonObject(code)) return undefined;
  const found = Array.isArray(code) ? code.find((one) => kinds.has(plain(one))) : code;
  return kinds.get(plain(found)) ?? otherwise;
}

function eachFailed({ of, failed, fail }: NonNullable<Rule['each']>, scope: JsonObject): boolean {
  const items = itemsOf(of, scope);
  if (items.length === 0) return false;
  const isBad = (item: JsonValue): boolean => failed({ ...scope, item });
  return fail === 'any' ? items.some(isBad) : items.every(isBad);
}

/** What a path selects: the members of one list, the pairs of one object, or all values. */
function itemsOf(path: CompiledPath, scope: JsonObject): JsonValue[] {
  const found = path.select(scope);
  const [only] = found;
  if (found.length !== 1 || only === undefined || !path.singular) return found;
  if (Array.isArray(only)) return only;
  if (!isJsonObject(only)) return only === null ? [] : found;
  return Object.entries(only).map(([key, value]) => ({ key, value }));
}

function firstOf<T>(rules: readonly Rule[], read: (rule: Rule) => T | undefined): T | undefined {
  for (const rule of rules) {
    const found = read(rule);
    if (found !== undefined) return found;
  }
  return undefined;
}

function textOf(texts: readonly ManifestMapping[], scope: JsonObject): string | undefined {
  for (const evaluate of texts) {
    const text = plain(evaluate(scope));
    if (text !== '') return text;
  }
  return undefined;
}

function plain(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value))
    return value
      .map(plain)
      .filter((one) => one !== '')
      .join('; ');
  return isJsonObject(value) ? JSON.stringify(value) : String(value).trim();
}

function faultsOf(fields: Fields | undefined, scope: JsonObject): Fault[] | undefined {
  if (fields === undefined) return undefined;
  const of = fields.of.select(scope);
  const [only] = of;
  // One object that is a fault itself, as Stripe has it, and not a table of faults by field.
  const isOne = of.length === 1 && isJsonObject(only) && fields.name !== undefined;
  const single = isOne ? faultOf(fields, { ...scope, item: only }) : undefined;
  if (single !== undefined) return [single];
  const faults = itemsOf(fields.of, scope).flatMap(
    (item) => faultOf(fields, { ...scope, item }) ?? [],
  );
  return faults.length === 0 ? undefined : faults;
}

function faultOf({ name, text, rename }: Fields, scope: JsonObject): Fault | undefined {
  const message = plain(text(scope));
  if (message === '') return undefined;
  const found = name === undefined ? '' : plain(name(scope));
  const key = rename[found] ?? found;
  if (name !== undefined && key === '') return undefined;
  return { path: key === '' || key.startsWith('/') ? key : pointer(key.split('.')), message };
}

function afterOf({ after, unit }: Rule, scope: JsonObject, now: Date): number | undefined {
  if (after === undefined || typeof after === 'number') return after;
  const value = after(scope);
  return value === undefined ? undefined : msUntil(value, unit, now);
}

function kindOfStatus({ status }: Answer, limited: boolean): OutcomeKind {
  if (status >= 200 && status < 300) return 'done';
  if (limited) return 'limited';
  if (status === 401) return 'expired';
  if (status === 403) return 'unauthorized';
  return status >= 500 || status === 408 || status === 425 ? 'away' : 'rejected';
}

/** The error of a verdict that is no success. */
export function errorOfVerdict(
  verdict: Verdict,
  {
    app,
    connection,
    status,
    body,
  }: { app: string; connection: string; status: number; body: JsonValue },
): AppError {
  const { text, hint, afterMs, faults } = verdict;
  const said = text ?? saidBy(status, body);
  const fields = faults.map(({ path, message }) =>
    path === '' ? message : `${path.slice(1).replaceAll('/', '.')}: ${message}`,
  );
  const reason = shorten([said, ...fields.filter((one) => !said.includes(one))].join(' '), 500);
  const details = {
    status,
    body: shortBody(body),
    ...(afterMs === undefined ? {} : { retry_after: Math.ceil(afterMs / 1_000) }),
    ...(faults.length === 0 ? {} : { faults }),
    ...(text === undefined ? {} : { said: shorten(text, 500) }),
  };
  const params = { app, status, connection, reason, location: '' };
  return new AppError(CODES[verdict.kind], params, {
    details,
    ...(hint === undefined ? {} : { hint }),
  });
}

const CODES = {
  done: 'CALL_REJECTED',
  nothing: 'CALL_REJECTED',
  expired: 'CALL_UNAUTHORIZED',
  unauthorized: 'CALL_UNAUTHORIZED',
  blocked: 'CALL_BLOCKED',
  limited: 'CALL_RATE_LIMITED',
  away: 'CALL_UNAVAILABLE',
  rejected: 'CALL_REJECTED',
} as const;

function saidBy(status: number, body: JsonValue): string {
  if (typeof body === 'string' && body.trim() !== '') return body.trim();
  if (!isJsonObject(body)) return `status ${status}.`;
  const said = [body['message'], body['detail'], body['error'], body['title']];
  return said.find((one) => typeof one === 'string') ?? JSON.stringify(body);
}

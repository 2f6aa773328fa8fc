import {
  isJsonObject,
  type AnswerRule,
  type ConnectorAction,
  type ConnectorRequest,
  type ConnectorStep,
  type JsonObject,
  type JsonValue,
  type Manifest,
  type Place,
} from '@millrace/model';
import {
  compileManifestCondition,
  compilePath,
  type CompiledPath,
  type ManifestCondition,
  type ManifestMapping,
} from '@millrace/mapping';
import type { Account } from './account.ts';
import type { Prepared } from './prepared.ts';
import { compileAuthorise, type Authorise } from './authorise.ts';
import { compileSign, type SignRequest } from './sign-request.ts';
import { compileAnswers, type Judge } from './compile-answers.ts';
import { compileLimits, type LimitUse } from './compile-limits.ts';
import { compilePages, type Pager } from './compile-pages.ts';
import { compileM, compileRequest, givenAddress, msOf, type Prepare } from './compile-request.ts';
import { hostOfRequest } from './server-address.ts';

/** One request of a plan, compiled. */
export interface PlanStep {
  id: string;
  /** What it was compiled from, and the rules for its answers: the very objects of the manifest. */
  source: ConnectorRequest;
  rules: readonly AnswerRule[];
  prepare: Prepare;
  /** The address of a page that an answer named. */
  pageAddress: (
    account: Account,
    url: string,
  ) => Pick<Prepared, 'url' | 'server' | 'path' | 'query'>;
  authorise: Authorise;
  sign: SignRequest;
  /** The limits that hold for it. */
  limits: readonly LimitUse[];
  /** The host that a request goes to, with its port. */
  hostOf: (account: Account, prepared: Prepared) => string;
  judge: Judge;
  pager: Pager | undefined;
  when: ManifestCondition | undefined;
  each: { of: ManifestMapping; size: number | undefined } | undefined;
  until: Until | undefined;
  keep: ManifestMapping | undefined;
}

interface Until {
  when: ManifestCondition;
  everyMs: number | undefined;
  every: ManifestMapping | undefined;
  mostMs: number;
}

/** A sequence of requests and what comes of it: compiled once, used for every call. */
export interface Plan {
  app: string;
  steps: readonly PlanStep[];
  /** False for one request, whose result is its answer. */
  isSequence: boolean;
  output: (data: JsonObject, body: JsonValue) => JsonValue;
  /** Where the application looks for the key of a repeated call; the header Idempotency-Key has it anyway. */
  keyIn?: Omit<Place, 'value'> | undefined;
}

/** The only step of a plan of one request. */
const ONLY = 'call';
const MOST_UNTIL_MS = 24 * 60 * 60 * 1000;

/** Compiles what an action does. */
export function compileAction(manifest: Manifest, action: ConnectorAction): Plan {
  const plan = compileSteps(manifest, action, action.answers ?? [], outputOf(action.output));
  return action.repeat.by === 'key' ? { ...plan, keyIn: action.repeat.in } : plan;
}

/** Compiles one request, or a few in a row. */
export function compileSteps(
  manifest: Manifest,
  {
    request,
    steps,
  }: { request?: ConnectorRequest | undefined; steps?: readonly ConnectorStep[] | undefined },
  answers: readonly AnswerRule[],
  output: Plan['output'],
): Plan {
  const rules = [...answers, ...(manifest.answers ?? [])];
  const written = steps?.map((step) => ({ step, source: step }));
  const only = request && [{ step: { id: ONLY, ...request }, source: request }];
  return {
    app: manifest.name,
    steps: (written ?? only ?? []).map(({ step, source }) => ({
      ...compileStep(manifest, step, rules),
      source,
    })),
    isSequence: steps !== undefined,
    output,
  };
}

function compileStep(
  manifest: Manifest,
  step: ConnectorStep,
  common: readonly AnswerRule[],
): Omit<PlanStep, 'source'> {
  const { id, pages, when, each, until, keep } = step;
  const rules = [...(step.answers ?? []), ...common];
  return {
    id,
    rules,
    prepare: compileRequest(manifest, step),
    pageAddress: (account, url) => ({
      ...givenAddress(manifest, step.server ?? 'api', url, account),
      query: [],
    }),
    authorise: compileAuthorise(manifest, step.place),
    sign: compileSign(manifest),
    limits: compileLimits(manifest, step),
    hostOf: (account, prepared) => hostOfRequest(manifest, account, prepared),
    judge: compileAnswers(rules),
    pager: pages && compilePages(manifest.name, pages),
    when: when && compileManifestCondition(when),
    each: each && { of: compileM(each.of), size: each.size },
    until: until && {
      when: compileManifestCondition(until.when),
      everyMs: typeof until.every === 'string' ? msOf(until.every) : undefined,
      every:
        until.every === undefined || typeof until.every === 'string'
          ? undefined
          : compileM(until.every),
      mostMs: Math.min(msOf(until.most) ?? MOST_UNTIL_MS, MOST_UNTIL_MS),
    },
    keep: keep === undefined ? undefined : compileM(keep),
  };
}

/** What an action gives: its mapping or the last body, without what it drops. */
function outputOf({ value, drop = [] }: ConnectorAction['output']): Plan['output'] {
  const evaluate = value === undefined ? undefined : compileM(value);
  const paths = drop.map((path) => compilePath(path));
  return (data, body) => {
    const found = evaluate === undefined ? body : (evaluate(data) ?? null);
    return paths.reduce(without, found);
  };
}

function without(value: JsonValue, path: CompiledPath): JsonValue {
  // From the last on: places behind one that was removed would have moved.
  return path.locate(value).reduceRight((rest, { steps }) => removed(rest, steps), value);
}

/** A copy along the way only: what is dropped may be shared with what is kept. */
function removed(value: JsonValue, [key, ...rest]: readonly (string | number)[]): JsonValue {
  if (key === undefined) return null;
  if (Array.isArray(value)) {
    const items = value.map((item, index) =>
      index === key && rest.length > 0 ? removed(item, rest) : item,
    );
    return rest.length > 0 ? items : items.filter((_, index) => index !== key);
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]): [string, JsonValue][] => {
    if (name !== String(key)) return [[name, member]];
    return rest.length > 0 ? [[name, removed(member, rest)]] : [];
  });
  return Object.fromEntries(members);
}

import {
  AppError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Manifest,
  type Pages,
} from '@millrace/model';
import type { FileRoom } from '../define.ts';
import type { Account } from './account.ts';
import { compileAuthorise, type Authorise } from './authorise.ts';
import { compileAnswers, type Judge } from './compile-answers.ts';
import { compilePages } from './compile-pages.ts';
import { isNamedHost, requireNamedHost } from './named-hosts.ts';
import type { PlanStep } from './plan.ts';
import type { Prepared } from './prepared.ts';
import { runPlan, type PlanContext } from './run-plan.ts';
import { compileSign, type SignRequest } from './sign-request.ts';

/** One request of code, before the account is placed: nothing in it is a secret. */
export type CodePrepared = Omit<Prepared, 'server' | 'path' | 'withAccount'>;

/** A call that code makes with its account, to an address that no manifest names. */
export interface CodeRequest {
  /** Names the target in errors. */
  app: string;
  /** The request; with pages, that of the page whose state is given. */
  prepare: (page: JsonObject | undefined) => CodePrepared;
  /** How further pages follow; their items in a row are the body then. */
  pages?: Pages | undefined;
  /** The statuses that are success; those from 200 to 299 when absent. */
  expects?: ((status: number) => boolean) | undefined;
  /** Where its files are; the files of the call when absent. */
  files?: FileRoom | undefined;
}

/** The answer to a call of code, its body as data. */
export interface CodeAnswer {
  status: number;
  headers: JsonObject;
  body: JsonValue;
  redirects: JsonValue[];
}

/** Makes calls of code with an account. Throws what {@link runPlan} throws, and HOST_NOT_ALLOWED. */
export type CallWithAccount = (request: CodeRequest, context: PlanContext) => Promise<CodeAnswer>;

/** Compiles the kinds of sign-in of a manifest for calls of code: one plan of one request for each call. */
export function compileCodeCall(manifest: Manifest): CallWithAccount {
  const authorise = compileAuthorise(manifest);
  const sign = compileSign(manifest);
  return async (request, context) => {
    const { app, files = context.files } = request;
    const step = stepOf(request, authorise, sign);
    const output = (data: JsonObject): JsonValue => data['answer'] ?? null;
    const plan = { app, steps: [step], isSequence: false, output };
    return answerOf(await runPlan(plan, { ...context, files }));
  };
}

function stepOf(request: CodeRequest, authorise: Authorise, sign: SignRequest): PlanStep {
  const { app, prepare, pages, expects } = request;
  const [first, rest] = [{ url: '' }, { when: undefined, each: undefined }];
  let from = '';
  return {
    ...{ id: 'call', authorise, sign, ...rest, until: undefined, keep: undefined },
    ...{ limits: [], source: {}, rules: [] },
    hostOf: (_, { url }) => URL.parse(url)?.host ?? '',
    prepare: (account, data) => {
      const page = isJsonObject(data['page']) ? data['page'] : undefined;
      const prepared = prepare(page);
      requireNamedHost(account, prepared.url);
      first.url = prepared.url;
      return { ...prepared, server: undefined, path: '', withAccount: true };
    },
    pageAddress: (account, url) => {
      const address = nextAddress(app, account, first.url, URL.parse(url, from || first.url));
      from = address;
      return { url: address, server: undefined, path: '', query: [] };
    },
    judge: expecting(expects),
    pager: pages === undefined ? undefined : compilePages(app, pages),
  };
}

/** An answer may lead to the origin that was asked, and to hosts that the account names. */
function nextAddress(app: string, account: Account, first: string, url: URL | null): string {
  if (url === null) {
    throw new AppError('URL_INVALID', { url: 'The next page', reason: 'it is no address' });
  }
  const isOwn = url.origin === URL.parse(first)?.origin;
  if (isOwn || isNamedHost(account, url)) return url.href;
  throw new AppError('HOST_NOT_ALLOWED', { app, host: url.host });
}

const DONE = { text: undefined, hint: undefined, afterMs: undefined, faults: [] };

/** What a status means by itself. */
const byStatus = compileAnswers([]);

function expecting(expects: CodeRequest['expects']): Judge {
  if (expects === undefined) return byStatus;
  return (answer, data, now) => {
    const { status } = answer;
    if (expects(status)) return { ...DONE, kind: 'done' };
    const verdict = byStatus(answer, data, now);
    if (verdict.kind !== 'done') return verdict;
    return { ...verdict, kind: 'rejected', text: 'this status is not one that is expected.' };
  };
}

function answerOf(found: JsonValue): CodeAnswer {
  const { status, headers, body = null, redirects } = isJsonObject(found) ? found : {};
  return {
    status: typeof status === 'number' ? status : 0,
    headers: isJsonObject(headers) ? headers : {},
    body,
    redirects: Array.isArray(redirects) ? redirects : [],
  };
}

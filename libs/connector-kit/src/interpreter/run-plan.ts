import {
  AppError,
  isFileHandle,
  type FileHandle,
  type JsonObject,
  type JsonValue,
} from '@millrace/model';
import { createHash } from 'node:crypto';
import { readBody } from '@millrace/bodies';
import type { FileRoom } from '../define.ts';
import { toCallError } from '../call-error.ts';
import type { CallRecorder } from '../call-recorder.ts';
import type { HttpResponse, ReadAs } from '../http/answer.ts';
import { isUnknownOutcome } from '../http/failure.ts';
import type { HttpClient } from '../http/http-client.ts';
import { isRedirect } from '../http/redirects.ts';
import type { FileContent, RequestBody } from '../http/request-body.ts';
import { hideInError } from '../secrets.ts';
import { redactHeaders, redactRead } from '../redact.ts';
import type { Account } from './account.ts';
import { next, take, type Next } from './advance.ts';
import { openFiles } from './codec.ts';
import { errorOfVerdict } from './compile-answers.ts';
import type { Plan } from './plan.ts';
import type { Answer, Prepared, PreparedBody } from './prepared.ts';
import { Progress, type ProgressContext } from './progress.ts';
import { wayOfAccount } from './way-of-account.ts';
import { withinLimits, type LimitContext } from './within-limits.ts';

/** What a plan needs from outside while it runs. */
export interface PlanContext extends LimitContext, ProgressContext {
  input: JsonObject;
  http: HttpClient;
  files: FileRoom | undefined;
  /** A fresh account after its token was refused; absent where there is none to be had. */
  refresh?: (() => Promise<Account>) | undefined;
  /** Further data that mappings see, such as `search` and `hook`. */
  extra?: JsonObject | undefined;
  /** True when a write that got no answer must not be made again. */
  neverRepeat?: boolean | undefined;
  /** Keeps the calls that are made. */
  recorder?: CallRecorder | undefined;
  /** Puts something around a plan before it runs: tests that note what of it is used. */
  watch?: ((plan: Plan) => Plan) | undefined;
}

/** A call that may have been made, and must not be made again. */
export class CallInDoubt extends Error {
  override readonly name = 'CallInDoubt';
}

/**
 * Makes the requests of a plan and gives its output. Throws what preparing and the HTTP client throw, and
 * CALL_REJECTED, CALL_UNAUTHORIZED, CALL_BLOCKED, CALL_RATE_LIMITED, CALL_UNAVAILABLE and
 * ACTION_LIMIT; {@link CallInDoubt} for a write without an answer that must not be repeated, and
 * CallWaits for a wait to be stored. No secret of the account is in the output, an error or a state.
 */
export function runPlan(plan: Plan, context: PlanContext): Promise<JsonValue> {
  return drive(context.watch === undefined ? plan : context.watch(plan), context);
}

async function drive(plan: Plan, context: PlanContext): Promise<JsonValue> {
  let { account } = context;
  let refreshed = false;
  try {
    const progress = new Progress(plan, context);
    let position = progress.start;
    await openFiles(context.input, context.files);
    for (;;) {
      const base = baseData(account, context);
      const step = next(plan, position, account, base);
      if (step.kind === 'done') return step.output;
      const { answer, taken } = await withinLimits(plan, step, account, context, {
        send: () => {
          const stored = progress.before(step);
          if (stored === undefined) return send(plan, step, account, context);
          return stored.then(() => send(plan, step, account, context));
        },
        judge: (answer) => take(plan, step, answer, context.now()),
        pause: (ms) => progress.pause(step.position, ms),
      });
      if (taken.kind === 'done') return taken.output;
      if (taken.kind === 'failed') {
        const { verdict } = taken;
        if (verdict.kind === 'expired' && !refreshed && context.refresh !== undefined) {
          refreshed = true;
          account = await context.refresh();
          progress.use(account);
          position = step.position;
          continue;
        }
        throw failureOf(plan, account, verdict, answer);
      }
      position = taken.position;
      progress.sent(step);
      if (taken.kind === 'wait') await progress.pause(position, taken.ms);
    }
  } catch (error) {
    hideInError(error, account.hide);
    throw error;
  }
}

function baseData(account: Account, { input, key, extra }: PlanContext): JsonObject {
  return { ...extra, input, connection: account.data, call: { key } };
}

function failureOf(
  plan: Plan,
  account: Account,
  verdict: Parameters<typeof errorOfVerdict>[0],
  answer: Answer & Pick<HttpResponse, 'redirects'>,
): AppError {
  const { app } = plan;
  const { status, body, headers } = answer;
  const isMoved = isRedirect(status) && headers['location'] !== undefined;
  if (isMoved && verdict.kind === 'rejected' && verdict.text === undefined) {
    return toCallError({ app, connection: undefined }, answer);
  }
  return errorOfVerdict(verdict, { app, connection: account.name, status, body });
}

async function send(
  plan: Plan,
  { step, prepared, data, name }: Extract<Next, { kind: 'send' }>,
  account: Account,
  context: PlanContext,
): Promise<Answer & Pick<HttpResponse, 'redirects'>> {
  const { app } = plan;
  const authorised = step.authorise(account, prepared, data);
  const key = name === '' || context.key === '' ? context.key : keyOf(context.key, name);
  const { headers, query } = withKey(plan, prepared, authorised.query, key);
  const body = await bodyOf(authorised.body, context.files);
  const signed = step.sign(
    account,
    { prepared, authorised: { ...authorised, query }, headers, body },
    context.now(),
  );
  const { hide } = account;
  const make = (): Promise<HttpResponse> =>
    context.http.request({
      app,
      method: prepared.method,
      url: signed?.url ?? authorised.url,
      query: signed === undefined ? query : [],
      headers,
      credentials: { ...authorised.credentials, ...signed?.headers },
      body,
      readAs: prepared.readAs,
      timeoutMs: prepared.timeoutMs,
      redirects: prepared.redirects,
      keepMethod: prepared.keepMethod,
      ...wayOfAccount(account),
      signal: context.signal,
    });
  try {
    const { method, url } = prepared;
    const sent = { method, url, query: prepared.query, headers, body, hide };
    const response = await (context.recorder?.note(sent, make) ?? make());
    const { status, redirects } = response;
    const read = await dataOf(response, prepared.readAs, context.files);
    // A form or XML was read out of its text by rules of its own, behind which a secret may stand.
    const text = read === response.body ? response.text : undefined;
    const answer = { status, headers: redactHeaders(response.headers, hide) };
    return { ...answer, body: redactRead(read, text, hide), redirects };
  } catch (error) {
    const mayBeDone = prepared.effect !== 'reads' && isUnknownOutcome(error);
    if (mayBeDone && context.neverRepeat === true) {
      hideInError(error, account.hide);
      throw new CallInDoubt(error instanceof Error ? error.message : 'no answer', { cause: error });
    }
    throw error;
  }
}

/** The key of a call where its application looks for it, unless the request writes it there itself. */
function withKey(
  { keyIn }: Plan,
  prepared: Prepared,
  query: Prepared['query'],
  key: string,
): { headers: Record<string, string>; query: Prepared['query'] } {
  if (key === '') return { headers: { ...prepared.headers }, query };
  const name = keyIn?.name ?? '';
  const isOwn = query.some(([one]) => one === name);
  return {
    headers: {
      'idempotency-key': key,
      ...(keyIn?.in === 'header' ? { [name.toLowerCase()]: key } : {}),
      ...prepared.headers,
    },
    query: keyIn?.in === 'query' && !isOwn ? [...query, [name, key]] : query,
  };
}

/** A key of its own for each request of a sequence: applications refuse one key on two different calls. */
function keyOf(key: string, name: string): string {
  return createHash('sha256').update(`${key} ${name}`).digest('hex');
}

async function bodyOf(
  body: PreparedBody | undefined,
  files: FileRoom | undefined,
): Promise<RequestBody | undefined> {
  if (body === undefined || 'form' in body || 'text' in body) return body;
  if ('json' in body) {
    const { json, type } = body;
    const text = JSON.stringify(json);
    return type === 'application/json' ? { json, text } : { text, type };
  }
  if ('file' in body) {
    const { bytes, type } = await opened(body.file, files);
    return { bytes, type: body.type ?? type };
  }
  const parts = await Promise.all(
    body.parts.map(async (part) =>
      'file' in part ? { name: part.name, file: await opened(part.file, files) } : part,
    ),
  );
  return { parts };
}

function opened(handle: FileHandle, files: FileRoom | undefined): Promise<FileContent> {
  if (files !== undefined) return files.open(handle);
  const reason = 'files are not kept here';
  throw new AppError('VALUE_UNWRITABLE', {
    place: `The file ${handle.name}`,
    form: 'bytes',
    reason,
  });
}

const XML_TYPE = /^[\w.+-]+\/([\w.-]+\+)?xml\b/i;

/** XML and forms as data, where the answer is one or is to be read as one. */
function parsed(text: string, readAs: ReadAs, headers: HttpResponse['headers']): JsonValue {
  const isXml =
    readAs === 'xml' || (readAs === 'auto' && XML_TYPE.test(headers['content-type'] ?? ''));
  if (!isXml && readAs !== 'form') return text;
  const contentType = isXml
    ? 'application/xml; charset=utf-8'
    : 'application/x-www-form-urlencoded';
  return readBody({ bytes: Buffer.from(text), contentType, file: () => null }).value;
}

/** Largest file that becomes part of the data where files are not kept. */
const MOST_INLINE = 4 * 1024 * 1024;

async function dataOf(
  { body, file, headers }: HttpResponse,
  readAs: ReadAs,
  files: FileRoom | undefined,
): Promise<JsonValue> {
  if (file === undefined) return typeof body === 'string' ? parsed(body, readAs, headers) : body;
  if (files !== undefined) {
    const handle = await files.save(file);
    return isFileHandle(handle) ? { ...handle } : null;
  }
  const { name, type, bytes } = file;
  const whole = bytes.byteLength <= MOST_INLINE ? Buffer.from(bytes).toString('base64') : '';
  return { name, type, bytes: bytes.byteLength, base64: whole };
}

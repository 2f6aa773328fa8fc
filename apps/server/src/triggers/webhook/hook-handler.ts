import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, ERRORS, type Problem } from '@millrace/model';
import { isDatabaseAway } from '../../database/database-away.ts';
import type { TriggerTarget } from '../../flows/flow.service.ts';
import { webhookOf } from '../../flows/webhook-trigger.ts';
import { Admission, type Admitted } from '../../http/admission.ts';
import { HOOK_HEADERS } from '../../http/hook-headers.ts';
import { readBody } from '../../http/request-body.ts';
import { sendJson } from '../../http/send-json.ts';
import type { RunAnswers } from '../../replies/run-answers.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import type { TriggerAnswer } from './trigger-request.ts';
import type { WebhookService } from './webhook.service.ts';

const TOKEN = /^\/hooks\/([A-Za-z0-9_-]{16,64})\/?(?:\?|$)/;
const RETRY_AFTER_S = '2';

export interface HookHandlerOptions {
  webhooks: WebhookService;
  replies: RunAnswers;
  /** Bytes. */
  maxBody: number;
  onError(error: unknown, id: string): void;
  /** A sender went away before its body was whole. */
  onAborted(): void;
}

/** Serves the trigger URLs on plain node:http, in front of Nest. */
export function createHookHandler(options: HookHandlerOptions) {
  const admission = new Admission();
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let admitted: Admitted | undefined;
    try {
      setHeaders(response, HOOK_HEADERS);
      admitted = admission.enter();
      const target = await options.webhooks.target(tokenOf(request));
      if (answerQuestion(request, response, target)) return;
      const given = await receive(request, target, options, admitted);
      // A run's reply may take long, and the body is not needed for it.
      admitted.leave();
      admitted = undefined;
      if (given.kind === 'run') await options.replies.answer(response, given);
      else answer(response, given);
    } catch (error) {
      refuseSafely(request, response, error, options);
    } finally {
      admitted?.leave();
    }
  };
}

function tokenOf({ url = '' }: IncomingMessage): string {
  return TOKEN.exec(url)?.[1] ?? '';
}

/**
 * HEAD and OPTIONS ask about the trigger URL; they bring nothing, so they are no events. True when it
 * was one of them. Also sets what pages of the web may read of the answer to anything else.
 */
function answerQuestion(
  request: IncomingMessage,
  response: ServerResponse,
  target: TriggerTarget,
): boolean {
  const { method } = request;
  const isPreflight = method === 'OPTIONS';
  const headers = (isPreflight ? preflightHeaders : corsHeaders)(webhookOf(target), request);
  setHeaders(response, headers);
  if (method !== 'HEAD' && !isPreflight) return false;
  response.statusCode = isPreflight ? 204 : 200;
  response.end();
  return true;
}

async function receive(
  request: IncomingMessage,
  target: TriggerTarget,
  { webhooks, maxBody }: HookHandlerOptions,
  admitted: Admitted,
): Promise<TriggerAnswer> {
  const body = await readBody(request, maxBody, admitted);
  return webhooks.receive(target, {
    kind: 'webhook',
    token: target.token,
    method: request.method ?? 'GET',
    path: request.url ?? '',
    headers: pairs(request.rawHeaders),
    body,
    receivedAt: new Date(),
  });
}

function pairs(raw: readonly string[]): [string, string][] {
  const headers: [string, string][] = [];
  for (let index = 0; index < raw.length; index += 2) {
    headers.push([raw[index] ?? '', raw[index + 1] ?? '']);
  }
  return headers;
}

function answer(response: ServerResponse, given: Exclude<TriggerAnswer, { kind: 'run' }>): void {
  if (given.kind === 'json') return sendJson(response, 200, given.body);
  response.writeHead(given.status, given.headers);
  response.end(given.body);
}

/** A fault of answering itself may not reach the process: the connection ends instead. */
function refuseSafely(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  options: HookHandlerOptions,
): void {
  try {
    refuse(request, response, error, options);
  } catch (fault) {
    options.onError(fault, randomUUID());
    response.destroy();
  }
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  options: HookHandlerOptions,
): void {
  const id = randomUUID();
  const known = knownError(error);
  // Who went away in the middle is no fault of ours, and hears nothing any more.
  if (known.code === 'BODY_TIMEOUT') options.onAborted();
  if (ERRORS[known.code].actor !== 'user') options.onError(error, id);
  if (response.headersSent || response.destroyed) return;
  // What an answer that failed had set already could make this one fail, too.
  for (const name of response.getHeaderNames()) {
    if (!isKept(name)) response.removeHeader(name);
  }
  if (known.status === 503) response.setHeader('Retry-After', RETRY_AFTER_S);
  // What is left of a body nobody reads would hold the connection.
  if (!request.complete) response.setHeader('Connection', 'close');
  const problem: Problem = {
    type: 'about:blank',
    title: known.code,
    status: known.status,
    code: known.code,
    detail: known.message,
    hint: known.hint,
    id,
  };
  sendJson(response, known.status, problem, { 'Content-Type': 'application/problem+json' });
  if (!request.complete) response.once('finish', () => request.destroy());
}

const KEPT = new Set([...Object.keys(HOOK_HEADERS).map((name) => name.toLowerCase()), 'vary']);

function isKept(name: string): boolean {
  return KEPT.has(name) || name.startsWith('access-control-');
}

function knownError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = isDatabaseAway(error) ? 'DATABASE_AWAY' : 'INTERNAL';
  return new AppError(code, {}, { cause: error });
}

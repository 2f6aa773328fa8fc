import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, ERRORS, type Problem } from '@millrace/model';
import { isDatabaseAway } from '../http/database-away.ts';
import { sendJson } from '../http/send-json.ts';
import type { IntakeService } from './intake.service.ts';
import { Admission, type Admitted } from '../http/admission.ts';
import { readBody } from '../http/request-body.ts';
import type { RunAnswers } from './run-answers.ts';
import type { TriggerAnswer } from './trigger-request.ts';

const TOKEN = /^\/hooks\/([A-Za-z0-9_-]{16,64})\/?(?:\?|$)/;
const RETRY_AFTER_S = '2';

export interface HookHandlerOptions {
  intake: IntakeService;
  replies: RunAnswers;
  /** Bytes. */
  maxBody: number;
  onError(error: unknown, id: string): void;
}

/** Serves the trigger URLs on plain node:http, in front of Nest. */
export function createHookHandler(options: HookHandlerOptions) {
  const admission = new Admission();
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let admitted: Admitted | undefined;
    try {
      admitted = admission.enter();
      const given = await receive(request, options, admitted);
      // A run's reply may take long, and the body is not needed for it.
      admitted.leave();
      admitted = undefined;
      if (given.kind === 'run') await options.replies.answer(response, given);
      else answer(response, given);
    } catch (error) {
      refuse(request, response, error, options);
    } finally {
      admitted?.leave();
    }
  };
}

async function receive(
  request: IncomingMessage,
  { intake, maxBody }: HookHandlerOptions,
  admitted: Admitted,
): Promise<TriggerAnswer> {
  const path = request.url ?? '';
  const token = TOKEN.exec(path)?.[1];
  const target = await intake.target(token ?? '');
  refuseEncoded(request);
  const body = await readBody(request, maxBody, admitted);
  return intake.receive(target, {
    kind: 'webhook',
    token: target.token,
    method: request.method ?? 'GET',
    path,
    headers: pairs(request.rawHeaders),
    body,
    receivedAt: new Date(),
  });
}

function refuseEncoded(request: IncomingMessage): void {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw new AppError('BODY_ENCODED', { encoding });
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
  response.writeHead(given.status, { 'X-Content-Type-Options': 'nosniff', ...given.headers });
  response.end(given.body);
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  options: HookHandlerOptions,
): void {
  const id = randomUUID();
  const known = knownError(error);
  if (ERRORS[known.code].actor !== 'user') options.onError(error, id);
  if (response.headersSent || response.destroyed) return;
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

function knownError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = isDatabaseAway(error) ? 'DATABASE_AWAY' : 'INTERNAL';
  return new AppError(code, {}, { cause: error });
}

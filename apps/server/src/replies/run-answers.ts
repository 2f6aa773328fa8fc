import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, isReservedAnswerHeader, type HookAnswer, type ReplyMode } from '@millrace/model';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { sendJson } from '../http/send-json.ts';
import type { Answer, RunReply } from '../runs/run-replies.ts';
import { ReplyHub } from './reply-hub.ts';

/** An answer that has to wait for a run. */
export interface WaitedAnswer {
  mode: Exclude<ReplyMode, 'accepted'>;
  run: string;
  /** What is answered at once where nobody waits. */
  body: HookAnswer;
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/;

/** Answers senders with what their runs reply. */
@Injectable()
export class RunAnswers {
  constructor(
    @Inject(ReplyHub) private readonly hub: ReplyHub,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  /**
   * Waits for the run and answers: with its output, with what its respond step says, or after 30 s
   * with 202 and where to look. Throws RUN_FAILED for a run that did not succeed.
   */
  async answer(response: ServerResponse, { mode, run, body }: WaitedAnswer): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const reply = await this.hub.wait(
      run,
      ({ ended, answer }) => ended || (mode === 'respond' && answer !== undefined),
      undefined,
      gone.signal,
    );
    if (response.destroyed) return;
    if (reply === undefined) {
      const status = `${this.config.publicUrl}/api/v1/runs/${run}`;
      sendJson(response, 202, { ...body, status_url: status }, { Location: status });
      return;
    }
    if (mode === 'respond' && reply.answer !== undefined) {
      sendAnswer(response, reply.answer);
      return;
    }
    refuseFailed(run, reply);
    if (mode === 'respond') {
      sendJson(response, 200, body);
      return;
    }
    sendJson(response, 200, { ...body, status: reply.status, output: reply.output });
  }
}

/** The error of the run stays inside: the sender is a stranger. */
function refuseFailed(run: string, { status }: RunReply): void {
  if (status !== 'succeeded' && status !== 'stopped') {
    throw new AppError('RUN_FAILED', { run, status });
  }
}

function sendAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  const asText = typeof body === 'string';
  const text = asText ? body : body === null ? '' : JSON.stringify(body);
  response.setHeader('Content-Type', asText ? 'text/plain; charset=utf-8' : 'application/json');
  for (const [name, value] of Object.entries(headers)) {
    if (isReservedAnswerHeader(name)) continue;
    if (HEADER_NAME.test(name) && HEADER_VALUE.test(value)) response.setHeader(name, value);
  }
  response.statusCode = status;
  if (status === 204 || status === 304) response.removeHeader('Content-Type');
  response.end(status === 204 || status === 304 ? undefined : text);
}

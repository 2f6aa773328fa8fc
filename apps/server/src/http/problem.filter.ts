import { Catch, Inject, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { isJsonObject, type AppError } from '@millrace/model';
import type { Request, Response } from 'express';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { uuid7 } from '../database/uuid7.ts';
import { SECURITY_HEADERS } from './headers.ts';
import { pathOf } from './id.ts';
import { loggable } from './loggable.ts';
import { asAppError, isOurs, problemOf } from './problem.ts';

const RETRY_SECONDS = 2;

/** Set for every answer, before any handler; and the cookies of a session that was prolonged. */
const KEPT = new Set(['set-cookie', ...SECURITY_HEADERS]);

/** Answers every error as a problem document; its `id` stands in the log as well. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('http');

  constructor(@Inject(CONFIG) private readonly config: ServerConfig) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<Request>(), http.getResponse<Response>());
  }

  answer(thrown: unknown, request: Request, response: Response): void {
    const { method } = request;
    const path = pathOf(request.originalUrl);
    const error = asAppError(thrown, { method, path, maxBody: this.config.maxBody });
    const id = uuid7();
    if (isOurs(error)) {
      this.log.error({ id, method, path, err: loggable(error.cause ?? error) }, error.message);
    } else if (error.status >= 500) {
      this.log.warn({ id, method, path, code: error.code, err: loggable(error) }, error.message);
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    // A header that the handler set may be what cannot be sent.
    for (const name of response.getHeaderNames()) {
      if (!KEPT.has(name)) response.removeHeader(name);
    }
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
    if (error.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="Millrace"');
    response
      .status(error.status)
      .setHeader('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(problemOf(error, id)));
  }
}

/** Seconds: what the error itself says, or a moment when the server is in trouble. */
function retryAfterOf({ status, details }: AppError): number | undefined {
  const said = isJsonObject(details) ? details['retry_after'] : undefined;
  if (typeof said === 'number') return said;
  return status === 503 ? RETRY_SECONDS : undefined;
}

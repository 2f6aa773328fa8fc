import {
  Inject,
  Injectable,
  Logger,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { isAppError } from '@millrace/model';
import type { Request, Response } from 'express';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { Admission } from './admission.ts';
import { bodyLimitOf } from './body-limit.ts';
import { readJsonBody } from './json-body.ts';
import { PUBLIC } from './public.ts';

const WITHOUT_BODY = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

/**
 * Reads the body of a call once the guard has let it in, up to the limit of its route. What all
 * calls together hold is bounded; past that they are refused with OVERLOADED.
 */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  private readonly log = new Logger('http');
  private readonly admission = new Admission();
  /** Uploads that broke off. It happens to every server that the internet reaches. */
  private aborted = 0;

  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  async intercept(
    context: ExecutionContext,
    next: CallHandler<unknown>,
  ): Promise<ReturnType<CallHandler['handle']>> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    if (WITHOUT_BODY.has(request.method)) return next.handle();
    const admitted = this.admission.enter();
    http.getResponse<Response>().once('close', () => admitted.leave());
    try {
      request.body = await readJsonBody(request, this.limitOf(context), admitted);
    } catch (error) {
      if (isAppError(error) && error.code === 'BODY_TIMEOUT') {
        this.aborted += 1;
        this.log.debug({ aborted: this.aborted }, 'An upload broke off');
      }
      throw error;
    }
    return next.handle();
  }

  private limitOf(context: ExecutionContext): number {
    const handler = context.getHandler();
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [
      handler,
      context.getClass(),
    ]);
    return bodyLimitOf(handler, isPublic === true, this.config.maxBody);
  }
}

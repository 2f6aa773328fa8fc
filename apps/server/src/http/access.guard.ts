import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '@millrace/model';
import type { Request, Response } from 'express';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { AccessService } from '../people/access.service.ts';
import { setCaller } from './caller.ts';
import { judgeOrigin } from './origin.ts';
import { PUBLIC } from './public.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Closes every route that is not `@Public()`. It is bound to the routes, not to paths, so no
 * spelling of a path goes around it. A call that changes something with a cookie has to come from
 * a page of ours; an API key is not sent by a browser on its own and needs no such proof.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(AccessService) private readonly access: AccessService,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (isPublic === true) {
      this.refuseForeign(request, false);
      return true;
    }
    const response = context.switchToHttp().getResponse<Response>();
    const caller = await this.access.identify(request, response);
    if (caller === undefined) throw new AppError('SIGN_IN_REQUIRED');
    if (caller.via === 'session') this.refuseForeign(request, true);
    setCaller(request, caller);
    return true;
  }

  private refuseForeign(request: Request, proofNeeded: boolean): void {
    if (READING.has(request.method)) return;
    const { origin, host } = request.headers;
    const fetchSite = request.get('sec-fetch-site');
    const verdict = judgeOrigin({ origin, fetchSite, host }, this.config.publicUrl);
    if (verdict === 'own' || (verdict === 'unknown' && !proofNeeded)) return;
    throw new AppError('ORIGIN_REFUSED', {
      origin: origin ?? fetchSite ?? 'it does not say which',
    });
  }
}

import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError, roleReaches, type Role } from '@millrace/model';
import type { Request, Response } from 'express';
import { ACCESS, type Access } from '../access/access.ts';
import type { Actor } from '../access/actor.ts';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { setCaller } from './caller.ts';
import { hostOf, schemeOf } from './forwarded.ts';
import { LEAST_ROLE } from './least-role.ts';
import { judgeOrigin } from './origin.ts';
import { PUBLIC } from './public.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Closes every route that is not `@Public()`, and each to roles below its own. It is bound to the
 * routes, not to paths, so no spelling of a path goes around it. A call that changes something with
 * a cookie has to come from a page of ours; an API key is not sent by a browser on its own and needs
 * no such proof.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(ACCESS) private readonly access: Access,
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
    if (caller.by.kind === 'user') this.refuseForeign(request, true);
    this.refuseLow(caller, context.getHandler());
    setCaller(request, caller);
    return true;
  }

  private refuseLow({ role }: Actor, handler: ReturnType<ExecutionContext['getHandler']>): void {
    const least = this.reflector.get<Role | undefined>(LEAST_ROLE, handler) ?? 'owner';
    if (!roleReaches(role, least)) throw new AppError('ROLE_TOO_LOW', { least, role });
  }

  private refuseForeign(request: Request, proofNeeded: boolean): void {
    if (READING.has(request.method)) return;
    const { origin } = request.headers;
    const fetchSite = request.get('sec-fetch-site');
    const { trustedProxies: trusted, publicUrl } = this.config;
    const host = hostOf(request, trusted);
    const scheme = schemeOf(request, trusted);
    const verdict = judgeOrigin({ origin, fetchSite, host, scheme }, publicUrl);
    if (verdict === 'own' || (verdict === 'unknown' && !proofNeeded)) return;
    throw new AppError('ORIGIN_REFUSED', {
      origin: origin ?? fetchSite ?? 'it does not say which',
    });
  }
}

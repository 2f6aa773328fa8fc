import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { CallerInfo } from '../http/caller.ts';
import { ApiKeyService } from './api-key.service.ts';
import { callOf, setCookies } from './session-call.ts';
import { SessionService } from './session.service.ts';

const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i;

/** Who makes a call: the holder of its API key, or else of its session. */
@Injectable()
export class AccessService {
  constructor(
    @Inject(ApiKeyService) private readonly keys: ApiKeyService,
    @Inject(SessionService) private readonly sessions: SessionService,
  ) {}

  /** Undefined when nobody is known. A key that is wrong is not made good by a cookie. */
  async identify(request: Request, response: Response): Promise<CallerInfo | undefined> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.byKey(authorization);
    const live = await this.sessions.find(callOf(request));
    if (live === undefined) return undefined;
    setCookies(response, live.cookies);
    const { workspaceId, role } = live.membership;
    return { userId: live.user.id, workspaceId, role, via: 'session' };
  }

  private async byKey(authorization: string): Promise<CallerInfo | undefined> {
    const key = BEARER.exec(authorization)?.[1];
    const holder = key === undefined ? undefined : await this.keys.holder(key);
    if (holder === undefined) return undefined;
    const { userId, workspaceId, role } = holder;
    return { userId, workspaceId, role, via: 'key' };
  }
}

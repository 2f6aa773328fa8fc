import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Access } from '../access/access.ts';
import type { Actor } from '../access/actor.ts';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { addressOf } from '../http/forwarded.ts';
import { ApiKeyService } from './api-key.service.ts';
import { MembershipStore } from './membership.store.ts';
import { callOf, setCookies } from './session-call.ts';
import { actorOf, SessionService } from './session.service.ts';

const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i;

/** Who makes a call: the holder of its API key, or else of its session. */
@Injectable()
export class AccessService implements Access {
  constructor(
    @Inject(ApiKeyService) private readonly keys: ApiKeyService,
    @Inject(SessionService) private readonly sessions: SessionService,
    @Inject(MembershipStore) private readonly members: MembershipStore,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  /** Undefined when nobody is known. A key that is wrong is not made good by a cookie. */
  async identify(request: Request, response: Response): Promise<Actor | undefined> {
    const { authorization } = request.headers;
    const address = addressOf(request, this.config.trustedProxies);
    if (authorization !== undefined) return this.byKey(authorization, address);
    const live = await this.sessions.find(callOf(request, this.config));
    if (live === undefined) return undefined;
    setCookies(response, live.cookies);
    return actorOf(live, address);
  }

  async holds({ by, workspaceId, role }: Actor): Promise<boolean> {
    if (by.kind === 'system') return true;
    const now =
      by.kind === 'key'
        ? await this.members.roleOfKey(by.keyId)
        : await this.members.roleOfSession(by.sessionId, workspaceId);
    return now === role;
  }

  private async byKey(authorization: string, address: string): Promise<Actor | undefined> {
    const key = BEARER.exec(authorization)?.[1];
    const holder = key === undefined ? undefined : await this.keys.holder(key);
    if (holder === undefined) return undefined;
    const { keyId, name, userId, workspaceId, role } = holder;
    return { workspaceId, role, by: { kind: 'key', keyId, name, userId }, address };
  }
}

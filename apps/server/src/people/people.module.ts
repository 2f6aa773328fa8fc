import { Global, Logger, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { ACCESS } from '../access/access.ts';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { AccessService } from './access.service.ts';
import { ApiKeyController } from './api-key.controller.ts';
import { ApiKeyService } from './api-key.service.ts';
import { ApiKeyStore } from './api-key.store.ts';
import { AUTH, createAuth, type Auth } from './auth.ts';
import { DeviceCookie } from './device-cookie.ts';
import { FailedSignIns } from './failed-sign-ins.ts';
import { HashingTurns } from './hashing-turns.ts';
import { MembershipStore } from './membership.store.ts';
import { OwnerBootstrap } from './owner-bootstrap.ts';
import { OwnerService } from './owner.service.ts';
import { PeopleStore } from './people.store.ts';
import { SessionController } from './session.controller.ts';
import { SessionService } from './session.service.ts';
import { SignInGuard } from './sign-in-guard.ts';

/** Users, workspaces, sessions and API keys. Every route asks this room who calls. */
@Global()
@Module({
  controllers: [SessionController, ApiKeyController],
  providers: [
    { provide: AUTH, inject: [CONFIG, PG_POOL], useFactory: authOf },
    PeopleStore,
    MembershipStore,
    DeviceCookie,
    SignInGuard,
    HashingTurns,
    FailedSignIns,
    OwnerService,
    OwnerBootstrap,
    SessionService,
    ApiKeyStore,
    ApiKeyService,
    AccessService,
    { provide: ACCESS, useExisting: AccessService },
  ],
  exports: [ACCESS, OwnerBootstrap],
})
export class PeopleModule {}

function authOf(config: ServerConfig, pool: Pool): Auth {
  const log = new Logger('better-auth');
  return createAuth(config, pool, (level, message) => {
    // A wrong password is an error to better-auth; here it is someone's typo.
    log.debug(`${level}: ${message}`);
  });
}

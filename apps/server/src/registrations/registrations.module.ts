import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.ts';
import { ConnectionsModule } from '../connections/connections.module.ts';
import { StreamModule } from '../stream/stream.module.ts';
import { HookSecretsCache } from './hook-secrets.ts';
import { HookTriggers } from './hook-triggers.ts';
import { HookVault } from './hook-vault.ts';
import { RegistrationCalls } from './registration-calls.ts';
import { RegistrationStore } from './registration.store.ts';
import { RegistrationWorker } from './registration-worker.ts';
import { RegistrationsService } from './registrations.service.ts';

/** The webhooks that flows have at their applications. */
@Module({
  imports: [CatalogueModule, ConnectionsModule, StreamModule],
  providers: [
    RegistrationStore,
    HookTriggers,
    HookVault,
    HookSecretsCache,
    RegistrationCalls,
    RegistrationWorker,
    RegistrationsService,
  ],
  exports: [RegistrationsService, RegistrationWorker, HookSecretsCache],
})
export class RegistrationsModule {}

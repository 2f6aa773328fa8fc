import { Module } from '@nestjs/common';
import { AcceptanceModule } from '../../acceptance/acceptance.module.ts';
import { CatalogueModule } from '../../catalogue/catalogue.module.ts';
import { ConnectionsModule } from '../../connections/connections.module.ts';
import { FlowsModule } from '../../flows/flows.module.ts';
import { RegistrationsModule } from '../../registrations/registrations.module.ts';
import { RequestVerifier } from './request-verifier.ts';
import { TargetCache } from './target-cache.ts';
import { WebhookService } from './webhook.service.ts';

@Module({
  imports: [AcceptanceModule, CatalogueModule, ConnectionsModule, FlowsModule, RegistrationsModule],
  providers: [RequestVerifier, TargetCache, WebhookService],
  exports: [RequestVerifier, WebhookService],
})
export class WebhookModule {}

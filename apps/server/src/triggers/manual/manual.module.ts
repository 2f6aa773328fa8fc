import { Module } from '@nestjs/common';
import { AcceptanceModule } from '../../acceptance/acceptance.module.ts';
import { CatalogueModule } from '../../catalogue/catalogue.module.ts';
import { EventsModule } from '../../events/events.module.ts';
import { FlowsModule } from '../../flows/flows.module.ts';
import { RunsModule } from '../../runs/runs.module.ts';
import { WebhookModule } from '../webhook/webhook.module.ts';
import { ManualStartController } from './manual-start.controller.ts';
import { ManualStart } from './manual-start.service.ts';

@Module({
  imports: [
    AcceptanceModule,
    CatalogueModule,
    EventsModule,
    FlowsModule,
    RunsModule,
    WebhookModule,
  ],
  controllers: [ManualStartController],
  providers: [ManualStart],
})
export class ManualModule {}

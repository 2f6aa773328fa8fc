import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.ts';
import { ConnectionsModule } from '../connections/connections.module.ts';
import { EventsModule } from '../events/events.module.ts';
import { FlowsModule } from '../flows/flows.module.ts';
import { RunsModule } from '../runs/runs.module.ts';
import { WorkerModule } from '../worker/worker.module.ts';
import { IntakeService } from './intake.service.ts';
import { IntakeStore } from './intake.store.ts';
import { ManualStartController } from './manual-start.controller.ts';
import { ManualStart } from './manual-start.service.ts';
import { SignatureGate } from './signature-gate.ts';

@Module({
  imports: [
    CatalogueModule,
    ConnectionsModule,
    EventsModule,
    FlowsModule,
    RunsModule,
    WorkerModule,
  ],
  controllers: [ManualStartController],
  providers: [IntakeService, IntakeStore, SignatureGate, ManualStart],
  exports: [IntakeService],
})
export class IntakeModule {}

import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.ts';
import { ConnectionsModule } from '../connections/connections.module.ts';
import { EventsModule } from '../events/events.module.ts';
import { FlowsModule } from '../flows/flows.module.ts';
import { RunHistoryModule } from '../runs/run-history.module.ts';
import { RunsModule } from '../runs/runs.module.ts';
import { WorkerModule } from '../worker/worker.module.ts';
import { IntakeService } from './intake.service.ts';
import { IntakeStore } from './intake.store.ts';
import { ManualStartController } from './manual-start.controller.ts';
import { ManualStart } from './manual-start.service.ts';
import { ReplyHub } from './reply-hub.ts';
import { RunAnswers } from './run-answers.ts';
import { SignatureGate } from './signature-gate.ts';
import { TriggerCache } from './trigger-cache.ts';

@Module({
  imports: [
    CatalogueModule,
    ConnectionsModule,
    EventsModule,
    FlowsModule,
    RunHistoryModule,
    RunsModule,
    WorkerModule,
  ],
  controllers: [ManualStartController],
  providers: [
    IntakeService,
    IntakeStore,
    TriggerCache,
    ReplyHub,
    RunAnswers,
    SignatureGate,
    ManualStart,
  ],
  exports: [IntakeService, RunAnswers],
})
export class IntakeModule {}

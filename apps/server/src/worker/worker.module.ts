import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.ts';
import { ConnectionsModule } from '../connections/connections.module.ts';
import { EventsModule } from '../events/events.module.ts';
import { FlowsModule } from '../flows/flows.module.ts';
import { ActionCaller } from './action-caller.ts';
import { RunExecutor } from './run-executor.ts';
import { StepTestController } from './step-test.controller.ts';
import { StepTester } from './step-tester.service.ts';
import { WorkerService } from './worker.service.ts';
import { WorkerStore } from './worker.store.ts';

@Module({
  imports: [CatalogueModule, ConnectionsModule, EventsModule, FlowsModule],
  controllers: [StepTestController],
  providers: [WorkerStore, WorkerService, RunExecutor, ActionCaller, StepTester],
  exports: [WorkerService],
})
export class WorkerModule {}

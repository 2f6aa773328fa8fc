import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.ts';
import { ConnectionsModule } from '../connections/connections.module.ts';
import { EventsModule } from '../events/events.module.ts';
import { FilesModule } from '../files/files.module.ts';
import { FlowsModule } from '../flows/flows.module.ts';
import { RunHistoryModule } from '../runs/run-history.module.ts';
import { RunsModule } from '../runs/runs.module.ts';
import { StoreModule } from '../store/store.module.ts';
import { ActionCaller } from './action-caller.ts';
import { ActionTrier } from './action-trier.service.ts';
import { ActionTryController } from './action-try.controller.ts';
import { FlowCaller } from './flow-caller.ts';
import { ConcurrencyLimiter } from './concurrency-limiter.ts';
import { RunExecutor } from './run-executor.ts';
import { RunLoader } from './run-loader.ts';
import { RunSaver } from './run-saver.ts';
import { StepTestController } from './step-test.controller.ts';
import { StepTester } from './step-tester.service.ts';
import { WorkerService } from './worker.service.ts';
import { WorkerStore } from './worker.store.ts';

@Module({
  imports: [
    CatalogueModule,
    ConnectionsModule,
    EventsModule,
    FilesModule,
    FlowsModule,
    RunHistoryModule,
    RunsModule,
    StoreModule,
  ],
  controllers: [StepTestController, ActionTryController],
  providers: [
    WorkerStore,
    WorkerService,
    ConcurrencyLimiter,
    RunLoader,
    RunExecutor,
    RunSaver,
    ActionCaller,
    FlowCaller,
    StepTester,
    ActionTrier,
  ],
  exports: [WorkerService],
})
export class WorkerModule {}

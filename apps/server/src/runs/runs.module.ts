import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.ts';
import { FlowsModule } from '../flows/flows.module.ts';
import { EventReplayController } from './event-replay.controller.ts';
import { ReplayBatchService } from './replay-batch.service.ts';
import { ReplayBatchStore } from './replay-batch.store.ts';
import { ReplayController } from './replay.controller.ts';
import { ReplayRunner } from './replay-runner.ts';
import { ReplayService } from './replay.service.ts';
import { ReplayStore } from './replay.store.ts';
import { RunHistoryModule } from './run-history.module.ts';
import { RunController } from './run.controller.ts';
import { RunService } from './run.service.ts';
import { RunStarter } from './run-starter.service.ts';

@Module({
  imports: [RunHistoryModule, FlowsModule, EventsModule],
  controllers: [RunController, ReplayController, EventReplayController],
  providers: [
    RunService,
    RunStarter,
    ReplayStore,
    ReplayService,
    ReplayBatchStore,
    ReplayBatchService,
    ReplayRunner,
  ],
  exports: [RunService, RunStarter, ReplayRunner],
})
export class RunsModule {}
